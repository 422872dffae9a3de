/**
 * Changing a few addresses of Endpoints with one list of ports, in place of building all of it again. What it cannot
 * tell from the present object (who moves up where addresses were cut off) it leaves to the whole build.
 */
import { equal } from '../../api/equal.ts'
import { type Address, byIp, CAPACITY, type Entry, type Subset, subset } from './subsets.ts'

export interface Merged {
  subsets: Subset[]
  truncated: boolean
}

/** What became of the addresses: new ones, nothing new, or a question only a whole build can answer. */
export type Outcome = Merged | 'same' | 'unknown'

/**
 * @param present the one subset there is, if any
 * @param changed Pod name → its entry now (undefined: none any more)
 * @param fresh Pods that were never listed anywhere
 */
export function mergeEntries(
  present: readonly Subset[],
  wasTruncated: boolean,
  changed: ReadonlyMap<string, Entry | undefined>,
  fresh: ReadonlySet<string>,
): Outcome {
  if (present.length > 1) return 'unknown'
  const [old] = present
  const lists = new Lists(old, fresh)
  for (const [pod, entry] of changed) {
    if (wasTruncated && entry !== undefined && lists.isBeyond(pod, entry)) continue
    const removed = lists.set(pod, entry)
    if (removed && wasTruncated) return 'unknown'
  }
  if (!lists.changed) return 'same'
  const { ready, notReady } = lists
  const truncated = wasTruncated || ready.length + notReady.length > CAPACITY
  if (truncated) {
    ready.length = Math.min(ready.length, CAPACITY)
    notReady.length = Math.min(notReady.length, CAPACITY - ready.length)
  }
  if (ready.length + notReady.length === 0) return { subsets: [], truncated: false }
  const first = [...changed.values()].find((entry) => entry !== undefined)
  const merged = subset(old === undefined ? (first?.ports ?? []) : [], ready, notReady)
  return { subsets: [old?.ports === undefined ? merged : { ...merged, ports: old.ports }], truncated }
}

/** Both lists of a subset, sorted by address; copied once something changes. */
class Lists {
  ready: Address[]
  notReady: Address[]
  changed = false

  constructor(
    old: Subset | undefined,
    private readonly fresh: ReadonlySet<string>,
  ) {
    this.ready = old?.addresses ?? []
    this.notReady = old?.notReadyAddresses ?? []
  }

  /** Puts a Pod's entry where it belongs; returns whether the Pod was listed and its old address went. */
  set(pod: string, entry: Entry | undefined): boolean {
    const { inReady, inNotReady } = this.find(pod, entry)
    const list = entry?.ready ? this.ready : this.notReady
    const at = entry?.ready ? inReady : inNotReady
    if (entry !== undefined && at >= 0 && equal(list[at], entry.address)) return false
    if (entry === undefined && inReady < 0 && inNotReady < 0) return false
    this.own()
    if (inReady >= 0) this.ready.splice(inReady, 1)
    if (inNotReady >= 0) this.notReady.splice(inNotReady, 1)
    if (entry !== undefined) insert(entry.ready ? this.ready : this.notReady, entry.address)
    return inReady >= 0 || inNotReady >= 0
  }

  /** A Pod that is not listed and whose address would be the first to be cut off again. */
  isBeyond(pod: string, entry: Entry): boolean {
    const { ready, notReady } = this
    const full = ready.length + (entry.ready ? 0 : notReady.length) >= CAPACITY
    const last = entry.ready ? ready.at(-1) : notReady.at(-1)
    if (!full || (last !== undefined && byIp(entry.address, last) < 0)) return false
    const { inReady, inNotReady } = this.find(pod, entry)
    return inReady < 0 && inNotReady < 0
  }

  /** Positions of a Pod, looked for first where its present address would stand. */
  private find(pod: string, entry: Entry | undefined): { inReady: number; inNotReady: number } {
    const { ready, notReady } = this
    if (entry !== undefined) {
      const inReady = at(ready, pod, entry.address)
      const inNotReady = inReady >= 0 ? -1 : at(notReady, pod, entry.address)
      if (inReady >= 0 || inNotReady >= 0 || this.fresh.has(pod)) return { inReady, inNotReady }
    }
    const named = ({ targetRef }: Address) => targetRef?.name === pod
    const inReady = ready.findIndex(named)
    return { inReady, inNotReady: inReady >= 0 ? -1 : notReady.findIndex(named) }
  }

  private own(): void {
    if (this.changed) return
    this.changed = true
    this.ready = this.ready.slice()
    this.notReady = this.notReady.slice()
  }
}

/** Position of a Pod under an address, or -1. */
function at(sorted: readonly Address[], pod: string, address: Address): number {
  const before = position(sorted, address) - 1
  return sorted[before]?.targetRef?.name === pod ? before : -1
}

function insert(sorted: Address[], address: Address): void {
  sorted.splice(position(sorted, address), 0, address)
}

/** One past the last address that is not greater. */
function position(sorted: readonly Address[], address: Address): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (byIp(sorted[middle] as Address, address) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
