/**
 * What each node's proxy has been told of Services and EndpointSlices. A write reaches a node a while later, each node
 * after a delay of its own; nothing is queued for it. A few past versions are kept instead, and whoever asks for a node
 * gets the newest that has arrived there.
 */
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import { PagedArray } from '../core/paged.ts'
import { hash32, hashText } from '../core/random.ts'

interface Version {
  readonly atMs: number
  readonly revision: number
  /** Undefined: it was deleted. */
  readonly object: KObject | undefined
}

/** What a node knows, and when that changes next (Infinity: not without a write). */
export interface Seen<T> {
  readonly object: T | undefined
  readonly untilMs: number
}

export class Programmed {
  private readonly versions: PagedArray<readonly Version[]>
  private readonly salts = new Map<string, number>()

  constructor(
    private readonly server: ApiServer,
    resource: string,
    changed: (row: number, before: KObject | undefined, after: KObject | undefined) => void,
  ) {
    const { checkpoints, store } = server
    this.versions = checkpoints.register(new PagedArray<readonly Version[]>(checkpoints.epoch))
    store.watch(resource, (row, before, after, revision) => {
      this.record(row, after, revision)
      changed(row, before, after)
    })
  }

  private record(row: number, object: KObject | undefined, revision: number): void {
    const { nowMs } = this.server.clock
    const { meanMs, jitterMs } = this.server.latency.endpointProgramming
    const old = this.versions.get(row) ?? []
    // The newest that has arrived everywhere makes all before it forgotten.
    const settled = old.findLastIndex(({ atMs }) => atMs + meanMs + jitterMs <= nowMs)
    const kept = settled < 0 ? old : old.slice(settled)
    this.versions.set(row, [...kept, { atMs: nowMs, revision, object }])
  }

  /** The newest version that has reached a place (a node, or what resolves names). */
  at<T extends KObject>(row: number, place: string): Seen<T> {
    const versions = this.versions.get(row) ?? []
    const { nowMs } = this.server.clock
    let untilMs = Number.POSITIVE_INFINITY
    for (let i = versions.length - 1; i >= 0; i--) {
      const version = versions[i] as Version
      const arrivesMs = version.atMs + this.delayMs(place, version.revision)
      if (arrivesMs <= nowMs) return { object: version.object as T | undefined, untilMs }
      untilMs = arrivesMs
    }
    return { object: undefined, untilMs }
  }

  private delayMs(place: string, revision: number): number {
    const { meanMs, jitterMs } = this.server.latency.endpointProgramming
    let salt = this.salts.get(place)
    if (salt === undefined) {
      salt = hash32(this.server.random.seed, hashText(place), 11)
      this.salts.set(place, salt)
    }
    return Math.max(0, meanMs - jitterMs + (hash32(salt, revision) % (2 * jitterMs + 1)))
  }
}
