/**
 * No controller writes what is there already, goes to and fro between two states, or looks at one object again and again:
 * the signs of a hot loop.
 */
import { equal } from '../../../api/equal.ts'
import { selectorMatches } from '../../../api/labels.ts'
import { labelSelector } from '../../../api/labelselector.ts'
import { type KObject, plain } from '../../../api/object.ts'
import type { Store } from '../../../api/store.ts'
import { TextHash } from '../../../core/hash.ts'
import { canonicalJson } from '../../../digest.ts'
import type { Cluster } from '../../../cluster.ts'
import type { PodDisruptionBudget } from '../../../kinds/types.ts'
import type { Invariant, Witness } from '../invariant.ts'

const WINDOW_MS = 10_000
/** Times an object may come back to a state it had within the window. */
const MOST_RETURNS = 12
/** The same for each Pod that a budget counts: rolled one by one each goes and comes, and may pass a number both ways. */
const MOST_RETURNS_PER_POD = 2
/** The same while nobody but controllers writes anything. */
const MOST_RETURNS_ALONE = 3
/** Times one controller may look at an object within the window. */
const MOST_LOOKS = 400

const UNVERSIONED = { resourceVersion: '' }

const withoutVersion = (object: KObject): KObject => ({
  ...object,
  metadata: { ...object.metadata, ...UNVERSIONED },
})

export const writes: Invariant = {
  name: 'no write without change',
  watch: (cluster, witness) => {
    watchWrites(cluster, witness)
    watchLooks(cluster, witness)
    return undefined
  },
}

function watchWrites({ server: { store, trace, clock }, controllers }: Cluster, { broken, tried }: Witness): void {
  const actors = new Set(controllers.map(({ controller }) => trace.actorNumber(controller.name)))
  const returns = new Map<string, { atMs: number; others: number }[]>()
  /** Writes of anybody else so far. */
  let others = 0
  store.observe((table, row, before, after) => {
    if (!actors.has(trace.actor)) others++
    if (before === undefined || after === undefined || !actors.has(trace.actor) || table.info.plural === 'events')
      return
    tried()
    const who = trace.actorName(trace.actor)
    const what = `${table.info.plural} ${after.metadata.name}`
    const [old, next] = [before, after].map((object) => withoutVersion(plain(object))) as [KObject, KObject]
    if (equal(old, next)) broken(`${who} wrote ${what} as it was`)
    const hash = new TextHash().add(canonicalJson(next)).digest()
    const key = `${table.info.plural} ${row} ${hash}`
    const recent = (returns.get(key) ?? []).filter(({ atMs }) => atMs > clock.nowMs - WINDOW_MS)
    recent.push({ atMs: clock.nowMs, others })
    returns.set(key, recent)
    const alone = recent.filter((other) => other.others === others).length
    if (recent.length > mostReturns(store, after) || alone > MOST_RETURNS_ALONE)
      broken(`${who} brought ${what} back to the same state ${recent.length} times`)
  })
}

/**
 * A budget may be over the Pods of several workloads, and all of them may roll at once: then it goes up and down with every
 * Pod, each time because a kubelet said so.
 */
function mostReturns(store: Store, object: KObject): number {
  if (object.kind !== 'PodDisruptionBudget') return MOST_RETURNS
  const selector = labelSelector((object as PodDisruptionBudget).spec.selector)
  let pods = 0
  store.table('pods').each(object.metadata.namespace, ({ metadata }) => {
    if (selectorMatches(selector, metadata.labels)) pods++
  })
  return Math.max(MOST_RETURNS, MOST_RETURNS_PER_POD * pods)
}

function watchLooks({ server: { clock }, controllers }: Cluster, { broken }: Witness): void {
  for (const { controller } of controllers) {
    const looks = new Map<number, { sinceMs: number; count: number }>()
    const reconcile = controller.reconcile.bind(controller)
    controller.reconcile = (row) => {
      const known = looks.get(row)
      const look = known && known.sinceMs > clock.nowMs - WINDOW_MS ? known : { sinceMs: clock.nowMs, count: 0 }
      looks.set(row, look)
      if (++look.count === MOST_LOOKS)
        broken(`${controller.name} looked at row ${row} ${MOST_LOOKS} times in ten seconds`)
      return reconcile(row)
    }
  }
}
