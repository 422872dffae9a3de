/**
 * Runtime classes: a Pod that names one takes over its overhead and where its nodes are.
 * Source: plugin/pkg/admission/runtimeclass.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { equal } from '../api/equal.ts'
import { goQuote } from '../api/goquote.ts'
import type { ApiServer } from '../api/server.ts'
import type { Pod, PodSpec, RuntimeClass, Toleration } from '../kinds/types.ts'
import { createdPod, refuse } from './requests.ts'

export function runtimeClass({ store }: ApiServer): AdmissionPlugin {
  const classes = store.table('runtimeclasses.node.k8s.io')
  const find = (request: AdmissionRequest, { runtimeClassName: name }: PodSpec) => {
    if (!name) return undefined
    const found = classes.find('', name) as RuntimeClass | undefined
    if (found === undefined) throw refuse(request, `pod rejected: RuntimeClass ${goQuote(name)} not found`)
    return found
  }
  return {
    name: 'RuntimeClass',
    mutate(request) {
      const pod = createdPod(request)
      if (pod === undefined) return request.object
      const found = find(request, pod.spec)
      return found === undefined ? pod : withOverhead(request, withPlacement(request, pod, found), found)
    },
    validate(request) {
      const pod = createdPod(request)
      if (pod !== undefined && find(request, pod.spec) === undefined && pod.spec.overhead !== undefined) {
        throw refuse(request, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead')
      }
    },
  }
}

function withOverhead(request: AdmissionRequest, pod: Pod, { overhead }: RuntimeClass): Pod {
  const fixed = overhead?.podFixed
  if (pod.spec.overhead !== undefined && !equal(pod.spec.overhead, fixed)) {
    throw refuse(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
  }
  return fixed === undefined ? pod : { ...pod, spec: { ...pod.spec, overhead: fixed } }
}

function withPlacement(request: AdmissionRequest, pod: Pod, { scheduling }: RuntimeClass): Pod {
  if (!scheduling) return pod
  const own = (pod.spec.nodeSelector ?? {}) as Record<string, string>
  const wanted = (scheduling.nodeSelector ?? {}) as Record<string, string>
  for (const key of Object.keys(wanted).sort()) {
    if (own[key] === undefined || own[key] === wanted[key]) continue
    const text = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${wanted[key]}; pod.spec.nodeSelector[${key}] = ${own[key]}`
    throw refuse(request, text)
  }
  const given = (pod.spec.tolerations ?? []) as Toleration[]
  const added = ((scheduling.tolerations ?? []) as Toleration[]).filter(
    (each) => !given.some((known) => equal(known, each)),
  )
  const tolerations = [...given, ...added]
  return {
    ...pod,
    spec: {
      ...pod.spec,
      ...(Object.keys(wanted).length > 0 ? { nodeSelector: { ...own, ...wanted } } : {}),
      ...(tolerations.length > 0 ? { tolerations } : {}),
    },
  }
}
