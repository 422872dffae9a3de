/** Which Pods are a Job's: orphans that its selector picks are adopted and tracked, others let go. Source: pkg/controller/job getPodsForJob. */
import { labelSelector } from '../../api/labelselector.ts'
import { selectorMatches } from '../../api/labels.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Job, Pod } from '../../kinds/types.ts'
import { isTracked, TRACKING_FINALIZER } from '../../rules/job/names.ts'
import { ORPHANS } from '../indexes.ts'
import { controllerRef, release, tolerate } from '../refs.ts'
import { untrack } from './tracking.ts'

/** @returns of the Pods the Job owns, those that it keeps, and the orphans it took in. Throws StatusErrors. */
export function claimPods(server: ApiServer, job: Job, owned: readonly Pod[]): Pod[] {
  const { namespace = '', deletionTimestamp } = job.metadata
  const selector = labelSelector(job.spec.selector)
  const matches = ({ metadata }: Pod) => selectorMatches(selector, metadata.labels)
  const kept = owned.filter(matches)
  const table = server.store.table('pods')
  if (deletionTimestamp !== undefined) return kept
  for (const pod of owned) {
    if (matches(pod)) continue
    untrack(server, pod)
    release(server, table, pod, job)
  }
  if (table.countIn(ORPHANS, namespace) === 0) return kept
  const orphans: Pod[] = []
  table.eachIn(ORPHANS, namespace, (object) => {
    const pod = object as Pod
    if (pod.metadata.deletionTimestamp === undefined && matches(pod)) orphans.push(pod)
  })
  return [...kept, ...orphans.map((pod) => adoptTracked(server, job, pod)).filter((pod) => pod !== undefined)]
}

function adoptTracked(server: ApiServer, job: Job, { metadata: { namespace = '', name } }: Pod): Pod | undefined {
  const table = server.store.table('pods')
  tolerate(['NotFound'], () => server.verbs.modify<Pod>(table, namespace, name, (stored) => adopted(stored, job)))
  return table.find(namespace, name) as Pod | undefined
}

function adopted(pod: Pod, job: Job): Pod {
  const { ownerReferences = [], finalizers = [] } = pod.metadata
  const tracked = isTracked(pod) ? finalizers : [...finalizers, TRACKING_FINALIZER]
  const owners = [...ownerReferences, controllerRef(job)]
  return { ...pod, metadata: { ...pod.metadata, ownerReferences: owners, finalizers: tracked } }
}
