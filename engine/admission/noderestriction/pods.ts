/** What a node may do to Pods: mirror its static ones, and tell of those that are bound to it. */
import type { AdmissionRequest } from '../../api/admission.ts'
import { equal } from '../../api/equal.ts'
import { goQuote } from '../../api/goquote.ts'
import { MIRROR } from '../../kinds/pod/mirror.ts'
import type { Pod } from '../../kinds/types.ts'

const ITSELF = 'with spec.nodeName set to itself'

export function podProblem(node: string, { operation, object, old }: AdmissionRequest): string | undefined {
  if (operation === 'CREATE') return createProblem(node, object as Pod)
  if (operation === 'UPDATE') return undefined
  const own = (old as Pod).spec.nodeName === node
  return own ? undefined : `node ${goQuote(node)} can only delete pods ${ITSELF}`
}

function createProblem(node: string, { metadata, spec }: Pod): string | undefined {
  const who = `node ${goQuote(node)}`
  if (metadata.annotations?.[MIRROR] === undefined) {
    return `pod does not have ${goQuote(MIRROR)} annotation, ${who} can only create mirror pods`
  }
  if (spec.nodeName !== node) return `${who} can only create pods ${ITSELF}`
  const owners = metadata.ownerReferences ?? []
  const foreign = owners.find(({ apiVersion, kind, name }) => apiVersion !== 'v1' || kind !== 'Node' || name !== node)
  if (owners.length > 1 || foreign !== undefined) {
    return `${who} can only create pods with an owner reference set to itself`
  }
  if (spec.serviceAccountName) return `${who} can not create pods that reference a service account`
  const volumes = spec.volumes ?? []
  const refers = (of: 'secret' | 'configMap' | 'persistentVolumeClaim') => volumes.some((volume) => volume[of])
  if (refers('secret')) return `${who} can not create pods that reference secrets`
  if (refers('configMap')) return `${who} can not create pods that reference configmaps`
  return refers('persistentVolumeClaim')
    ? `${who} can not create pods that reference persistentvolumeclaims`
    : undefined
}

export function podStatusProblem(node: string, { object, old }: AdmissionRequest): string | undefined {
  const [next, before] = [object as Pod, old as Pod]
  if (before.spec.nodeName !== node) return `node ${goQuote(node)} can only update pod status for pods ${ITSELF}`
  if (equal(next.metadata.labels ?? {}, before.metadata.labels ?? {})) return undefined
  return `node ${goQuote(node)} cannot update labels through pod status`
}

export function evictionProblem(node: string, pod: Pod | undefined): string | undefined {
  return pod === undefined || pod.spec.nodeName === node ? undefined : `node ${node} can only evict pods ${ITSELF}`
}
