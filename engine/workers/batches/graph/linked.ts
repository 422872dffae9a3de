/** Pods that belong to the selected object: those it owns, selects, routes to, scales, or that mount or read it. */
import { selectorMatches } from '../../../api/labels.ts'
import { labelSelector } from '../../../api/labelselector.ts'
import { controllerOf, type KObject } from '../../../api/object.ts'
import type { Cluster } from '../../../cluster.ts'
import type { ObjectRef } from '../../../protocol/object.ts'
import { StaleTables } from '../staletables.ts'
import { tableOf } from '../tables.ts'
import { referencesOf, selectorOf } from './references.ts'

const PAUSE_REAL_MS = 250
/** Pods looked at for one answer. */
const MOST_PODS = 20_000
/** What may change the answer besides the object itself. */
const RESOURCES = ['pods', 'replicasets.apps', 'jobs.batch', 'services', 'ingresses.networking.k8s.io']
/** Kinds between a workload and its Pods. */
const BETWEEN = ['replicasets.apps', 'jobs.batch']
/** Their own mark is blue. */
const MARKED = new Set(['Pod', 'Node'])

export class LinkedBatches {
  private ref: ObjectRef | undefined
  private told = ''
  private takenAtReal = Number.NEGATIVE_INFINITY
  private readonly stale: StaleTables

  constructor(private readonly cluster: Cluster) {
    this.stale = new StaleTables(cluster, RESOURCES)
  }

  select(ref: ObjectRef | undefined): void {
    this.ref = ref
    this.stale.reset()
    this.takenAtReal = Number.NEGATIVE_INFINITY
  }

  reset(): void {
    this.select(this.ref)
    this.told = ''
  }

  take(nowReal: number): number[] | undefined {
    if (nowReal - this.takenAtReal < PAUSE_REAL_MS || !this.stale.look()) return undefined
    this.takenAtReal = nowReal
    const rows = this.ref ? linkedPods(this.cluster, this.ref) : []
    const text = rows.join()
    if (text === this.told) return undefined
    this.told = text
    return rows
  }
}

/** Rows of the Pods, in order; none for an object that is gone. */
export function linkedPods(cluster: Cluster, ref: ObjectRef): number[] {
  const { store } = cluster.server
  const object = MARKED.has(ref.kind) ? undefined : tableOf(store, ref)?.find(ref.namespace, ref.name)
  if (!object) return []
  const belongs = belonging(cluster, object)
  const rows: number[] = []
  let looked = 0
  store.table('pods').each(ref.namespace || undefined, (pod, row) => {
    if (looked++ < MOST_PODS && belongs(pod)) rows.push(row)
  })
  return rows.sort((a, b) => a - b)
}

function belonging(cluster: Cluster, object: KObject): (pod: KObject) => boolean {
  const { store } = cluster.server
  const { namespace = '' } = object.metadata
  const targets = referencesOf(object).flatMap(({ relation, kind, name }) => {
    const apiVersion = kind === 'Service' ? 'v1' : 'apps/v1'
    const target =
      relation === 'routes to' || relation === 'scales'
        ? tableOf(store, { apiVersion, kind })?.find(namespace, name)
        : undefined
    return target ? [target] : []
  })
  const all = [object, ...targets]
  const selectors = all.flatMap((each) => {
    const selector = selectorOf(each)
    return selector ? [labelSelector(selector)] : []
  })
  const owners = new Set(all.map(({ metadata }) => metadata.uid))
  for (const resource of BETWEEN)
    store.table(resource).each(namespace, (set) => {
      if (owners.has(controllerOf(set)?.uid ?? '')) owners.add(set.metadata.uid)
    })
  const { kind, metadata } = object
  return (pod) =>
    owners.has(controllerOf(pod)?.uid ?? '') ||
    selectors.some((selector) => selectorMatches(selector, pod.metadata.labels ?? {})) ||
    referencesOf(pod).some((its) => its.kind === kind && its.name === metadata.name)
}
