/** How an owner, a slice or a node stands, in a state and in words. */
import type { KObject } from '../../../api/object.ts'
import type { DaemonSet, Deployment, EndpointSlice, Job, Node, ReplicaSet, StatefulSet } from '../../../kinds/types.ts'
import type { SpanState } from '../../../protocol/timeline.ts'

export interface Standing {
  state: SpanState
  text: string
}

/** Kinds whose Pods are counted; everything else is merely there. */
export function ownerStanding(object: KObject): Standing {
  switch (object.kind) {
    case 'Deployment':
      return deployment(object as Deployment)
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet': {
      const { spec, status } = object as ReplicaSet | StatefulSet
      return counted(status?.readyReplicas ?? 0, spec.replicas ?? 1, status?.replicas ?? 0)
    }
    case 'DaemonSet': {
      const { status } = object as DaemonSet
      return counted(status?.numberReady ?? 0, status?.desiredNumberScheduled ?? 0, status?.currentNumberScheduled ?? 0)
    }
    case 'Job':
      return job(object as Job)
    case 'EndpointSlice':
      return slice(object as EndpointSlice)
    default:
      return { state: 'there', text: '' }
  }
}

function counted(ready: number, wanted: number, present: number): Standing {
  if (wanted === 0 && present === 0) return { state: 'empty', text: 'scaled to 0' }
  const text = `${ready} of ${wanted} ready`
  return { state: ready === wanted && present === wanted ? 'settled' : 'progressing', text }
}

function deployment({ metadata, spec, status }: Deployment): Standing {
  const wanted = spec.replicas ?? 1
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, readyReplicas = 0 } = status ?? {}
  const observed = status?.observedGeneration ?? 0
  const generation = metadata.generation ?? 1
  if (spec.paused) return { state: 'paused', text: `paused, ${readyReplicas} of ${wanted} ready` }
  const over =
    observed >= generation && updatedReplicas === wanted && replicas === wanted && availableReplicas === wanted
  if (over)
    return wanted === 0
      ? { state: 'empty', text: 'scaled to 0' }
      : { state: 'settled', text: `generation ${generation}, ${wanted} of ${wanted} available` }
  return {
    state: 'progressing',
    text: `generation ${generation}, ${updatedReplicas} of ${wanted} updated, ${availableReplicas} available`,
  }
}

function job({ spec, status }: Job): Standing {
  const done = status?.succeeded ?? 0
  const text = `${done} of ${spec.completions ?? 1} succeeded${status?.failed ? `, ${status.failed} failed` : ''}`
  const ended = status?.conditions?.find(
    ({ type, status: is }) => is === 'True' && (type === 'Complete' || type === 'Failed'),
  )
  if (spec.suspend) return { state: 'paused', text: `suspended, ${text}` }
  return { state: ended ? (ended.type === 'Complete' ? 'completed' : 'failed') : 'progressing', text }
}

function slice({ endpoints = [] }: EndpointSlice): Standing {
  const ready = endpoints.filter(({ conditions }) => conditions?.ready ?? true).length
  if (endpoints.length === 0) return { state: 'empty', text: 'no endpoints' }
  if (ready === endpoints.length) return { state: 'settled', text: `${ready} ready endpoint${ready === 1 ? '' : 's'}` }
  return { state: 'progressing', text: `${ready} of ${endpoints.length} endpoints ready` }
}

export function nodeStanding({ spec, status }: Node): Standing {
  const conditions = status?.conditions ?? []
  const ready = conditions.find(({ type }) => type === 'Ready')?.status
  if (ready !== 'True')
    return { state: 'nodeLost', text: ready === 'Unknown' ? 'Not ready: status unknown' : 'Not ready' }
  if (spec.unschedulable) return { state: 'nodeCordoned', text: 'Cordoned' }
  const pressed = conditions.find(({ type, status: is }) => type.endsWith('Pressure') && is === 'True')
  if (pressed) return { state: 'nodePressure', text: pressed.type.replace('Pressure', ' pressure') }
  return { state: 'nodeReady', text: 'Ready' }
}
