/**
 * Arrays that can be checkpointed in constant time.
 *
 * A paged array is a directory of fixed-size pages. A checkpoint keeps the directory and bumps the shared epoch; the
 * first write to a page in a new epoch copies that page (and the directory) and leaves the checkpoint's alone. Reads
 * never pay. All mutable state of the engine that grows with the cluster lives in these, so that checkpoint, rewind
 * and branch cost nothing until something changes (PERFORMANCE.md, point 8).
 */
import { invariant } from './invariant.ts'

/** 256 entries a page: small enough to copy in ~100 ns, large enough that directories stay short. */
const BITS = 8
const SIZE = 1 << BITS
const MASK = SIZE - 1

/** What a component registers so that its state is part of every checkpoint. */
export interface Checkpointable {
  /** Returns a handle on the present state; must be cheap and must not be affected by later writes. */
  save(): unknown
  /** Puts back exactly the state a `save` returned; the same handle may be restored many times. */
  restore(saved: unknown): void
}

/** Counts checkpoints; every paged array of one engine shares one and compares page stamps with it. */
export class Epoch {
  value = 1
  /** Pages copied ever: what checkpoints cost in memory. */
  copiedPages = 0
}

interface Saved<P> {
  pages: P[]
  stamps: number[]
  length: number
}

/** The part that objects, integers and floats share: the directory and who owns which page. */
abstract class Paged<P> implements Checkpointable {
  protected pages: P[] = []
  /** Epoch in which each page was last copied; a page with an older stamp belongs to a checkpoint. */
  protected stamps: number[] = []
  protected directoryStamp: number
  /** One past the highest index ever written. */
  length = 0

  constructor(protected readonly epoch: Epoch) {
    this.directoryStamp = epoch.value
  }

  protected abstract newPage(): P
  protected abstract copyPage(page: P): P

  /** Makes page `p` writable in this epoch and returns it. */
  protected own(p: number): P {
    const now = this.epoch.value
    if (this.directoryStamp !== now) {
      this.pages = this.pages.slice()
      this.stamps = this.stamps.slice()
      this.directoryStamp = now
    }
    while (this.pages.length <= p) {
      this.pages.push(this.newPage())
      this.stamps.push(now)
    }
    if (this.stamps[p] !== now) {
      this.pages[p] = this.copyPage(this.pages[p] as P)
      this.stamps[p] = now
      this.epoch.copiedPages++
    }
    return this.pages[p] as P
  }

  save(): Saved<P> {
    return { pages: this.pages, stamps: this.stamps, length: this.length }
  }

  restore(saved: unknown): void {
    const { pages, stamps, length } = saved as Saved<P>
    invariant(this.epoch.value > 0, 'epoch lost')
    this.pages = pages
    this.stamps = stamps
    this.length = length
    // The directory belongs to the checkpoint now, whatever epoch it was written in.
    this.directoryStamp = 0
  }
}

// The three classes repeat get and set on purpose: each then meets one kind of page only, and V8 keeps them fast.

/** Checkpointable array of immutable values (never mutate what `get` returns: replace it). */
export class PagedArray<T> extends Paged<(T | undefined)[]> {
  protected newPage(): (T | undefined)[] {
    return new Array<T | undefined>(SIZE).fill(undefined)
  }
  protected copyPage(page: (T | undefined)[]): (T | undefined)[] {
    return page.slice()
  }
  get(index: number): T | undefined {
    const page = this.pages[index >> BITS]
    return page === undefined ? undefined : page[index & MASK]
  }
  set(index: number, value: T | undefined): void {
    const p = index >> BITS
    const page =
      this.stamps[p] === this.epoch.value && this.directoryStamp === this.epoch.value
        ? (this.pages[p] as (T | undefined)[])
        : this.own(p)
    page[index & MASK] = value
    if (index >= this.length) this.length = index + 1
  }
  push(value: T): number {
    this.set(this.length, value)
    return this.length - 1
  }
}

/** Checkpointable array of 32-bit integers; unwritten entries read as 0. */
export class PagedInts extends Paged<Int32Array> {
  protected newPage(): Int32Array {
    return new Int32Array(SIZE)
  }
  protected copyPage(page: Int32Array): Int32Array {
    return page.slice()
  }
  get(index: number): number {
    const page = this.pages[index >> BITS]
    return page === undefined ? 0 : (page[index & MASK] as number)
  }
  set(index: number, value: number): void {
    const p = index >> BITS
    const page =
      this.stamps[p] === this.epoch.value && this.directoryStamp === this.epoch.value
        ? (this.pages[p] as Int32Array)
        : this.own(p)
    page[index & MASK] = value
    if (index >= this.length) this.length = index + 1
  }
  add(index: number, by: number): number {
    const value = this.get(index) + by
    this.set(index, value)
    return value
  }
}

/** Checkpointable array of doubles (times, byte counts); unwritten entries read as 0. */
export class PagedFloats extends Paged<Float64Array> {
  protected newPage(): Float64Array {
    return new Float64Array(SIZE)
  }
  protected copyPage(page: Float64Array): Float64Array {
    return page.slice()
  }
  get(index: number): number {
    const page = this.pages[index >> BITS]
    return page === undefined ? 0 : (page[index & MASK] as number)
  }
  set(index: number, value: number): void {
    const p = index >> BITS
    const page =
      this.stamps[p] === this.epoch.value && this.directoryStamp === this.epoch.value
        ? (this.pages[p] as Float64Array)
        : this.own(p)
    page[index & MASK] = value
    if (index >= this.length) this.length = index + 1
  }
}
