/**
 * Seeded chance, one stream an actor.
 *
 * Counter-based: draw n of stream s is a hash of (seed, s, n), so a stream's whole state is one integer, adding an
 * actor shifts no other, and a checkpoint is a pointer. Integers only: the same bits in every JavaScript engine.
 */
import type { Checkpoints } from './checkpoint.ts'
import { PagedInts } from './paged.ts'

/** Mixes 32 bits so that every input bit flips half of the output (MurmurHash3's finaliser). */
export function mix32(value: number): number {
  let h = value | 0
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Hash of two or three integers; what ties are broken with: `hash32(seed, pod, node)`. */
export function hash32(a: number, b: number, c = 0): number {
  return mix32(Math.imul(mix32(Math.imul(mix32(a), 0x9e3779b1) + b), 0x85ebca77) + c)
}

/** Hash of a text's UTF-16 units (FNV-1a, mixed); for naming streams and seeding ties by name. */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix32(h)
}

/** All streams of one run. */
export class Random {
  private readonly counters: PagedInts
  private readonly bases: number[] = []
  private readonly byName = new Map<string, number>()

  constructor(
    readonly seed: number,
    checkpoints: Checkpoints,
  ) {
    this.counters = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  /** The stream of an actor (`scheduler`, `kubelet/node-1`); the same name is the same stream. */
  stream(name: string): Stream {
    let id = this.byName.get(name)
    if (id === undefined) {
      id = this.bases.length
      this.byName.set(name, id)
      this.bases.push(hash32(this.seed, hashText(name)))
    }
    return new Stream(this, id)
  }

  /** How often each stream was drawn from, by name; streams never drawn from are left out. For digests. */
  drawn(): [name: string, count: number][] {
    const all = [...this.byName].map(([name, id]): [string, number] => [name, this.counters.get(id)])
    return all.filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** Next 32 random bits of stream `id`. */
  next(id: number): number {
    const n = this.counters.get(id)
    this.counters.set(id, n + 1)
    return hash32(this.bases[id] as number, n, 0x5bd1e995)
  }
}

/** One actor's chance. */
export class Stream {
  constructor(
    private readonly random: Random,
    private readonly id: number,
  ) {}

  /** 32 random bits, 0 … 2^32-1. */
  bits(): number {
    return this.random.next(this.id)
  }

  /** Uniform integer in [0, bound). */
  below(bound: number): number {
    return Math.floor((this.bits() / 4294967296) * bound)
  }

  /** Uniform integer in [mean - jitter, mean + jitter]. Draws nothing when there is no jitter. */
  around(mean: number, jitter: number): number {
    return jitter === 0 ? mean : mean - jitter + this.below(2 * jitter + 1)
  }
}
