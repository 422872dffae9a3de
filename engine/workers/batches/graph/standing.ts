/** How an object stands, in a few words, for its box in the graph. */
import type { KObject } from '../../../api/object.ts'

interface StatusLike {
  phase?: string
  replicas?: number
  readyReplicas?: number
  desiredNumberScheduled?: number
  numberReady?: number
  succeeded?: number
  failed?: number
  conditions?: { type: string; status: string }[]
  containerStatuses?: { state?: { waiting?: { reason?: string } } }[]
}

const WAITS_WELL = new Set(['ContainerCreating', 'PodInitializing'])

export function standingOf(object: KObject): { note: string; trouble: boolean } {
  const { spec = {}, status = {} } = object as {
    spec?: { replicas?: number; completions?: number }
    status?: StatusLike
  }
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
      return ready(status.readyReplicas ?? 0, spec.replicas ?? 1)
    case 'DaemonSet':
      return ready(status.numberReady ?? 0, status.desiredNumberScheduled ?? 0)
    case 'Job':
      return { note: `${status.succeeded ?? 0} of ${spec.completions ?? 1} done`, trouble: (status.failed ?? 0) > 0 }
    case 'Pod':
      return podStanding(status)
    case 'PersistentVolumeClaim':
    case 'PersistentVolume':
      return { note: status.phase ?? '', trouble: status.phase === 'Pending' || status.phase === 'Lost' }
    default:
      return { note: '', trouble: false }
  }
}

const ready = (is: number, wanted: number) => ({ note: `${is} of ${wanted} ready`, trouble: is < wanted })

function podStanding({ phase = '', conditions = [], containerStatuses = [] }: StatusLike): {
  note: string
  trouble: boolean
} {
  const waiting = containerStatuses.map(({ state }) => state?.waiting?.reason ?? '').find((reason) => reason !== '')
  if (waiting) return { note: waiting, trouble: !WAITS_WELL.has(waiting) }
  if (phase === 'Running') {
    const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
    return { note: isReady ? 'ready' : 'not ready', trouble: !isReady }
  }
  return { note: phase, trouble: phase === 'Failed' || phase === 'Pending' }
}
