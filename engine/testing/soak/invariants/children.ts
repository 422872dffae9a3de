/** At rest every owner has exactly the children it asks for, says so in its status, and nothing is left of owners that went. */
import { controllerOf, type KObject } from '../../../api/object.ts'
import type { ApiServer } from '../../../api/server.ts'
import type { DaemonSet, Deployment, Job, Node, Pod, ReplicaSet, StatefulSet } from '../../../kinds/types.ts'
import { nodeVerdict } from '../../../rules/daemonset/nodes.ts'
import { finishedCondition } from '../../../rules/job/conditions.ts'
import { isPodActive, isPodReady, isPodTerminal } from '../../../rules/podutil.ts'
import type { Invariant, Witness } from '../invariant.ts'

type Look<T> = (owner: T, children: readonly KObject[], server: ApiServer) => string | undefined

export const children: Invariant = {
  name: 'every child accounted for',
  watch:
    ({ server }, witness) =>
    () => {
      each<ReplicaSet>(server, witness, 'replicasets.apps', 'pods', replicaSet)
      each<Deployment>(server, witness, 'deployments.apps', 'replicasets.apps', deployment)
      each<StatefulSet>(server, witness, 'statefulsets.apps', 'pods', statefulSet)
      each<DaemonSet>(server, witness, 'daemonsets.apps', 'pods', daemonSet)
      each<Job>(server, witness, 'jobs.batch', 'pods', job)
      lookForOrphans(server, witness)
    },
}

function each<T extends KObject>(
  server: ApiServer,
  { broken, tried }: Witness,
  resource: string,
  of: string,
  look: Look<T>,
): void {
  for (const owner of server.store.table(resource).list() as T[]) {
    tried()
    const { uid, name, generation } = owner.metadata
    const own = server.store
      .table(of)
      .list(owner.metadata.namespace)
      .filter((child) => controllerOf(child)?.uid === uid)
    const wrong = look(owner, own, server)
    if (wrong !== undefined) broken(`${owner.kind} ${name} ${wrong}`)
    const { observedGeneration } = (owner as { status?: { observedGeneration?: number } }).status ?? {}
    if (owner.kind !== 'Job' && observedGeneration !== generation)
      broken(`${owner.kind} ${name} is at generation ${generation} and has observed ${observedGeneration}`)
  }
}

const differs = (what: string, has: unknown, wants: unknown): string | undefined =>
  has === wants ? undefined : `has ${has} ${what} of ${wants}`

const actives = (pods: readonly KObject[]): Pod[] => (pods as Pod[]).filter(isPodActive)

const replicaSet: Look<ReplicaSet> = ({ spec, status }, pods) => {
  const active = actives(pods)
  return (
    differs('Pods', active.length, spec.replicas) ??
    differs('replicas in its status', status.replicas, active.length) ??
    differs('ready ones in its status', status.readyReplicas ?? 0, active.filter(isPodReady).length)
  )
}

const deployment: Look<Deployment> = ({ spec, status, metadata }, sets) => {
  const sum = (of: (set: ReplicaSet) => number | undefined) =>
    (sets as ReplicaSet[]).reduce((total, set) => total + (of(set) ?? 0), 0)
  const newest = (sets as ReplicaSet[]).filter(
    (set) => revisionOf(set) === revisionOf({ metadata } as KObject) && (set.spec.replicas ?? 0) > 0,
  )
  return (
    differs(
      'replicas in its status',
      status.replicas ?? 0,
      sum((set) => set.status.replicas),
    ) ??
    differs(
      'ready ones in its status',
      status.readyReplicas ?? 0,
      sum((set) => set.status.readyReplicas),
    ) ??
    differs(
      'available ones in its status',
      status.availableReplicas ?? 0,
      sum((set) => set.status.availableReplicas),
    ) ??
    (newest.length > 1 ? `has ${newest.length} ReplicaSets of its revision` : undefined) ??
    (sum((set) => set.spec.replicas) < (spec.replicas ?? 1) && !spec.paused ? 'asks for too few Pods' : undefined)
  )
}

const revisionOf = ({ metadata }: KObject) => metadata.annotations?.['deployment.kubernetes.io/revision']

const statefulSet: Look<StatefulSet> = ({ spec, status, metadata }, pods) => {
  const start = spec.ordinals?.start ?? 0
  const wanted = Array.from({ length: spec.replicas ?? 1 }, (_, i) => `${metadata.name}-${start + i}`)
  const names = pods.map(({ metadata: { name } }) => name)
  const extra = names.find((name) => !wanted.includes(name))
  if (extra !== undefined) return `has ${extra}, which it does not want`
  const isWaiting = (pods as Pod[]).some((pod) => !isPodReady(pod))
  const missing = wanted.find((name) => !names.includes(name))
  // In order: one that is not well keeps those after it waiting.
  if (missing !== undefined && !(isWaiting && spec.podManagementPolicy === 'OrderedReady')) return `lacks ${missing}`
  return differs('ready ones in its status', status.readyReplicas ?? 0, (pods as Pod[]).filter(isPodReady).length)
}

const daemonSet: Look<DaemonSet> = ({ spec, status }, pods, { store }) => {
  let wanted = 0
  for (const node of store.table('nodes').list() as Node[]) {
    const { shouldRun } = nodeVerdict(spec.template, node)
    const there = actives(pods).filter((pod) => targetOf(pod) === node.metadata.name)
    if (shouldRun) wanted++
    const isSurging = there.length === 2 && revision(there[0]) !== revision(there[1]) && !there.every(isPodReady)
    if (there.length !== 1 && shouldRun && !isSurging) return `has ${there.length} Pods on ${node.metadata.name}`
  }
  return differs('wished in its status', status.desiredNumberScheduled, wanted)
}

const revision = (pod: Pod | undefined) => pod?.metadata.labels?.['controller-revision-hash']

/** The node a daemon Pod is meant for, bound to it or not. */
function targetOf({ spec }: Pod): string | undefined {
  const [term] = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  return spec.nodeName || term?.matchFields?.[0]?.values?.[0]
}

const job: Look<Job> = (owner, pods) => {
  const active = actives(pods).length
  if (finishedCondition(owner) !== undefined) return differs('Pods though it is over', active, 0)
  return (
    differs('active Pods in its status', owner.status?.active ?? 0, active) ??
    (active === 0 && !owner.spec.suspend ? 'neither runs nor ends' : undefined)
  )
}

/** Whoever is owned by something that is no more should have been collected. */
function lookForOrphans({ store }: ApiServer, { broken }: Witness): void {
  for (const table of store.allTables()) {
    table.each(undefined, (object) => {
      for (const { apiVersion, kind, name, uid } of object.metadata.ownerReferences ?? []) {
        const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : ''
        const owners = store.tableOfKind(group, kind)
        const owner = owners?.find(owners.info.namespaced ? (object.metadata.namespace ?? '') : '', name)
        if (owners !== undefined && owner?.metadata.uid !== uid)
          broken(`${object.kind} ${object.metadata.name} is owned by a ${kind} ${name} that is gone`)
      }
      if (object.metadata.deletionTimestamp !== undefined && !isPodTerminal(object as Pod))
        broken(`${object.kind} ${object.metadata.name} is still being deleted`)
    })
  }
}
