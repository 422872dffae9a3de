/** The workload a question is about: the top of its owners, its Pods, and how many of them it wants ready. */
import { controllerOf, type KObject, plain } from '../../../api/object.ts'
import type { Cluster } from '../../../cluster.ts'
import type { ContainerStatus, DaemonSet, Deployment, Job, Pod, PodSpec } from '../../../kinds/types.ts'
import type { ObjectRef } from '../../../protocol/object.ts'
import { tableOf } from '../../batches/tables.ts'
import { condition } from '../../history/whynot/world.ts'

const MOST_LEVELS = 4

export interface Subject {
  ref: ObjectRef
  /** As it is; a Pod is its own template. */
  object: KObject
}

/** A CronJob's own template makes Jobs: one of them is what a change of Pods would be tried on. */
const TOPS: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'])

/** The workload at the top of an object's owners; undefined for what makes no Pods. */
export function subjectOf(cluster: Cluster, ref: ObjectRef): Subject | undefined {
  const { store } = cluster.server
  let object = tableOf(store, ref)?.find(ref.namespace, ref.name)
  for (let level = 0; object && level < MOST_LEVELS; level++) {
    const owner = controllerOf(object)
    const above = owner && TOPS.has(owner.kind) ? tableOf(store, owner)?.find(ref.namespace, owner.name) : undefined
    if (!above) break
    object = above
  }
  if (!object || !(TOPS.has(object.kind) || object.kind === 'Pod')) return undefined
  const { apiVersion, kind, metadata } = object
  const { name, namespace = '' } = metadata
  return { ref: { apiVersion, kind, namespace, name }, object: plain(object) as KObject }
}

export const templateOf = ({ object }: Subject): PodSpec =>
  object.kind === 'Pod' ? (object as Pod).spec : ((object as Deployment).spec.template.spec as PodSpec)

/** Pods of a workload, however many sets are between. */
export function podsOf(cluster: Cluster, { ref, object }: Subject): Pod[] {
  const pods: Pod[] = []
  const { store } = cluster.server
  const isIts = (each: KObject): boolean => {
    const owner = controllerOf(each)
    if (!owner) return each.kind === 'Pod' && ref.kind === 'Pod' && each.metadata.name === ref.name
    if (owner.uid === object.metadata.uid) return true
    const above = tableOf(store, owner)?.find(ref.namespace, owner.name)
    return above !== undefined && above.metadata.uid === owner.uid && isIts(above)
  }
  store.table('pods').each(ref.namespace, (each) => {
    if (isIts(each)) pods.push(each as Pod)
  })
  return pods
}

/** How a workload stands. */
export interface Standing {
  wanted: number
  ready: number
  /** Of the Pods there are. */
  restarts: number
  /** All that is wanted is there, up to date and nothing more. */
  isWell: boolean
}

export function standingOf(cluster: Cluster, subject: Subject): Standing {
  const { ref } = subject
  const now = tableOf(cluster.server.store, ref)?.find(ref.namespace, ref.name)
  const pods = podsOf(cluster, subject)
  const restarts = pods.reduce((sum, pod) => sum + restartsOf(pod), 0)
  if (!now) return { wanted: 1, ready: 0, restarts, isWell: false }
  return { ...numbersOf(now, pods), restarts }
}

export const restartsOf = ({ status }: Pod): number =>
  [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].reduce(
    (sum, { restartCount = 0 }: ContainerStatus) => sum + restartCount,
    0,
  )

function numbersOf(object: KObject, pods: readonly Pod[]): Omit<Standing, 'restarts'> {
  const ready = pods.filter((pod) => condition(pod, 'Ready')?.status === 'True').length
  if (object.kind === 'Pod') return { wanted: 1, ready, isWell: ready === 1 }
  if (object.kind === 'DaemonSet') {
    const {
      desiredNumberScheduled: wanted = 0,
      numberReady = 0,
      updatedNumberScheduled = 0,
    } = (object as DaemonSet).status ?? {}
    return { wanted, ready, isWell: wanted > 0 && numberReady === wanted && updatedNumberScheduled === wanted }
  }
  if (object.kind === 'Job') {
    const { spec, status } = object as Job
    const wanted = spec.completions ?? 1
    return { wanted, ready: status?.succeeded ?? 0, isWell: condition(object, 'Complete')?.status === 'True' }
  }
  const { spec, status = {}, metadata } = object as Deployment
  const wanted = spec.replicas ?? 1
  const updated = object.kind === 'ReplicaSet' ? wanted : (status.updatedReplicas ?? 0)
  const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  const isWell =
    isSeen && updated === wanted && (status.replicas ?? 0) === wanted && (status.readyReplicas ?? 0) === wanted
  return { wanted, ready, isWell }
}
