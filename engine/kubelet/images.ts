/**
 * Images on each node: what is there, and the pulls, one after another per node (kubelet's serialized image pulls).
 */
import type { ApiServer } from '../api/server.ts'
import { PagedArray, PagedFloats } from '../core/paged.ts'
import type { Stream } from '../core/random.ts'
import type { ImageInfo } from '../core/runtime.ts'
import { draw } from '../core/latency.ts'

export interface Pull {
  /** When the pull leaves the queue, and when it is done. */
  startMs: number
  endMs: number
}

/** An image on a node, since when, and when somebody last had a use for it. */
export interface HeldImage {
  readonly image: ImageInfo
  readonly sinceMs: number
  readonly usedMs: number
}

/** How exactly a kubelet knows when an image was last used: it looks every five minutes (image_gc_manager.go). */
const LOOK_MS = 300_000

export class NodeImages {
  private readonly present: PagedArray<ReadonlyMap<string, HeldImage>>
  /** When the node's puller is free again. */
  private readonly freeAtMs: PagedFloats

  constructor(private readonly server: ApiServer) {
    const { checkpoints } = server
    this.present = checkpoints.register(new PagedArray<ReadonlyMap<string, HeldImage>>(checkpoints.epoch))
    this.freeAtMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  has(node: number, reference: string): boolean {
    return this.present.get(node)?.has(reference) ?? false
  }

  /** Images on a node, in the order they came. */
  list(node: number): ImageInfo[] {
    return this.held(node).map(({ image }) => image)
  }

  held(node: number): HeldImage[] {
    return [...(this.present.get(node)?.values() ?? [])]
  }

  /** What they take of the disk. */
  bytes(node: number): number {
    let sum = 0
    for (const { image } of this.present.get(node)?.values() ?? []) sum += image.sizeBytes
    return sum
  }

  /** An image has been pulled; returns false when it was there. */
  add(node: number, image: ImageInfo): boolean {
    const had = this.present.get(node)
    if (had?.has(image.reference)) return false
    const { nowMs } = this.server.clock
    this.put(node, { image, sinceMs: nowMs, usedMs: nowMs })
    return true
  }

  /** A Pod that had a use for an image has ended. */
  used(node: number, reference: string): void {
    const held = this.present.get(node)?.get(reference)
    const { nowMs } = this.server.clock
    if (held !== undefined && nowMs - held.usedMs >= LOOK_MS) this.put(node, { ...held, usedMs: nowMs })
  }

  private put(node: number, held: HeldImage): void {
    this.present.set(node, new Map(this.present.get(node)).set(held.image.reference, held))
  }

  remove(node: number, reference: string): void {
    const left = new Map(this.present.get(node))
    left.delete(reference)
    this.present.set(node, left)
  }

  /** The machine is gone, and its disk with it. */
  forget(node: number): void {
    this.present.set(node, undefined)
    this.freeAtMs.set(node, 0)
  }

  /** Queues a pull. An image that no registry has, or that is there already, costs the fixed part only. */
  pull(node: number, image: ImageInfo | undefined, stream: Stream): Pull {
    const { clock, latency } = this.server
    const startMs = Math.max(clock.nowMs, this.freeAtMs.get(node))
    const bytes = image === undefined || this.has(node, image.reference) ? 0 : image.sizeBytes
    const endMs = startMs + draw(latency.imagePull, stream) + Math.ceil(bytes / latency.pullBytesPerMs)
    this.freeAtMs.set(node, endMs)
    return { startMs, endMs }
  }
}
