/**
 * Changing a few addresses of Endpoints with one list of ports, in place of building all of it again. What it cannot
 * tell from the present object (who moves up where addresses were cut off) it leaves to the whole build.
 */
import { CAPACITY, type Address, byIp, type Entry, type Subset, subset } from './subsets.ts'

export interface Merged {
  subsets: Subset[]
  truncated: boolean
}

/**
 * @param present the one subset there is, if any
 * @param changed Pod name → its entry now (undefined: none any more)
 * @returns undefined when only a whole build can say
 */
export function mergeEntries(
  present: readonly Subset[],
  wasTruncated: boolean,
  changed: ReadonlyMap<string, Entry | undefined>,
): Merged | undefined {
  if (present.length > 1) return undefined
  const old = present[0]
  const ready = without(old?.addresses ?? [], changed)
  const notReady = without(old?.notReadyAddresses ?? [], changed)
  const removed = (old?.addresses?.length ?? 0) + (old?.notReadyAddresses?.length ?? 0) - ready.length - notReady.length
  const arrivals = [...changed.values()].filter((entry) => entry !== undefined)
  if (wasTruncated && removed > 0) return undefined
  insert(
    ready,
    arrivals.filter((entry) => entry.ready),
  )
  insert(
    notReady,
    arrivals.filter((entry) => !entry.ready),
  )
  const truncated = wasTruncated || ready.length + notReady.length > CAPACITY
  if (truncated) {
    ready.length = Math.min(ready.length, CAPACITY)
    notReady.length = Math.min(notReady.length, CAPACITY - ready.length)
  }
  if (ready.length + notReady.length === 0) return { subsets: [], truncated: false }
  const [first] = arrivals
  const ports = old?.ports
  const merged =
    first === undefined || ports !== undefined ? subset([], ready, notReady) : subset(first.ports, ready, notReady)
  return { subsets: [ports === undefined ? merged : { ...merged, ports }], truncated }
}

function without(addresses: readonly Address[], names: ReadonlyMap<string, unknown>): Address[] {
  return addresses.filter(({ targetRef }) => !names.has(targetRef?.name ?? ''))
}

function insert(sorted: Address[], entries: readonly Entry[]): void {
  for (const { address } of entries) {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (byIp(sorted[middle] as Address, address) <= 0) low = middle + 1
      else high = middle
    }
    sorted.splice(low, 0, address)
  }
}
