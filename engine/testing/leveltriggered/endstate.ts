/**
 * What a run has come to, without what depends on when and in which order things happened: times, uids, versions, made-up
 * names, which node a Pod is on, how many steps a rollout took. Two runs of the same inputs must come to the same.
 */
import { controllerOf, type KObject, plain } from '../../api/object.ts'
import type { Store } from '../../api/store.ts'
import { canonicalJson } from '../../digest.ts'
import type { Pod, ReplicaSet } from '../../kinds/types.ts'
import { isPodReady } from '../../rules/podutil.ts'

const LEFT_OUT: ReadonlySet<string> = new Set(['events', 'leases', 'controllerrevisions'])

/** Fields that say when, who or where, and counters of steps. */
const FIELDS =
  /^(uid|resourceVersion|generation|observedGeneration|creationTimestamp|.*Time|.*Timestamp|timeAdded|managedFields|generateName|nodeName|ip|podIPs?|hostIPs?|images|zone)$/
/** Of these, how many. */
const LISTS = /^(addresses|notReadyAddresses)$/
const ANNOTATIONS =
  /^(deployment\.kubernetes\.io\/(revision|revision-history|desired-replicas|max-replicas)|endpoints\.kubernetes\.io\/last-change-trigger-time|batch\.kubernetes\.io\/cronjob-scheduled-timestamp|deprecated\.daemonset\.template\.generation)$/
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const MADE_UP = /(-[bcdfghjklmnpqrstvwxz2456789]{5}|-\d{8}(-[bcdfghjklmnpqrstvwxz2456789]{5})?)$/

/** One line an object, sorted. */
export function endState(store: Store): string[] {
  const lines: string[] = []
  for (const table of store.allTables()) {
    if (LEFT_OUT.has(table.info.plural)) continue
    for (const object of table.list()) if (counts(object)) lines.push(`${table.info.plural} ${text(object)}`)
  }
  return lines.sort()
}

/**
 * Old ReplicaSets are history: whether there is one of a template that was wanted for a moment is a matter of time. So is how
 * many Pods an owner had when it let them go.
 */
const counts = (object: KObject): boolean =>
  object.kind === 'ReplicaSet' ? (object as ReplicaSet).spec.replicas !== 0 : object.kind !== 'Pod' || isHeld(object)

/** Somebody owns it, or is yet to let it go. */
const isHeld = ({ metadata }: KObject): boolean =>
  metadata.ownerReferences !== undefined || metadata.finalizers !== undefined

function text(object: KObject): string {
  const reduced = object.kind === 'Pod' ? podOf(object as Pod) : plain(object)
  return canonicalJson(timeless(reduced)).replaceAll('"annotations":{},', '')
}

/** What became of a Pod; its containers may have been started once more elsewhere. */
const podOf = (pod: Pod) => ({
  ...pod,
  // Which of equal Pods stays is a matter of time; only a StatefulSet's have names that mean something.
  metadata: controllerOf(pod)?.kind === 'StatefulSet' ? pod.metadata : { ...pod.metadata, name: '*' },
  spec: {
    ...pod.spec,
    volumes: undefined,
    containers: pod.spec.containers.map(({ name, image }) => ({ name, image })),
  },
  status: { phase: pod.status.phase, ready: isPodReady(pod) },
})

function timeless(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UID, '<uid>').replace(MADE_UP, '-*')
  if (Array.isArray(value)) return value.map(timeless).sort(byText)
  if (typeof value !== 'object' || value === null) return value
  const out: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (FIELDS.test(key)) continue
    if (LISTS.test(key) && Array.isArray(inner)) out[key] = inner.length
    else if (!ANNOTATIONS.test(key)) out[key] = timeless(inner)
  }
  return out
}

function byText(a: unknown, b: unknown): number {
  const [x, y] = [canonicalJson(a), canonicalJson(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
