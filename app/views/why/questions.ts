/** What one may want to know of an object as it stands, the most pressing first. Pure: an object in, questions out. */
import type { ObjectRef } from '../../../engine/protocol/object.ts'

export interface Question {
  /** Stable while the object changes, so that a chosen question stays chosen. */
  id: string
  title: string
  /** The field whose last change answers; absent: the last change at all. */
  path?: string
  /** Asks for a state that is not reached: what stands in its way is told first. */
  not?: boolean
}

interface Condition {
  type: string
  status: string
  reason?: string
}

interface ContainerLike {
  name: string
  ready?: boolean
  restartCount?: number
  state?: { waiting?: { reason?: string } }
}

interface Seen {
  metadata?: { deletionTimestamp?: string }
  spec?: { nodeName?: string; replicas?: number; type?: string; selector?: unknown }
  status?: {
    phase?: string
    conditions?: Condition[]
    containerStatuses?: ContainerLike[]
    replicas?: number
    readyReplicas?: number
    updatedReplicas?: number
    currentReplicas?: number
    desiredReplicas?: number
    desiredNumberScheduled?: number
    numberReady?: number
  }
}

/** Questions about an object, or about one that is not there (any more). */
export function questionsOf({ kind, name }: ObjectRef, object: unknown): Question[] {
  if (object === undefined) return [{ id: 'gone', title: `Why is there no ${kind} ${name}?`, not: true }]
  const seen = object as Seen
  const own = [...endingQuestions(seen), ...(KINDS[kind]?.(seen) ?? [])]
  const asked = new Set(own.map(({ path }) => path))
  return [
    ...own,
    ...conditionQuestions(seen).filter(({ path }) => !asked.has(path)),
    { id: 'last', title: 'Why did it change last?' },
    { id: 'there', title: `Why is this ${kind} here?`, path: 'metadata.uid' },
  ]
}

/** Id of the question that is about a condition of the object. */
export const conditionQuestion = (ref: ObjectRef, object: unknown, type: string): string =>
  questionsOf(ref, object).find(({ path }) => path === `status.conditions[${type}]`)?.id ?? ''

const KINDS: Readonly<Record<string, (seen: Seen) => Question[]>> = {
  Pod: podQuestions,
  Deployment: workloadQuestions,
  ReplicaSet: workloadQuestions,
  StatefulSet: workloadQuestions,
  ReplicationController: workloadQuestions,
  DaemonSet: daemonQuestions,
  HorizontalPodAutoscaler: autoscalerQuestions,
  Service: serviceQuestions,
  PersistentVolumeClaim: claimQuestions,
  PodDisruptionBudget: () => [{ id: 'evict', title: 'Why may no Pod be evicted?', not: true }],
}

const endingQuestions = ({ metadata }: Seen): Question[] =>
  metadata?.deletionTimestamp
    ? [{ id: 'ending', title: 'Why is it ending?', path: 'metadata.deletionTimestamp', not: true }]
    : []

function podQuestions({ spec, status = {} }: Seen): Question[] {
  const { phase, conditions = [], containerStatuses = [] } = status
  if (!spec?.nodeName)
    return [{ id: 'scheduled', title: 'Why is it not scheduled?', path: 'status.conditions[PodScheduled]', not: true }]
  const ready = conditions.find(({ type }) => type === 'Ready')
  const isOver = phase === 'Succeeded' || phase === 'Failed'
  return [
    ...(isOver
      ? [{ id: 'ended', title: `Why did it end as ${phase}?`, path: 'status.phase', not: phase === 'Failed' }]
      : []),
    ...containerStatuses.flatMap(containerQuestions),
    ...(ready?.status === 'True'
      ? [{ id: 'ready', title: 'Why is it Ready?', path: 'status.conditions[Ready]' }]
      : isOver
        ? []
        : [{ id: 'notready', title: 'Why is it not Ready?', path: 'status.conditions[Ready]', not: true }]),
    { id: 'node', title: `Why on ${spec.nodeName}?`, path: 'spec.nodeName' },
  ]
}

function containerQuestions({ name, restartCount = 0, state, ready }: ContainerLike): Question[] {
  const list = `status.containerStatuses[${name}]`
  const reason = state?.waiting?.reason
  const waits = reason && reason !== 'ContainerCreating' && reason !== 'PodInitializing'
  return [
    ...(restartCount > 0
      ? [
          {
            id: `restart ${name}`,
            title: `Why did container ${name} restart?`,
            path: `${list}.restartCount`,
            not: ready !== true,
          },
        ]
      : []),
    ...(waits
      ? [
          {
            id: `waits ${name}`,
            title: `Why does container ${name} wait, ${reason}?`,
            path: `${list}.state`,
            not: true,
          },
        ]
      : []),
  ]
}

function workloadQuestions({ spec, status = {} }: Seen): Question[] {
  const wanted = spec?.replicas ?? 1
  const { readyReplicas = 0, updatedReplicas = wanted, replicas = 0 } = status
  const short = readyReplicas < wanted
  return [
    ...(short ? [{ id: 'notready', title: `Why are only ${readyReplicas} of ${wanted} Pods ready?`, not: true }] : []),
    ...(!short && (updatedReplicas < wanted || replicas > wanted)
      ? [{ id: 'rollout', title: 'Why is the rollout not over?', not: true }]
      : []),
    { id: 'replicas', title: `Why ${wanted} replicas?`, path: 'spec.replicas' },
  ]
}

function daemonQuestions({ status = {} }: Seen): Question[] {
  const { desiredNumberScheduled: wanted = 0, numberReady = 0 } = status
  if (wanted > 0 && numberReady === wanted) return []
  const title = wanted === 0 ? 'Why has it no Pod?' : `Why are only ${numberReady} of ${wanted} Pods ready?`
  return [{ id: 'notready', title, not: true }]
}

function autoscalerQuestions({ status = {} }: Seen): Question[] {
  const { currentReplicas, desiredReplicas } = status
  const scaled = currentReplicas !== undefined && currentReplicas === desiredReplicas
  return [
    { id: 'notscaled', title: scaled ? 'Why does it not scale?' : 'Why is it not scaled yet?', not: true },
    { id: 'scaled', title: 'Why did it scale last?', path: 'status.desiredReplicas' },
  ]
}

function serviceQuestions({ spec }: Seen): Question[] {
  return spec?.selector ? [{ id: 'endpoints', title: 'Why do Pods of it not answer?', not: true }] : []
}

function claimQuestions({ status }: Seen): Question[] {
  return status?.phase === 'Bound'
    ? [{ id: 'bound', title: 'Why is it bound?', path: 'status.phase' }]
    : [{ id: 'notbound', title: 'Why is it not bound?', path: 'status.phase', not: true }]
}

/** Each condition, those that are not True first. */
function conditionQuestions({ status = {} }: Seen): Question[] {
  const conditions = status.conditions ?? []
  const ordered = [...conditions].sort((a, b) => Number(a.status === 'True') - Number(b.status === 'True'))
  return ordered.map(({ type, status: value }) => ({
    id: `condition ${type}`,
    title: `Why is ${type} ${value}?`,
    path: `status.conditions[${type}]`,
    not: value !== 'True',
  }))
}
