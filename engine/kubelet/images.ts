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

export class NodeImages {
  private readonly present: PagedArray<ReadonlyMap<string, ImageInfo>>
  /** When the node's puller is free again. */
  private readonly freeAtMs: PagedFloats

  constructor(private readonly server: ApiServer) {
    const { checkpoints } = server
    this.present = checkpoints.register(new PagedArray<ReadonlyMap<string, ImageInfo>>(checkpoints.epoch))
    this.freeAtMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  has(node: number, reference: string): boolean {
    return this.present.get(node)?.has(reference) ?? false
  }

  /** Images on a node, in the order they came. */
  list(node: number): ImageInfo[] {
    return [...(this.present.get(node)?.values() ?? [])]
  }

  /** An image has been pulled; returns false when it was there. */
  add(node: number, image: ImageInfo): boolean {
    const had = this.present.get(node)
    if (had?.has(image.reference)) return false
    this.present.set(node, new Map([...(had ?? []), [image.reference, image]]))
    return true
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
