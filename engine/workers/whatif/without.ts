/** The same run without one of the person's actions: the link taken out of the chain, and what is left of its end. */
import { plain } from '../../api/object.ts'
import { Cluster } from '../../cluster.ts'
import type { Pod } from '../../kinds/types.ts'
import type { Workload } from '../../protocol/batch.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import type { ActionLog } from '../../protocol/run.ts'
import type { WithoutAnswer } from '../../protocol/time.ts'
import { newReading, readPod } from '../batches/podstate.ts'
import { tableOf } from '../batches/tables.ts'
import { Workloads } from '../batches/workloads.ts'
import { deedsOf } from '../history/line.ts'
import { POD_STATES } from '../../protocol/pods.ts'

/** @throws RangeError when there is no such action */
export function withoutAction(log: ActionLog, untilMs: number, flag: number, ref: ObjectRef): WithoutAnswer {
  const deed = deedsOf(log.actions).find(({ number }) => number === flag)
  if (!deed) throw new RangeError(`no action ${flag}`)
  const as = Cluster.replay(log)
  as.server.clock.runUntil(untilMs)
  const other = new Cluster(log.config)
  log.actions.forEach(({ atMs, action }, at) => {
    if (at >= deed.first && at < deed.end) return
    // The run goes another way, so the others keep their times, not their places among events.
    other.server.clock.runUntil(atMs)
    other.act(action)
  })
  other.server.clock.runUntil(untilMs)
  const words =
    ref.kind === 'Pod'
      ? (cluster: Cluster) => podWords(cluster, workloadOf(as, ref))
      : (cluster: Cluster) => stateOf(cluster, ref)
  const was = words(as)
  const without = words(other)
  return { text: deed.text, was, without, differs: was !== without }
}

/** An object in a few words; empty when it is not there. */
function stateOf(cluster: Cluster, ref: ObjectRef): string {
  const table = tableOf(cluster.server.store, ref)
  const object = table?.find(ref.namespace, ref.name)
  if (!object) return ''
  const { status = {}, spec = {} } = plain(object) as {
    status?: Record<string, unknown>
    spec?: Record<string, unknown>
  }
  const numbers = ['replicas', 'readyReplicas', 'availableReplicas', 'succeeded', 'failed'].flatMap((name) =>
    status[name] === undefined ? [] : [`${name} ${String(status[name])}`],
  )
  const wanted = spec.replicas === undefined ? [] : [`of ${String(spec.replicas)}`]
  const conditions = ((status.conditions ?? []) as { type: string; status: string }[]).map(
    ({ type, status: value }) => `${type} ${value}`,
  )
  return [String(status.phase ?? 'there'), ...numbers, ...wanted, ...conditions].join(', ')
}

/** Pods have made-up names: the ones of the same workload stand for each other. */
function podWords(cluster: Cluster, workload: Workload): string {
  const { store } = cluster.server
  const workloads = new Workloads(store)
  const reading = newReading()
  const counts = new Map<string, number>()
  let restarts = 0
  store.table('pods').each(workload.namespace, (object, row) => {
    const { kind, name } = workloads.list[workloads.of(object)] as Workload
    if (kind !== workload.kind || name !== workload.name) return
    const pod = object as Pod
    const work = cluster.kubelets.worker.works.get(row)
    readPod(pod, work?.uid === pod.metadata.uid ? work : undefined, false, reading)
    restarts += reading.restarts
    const words = `${POD_STATES[reading.state]}${reading.note ? ` (${reading.note})` : ''}`
    counts.set(words, (counts.get(words) ?? 0) + 1)
  })
  const states = [...counts].map(([words, count]) => `${count} ${words}`).sort()
  return [...states, ...(restarts > 0 ? [`${restarts} restarts`] : [])].join(', ')
}

/** Deployment, bare Pod …: the top of a Pod's owners. */
function workloadOf(cluster: Cluster, { namespace, name }: ObjectRef): Workload {
  const pod = cluster.server.store.table('pods').find(namespace, name)
  const workloads = new Workloads(cluster.server.store)
  return (pod && workloads.list[workloads.of(pod)]) ?? { kind: 'Pod', namespace, name }
}
