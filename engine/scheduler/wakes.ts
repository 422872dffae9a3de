/** Which cluster events wake which unschedulable Pods (queueing hints). Plugins are numbered; a set of them is bits. */
import type { KObject } from '../api/object.ts'
import { invariant } from '../core/invariant.ts'
import type { Pod } from '../kinds/types.ts'
import { ClusterChange } from './changes.ts'
import { EXTENDER } from './extenders/extenders.ts'
import type { Wake } from './plugin.ts'
import type { Profile } from './profile.ts'

/** Refuses a Pod while there is no node at all. */
export const NO_NODES_YET = 'NoNodes'

const EVERYTHING = Object.values(ClusterChange).reduce((all, change) => all | change, 0)

interface Waker {
  readonly name: string
  readonly wakes: readonly Wake[]
  /** All changes it waits for. */
  readonly on: number
}

export class Wakes {
  private readonly wakers: Waker[] = []
  private readonly numbers = new Map<string, number>()

  constructor(profiles: readonly Profile[]) {
    this.add(NO_NODES_YET, [{ on: ClusterChange.NODE_ADD }])
    // Nobody knows what an extender waits for.
    if (profiles.some(({ extenders }) => extenders.any)) this.add(EXTENDER, [{ on: EVERYTHING }])
    for (const { nodePlugins, relationPlugins } of profiles) {
      for (const { plugin } of [...nodePlugins, ...relationPlugins]) this.add(plugin.name, plugin.wakes)
    }
  }

  private add(name: string, wakes: readonly Wake[]): void {
    if (this.numbers.has(name)) return
    invariant(this.wakers.length < 31, 'more plugins than bits')
    this.numbers.set(name, this.wakers.length)
    this.wakers.push({ name, wakes, on: wakes.reduce((bits, { on }) => bits | on, 0) })
  }

  /** The plugins' bits. */
  bits(names: Iterable<string>): number {
    let bits = 0
    for (const name of names) bits |= 1 << (this.numbers.get(name) as number)
    return bits
  }

  /** Numbers of the plugins that wait for such a change. */
  waitingFor(change: number): number[] {
    return this.wakers.flatMap(({ on }, number) => (on & change ? [number] : []))
  }

  /** Whether a change may help a Pod that these plugins (bits) refused. */
  mayHelp(
    refusedBy: number,
    change: number,
    pod: Pod,
    before: KObject | undefined,
    after: KObject | undefined,
  ): boolean {
    return this.wakers.some(
      ({ on, wakes }, number) =>
        (refusedBy >>> number) & 1 &&
        on & change &&
        wakes.some((wake) => wake.on & change && (wake.helps?.(pod, before, after) ?? true)),
    )
  }
}
