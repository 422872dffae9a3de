/**
 * A Pod stays five minutes on a node that is not ready or out of reach, unless it says otherwise.
 * Source: plugin/pkg/admission/defaulttolerationseconds.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import type { Pod, PodSpec, Toleration } from '../kinds/types.ts'
import { changedSpec } from '../rules/specvariants.ts'

const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
const SECONDS = 300

export function defaultTolerationSeconds(): AdmissionPlugin {
  const prepared = new WeakMap<PodSpec, PodSpec>()
  const prepare = (given: PodSpec): PodSpec => {
    let spec = prepared.get(given)
    if (spec === undefined) {
      spec = withTolerations(given)
      prepared.set(given, spec)
    }
    return spec
  }
  return {
    name: 'DefaultTolerationSeconds',
    mutate(request) {
      if (!concerns(request)) return request.object
      const pod = request.object as Pod
      const spec = changedSpec(pod.spec, prepare)
      return spec === pod.spec ? pod : { ...pod, spec }
    },
  }
}

function concerns({ info, operation, subresource, object }: AdmissionRequest): boolean {
  return info.resource === 'pods' && operation !== 'DELETE' && subresource === '' && object !== undefined
}

function withTolerations(spec: PodSpec): PodSpec {
  const given = spec.tolerations ?? []
  const missing = TAINTS.filter((taint) => !given.some((toleration) => tolerates(toleration, taint)))
  if (missing.length === 0) return spec
  return { ...spec, tolerations: [...given, ...missing.map(fiveMinutes)] }
}

function tolerates({ key, effect }: Toleration, taint: string): boolean {
  return (!key || key === taint) && (!effect || effect === 'NoExecute')
}

function fiveMinutes(key: string): Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }
}
