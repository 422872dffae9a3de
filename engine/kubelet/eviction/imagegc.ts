/**
 * Images that nobody uses make room (pkg/kubelet/images/image_gc_manager.go): every five minutes while the disk is
 * fuller than it should be, and all of them before a Pod has to go for its sake.
 */
import { PagedInts } from '../../core/paged.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { Desk } from '../desk.ts'
import { imageVolume } from '../volumes/imagevolume.ts'
import { configOf } from './config.ts'
import type { DiskUse } from './disk.ts'
import { capacityOf } from './signals.ts'

const PERIOD_MS = 300_000

export class ImageGc {
  /** Node row → 1 while a collection is on the clock. */
  private readonly pending: PagedInts
  private readonly handler: number

  constructor(
    private readonly desk: Desk,
    private readonly disk: DiskUse,
  ) {
    const { checkpoints, clock } = desk.server
    this.pending = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.handler = clock.register('kubelet/imageGC', (node) => this.collect(node), { periodic: true })
  }

  /** The disk of a machine holds more than before. */
  poke(node: number): void {
    const object = this.desk.nodes.node(node)
    if (object === undefined || this.pending.get(node) === 1 || !this.isWanted(node, object)) return
    this.pending.set(node, 1)
    const { clock } = this.desk.server
    clock.at(Math.ceil((clock.nowMs + 1) / PERIOD_MS) * PERIOD_MS, this.handler, node)
  }

  private isWanted(node: number, object: Node): boolean {
    const { maxAgeMs } = this.config(object)
    return (maxAgeMs > 0 && this.desk.images.list(node).length > 0) || this.excess(node, object) > 0
  }

  private config({ metadata }: Node) {
    return configOf(this.desk.setups, metadata.name).images
  }

  /** Bytes to get back before the disk is as empty as it should be; 0 below the upper mark. */
  private excess(node: number, object: Node): number {
    const capacity = capacityOf(object, 'ephemeral-storage')
    if (capacity === undefined || capacity === 0) return 0
    const { highPercent, lowPercent } = this.config(object)
    const available = Math.max(0, capacity - this.disk.on(node, object.metadata.name))
    const percent = 100 - Math.trunc((available * 100) / capacity)
    return percent >= highPercent ? Math.trunc((capacity * (100 - lowPercent)) / 100) - available : 0
  }

  private collect(node: number): void {
    const { desk } = this
    this.pending.set(node, 0)
    const object = desk.nodes.node(node)
    if (object === undefined || !desk.nodes.isUp(node)) return
    const { minAgeMs, maxAgeMs } = this.config(object)
    if (maxAgeMs > 0) this.remove(node, object, Number.POSITIVE_INFINITY, maxAgeMs, maxAgeMs)
    const wanted = this.excess(node, object)
    const freed = wanted > 0 ? this.remove(node, object, wanted, minAgeMs, 0) : 0
    if (freed < wanted) this.tellTrouble(node, object, wanted, freed)
    this.poke(node)
  }

  private tellTrouble(node: number, object: Node, wanted: number, freed: number): void {
    const { nodes, server } = this.desk
    if (!nodes.isConnected(node)) return
    const text = `Failed to garbage collect required amount of images. Attempted to free ${wanted} bytes, but only found ${freed} bytes eligible to free.`
    const source = nodes.source(object.metadata.name)
    server.events.record(object, 'Warning', 'FreeDiskSpaceFailed', text, source, '', node)
  }

  /** Every image that nobody uses goes. */
  removeUnused(node: number, object: Node): void {
    this.remove(node, object, Number.POSITIVE_INFINITY, 0, 0)
  }

  /** Removes those not used longest first; returns the bytes got back. @param idleMs only those unused for so long */
  private remove(node: number, object: Node, wanted: number, minAgeMs: number, idleMs: number): number {
    const { images, nodes, server } = this.desk
    const { nowMs } = server.clock
    const inUse = this.inUse(object.metadata.name)
    const unused = images
      .held(node)
      .filter(
        ({ image, sinceMs, usedMs }) =>
          !inUse.has(image.reference) && nowMs - sinceMs >= minAgeMs && nowMs - usedMs >= idleMs,
      )
      .sort((a, b) => a.usedMs - b.usedMs || a.sinceMs - b.sinceMs)
    let freed = 0
    for (const { image } of unused) {
      if (freed >= wanted) break
      images.remove(node, image.reference)
      freed += image.sizeBytes
    }
    if (freed > 0) nodes.imagesChanged(node)
    return freed
  }

  private inUse(name: string): Set<string> {
    const { desk } = this
    const found = new Set<string>()
    desk.pods.eachIn('node', name, (_object, row) => {
      const pod = desk.pod(row)
      if (pod === undefined || desk.works.get(row)?.sandbox === 'gone') return
      for (const image of imagesOf(pod)) {
        const info = desk.runtime.image(image, pod.metadata.annotations)
        if (info !== undefined) found.add(info.reference)
      }
    })
    return found
  }
}

function imagesOf({ spec }: Pod): string[] {
  const all = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])]
  const shown = (spec.volumes ?? []).flatMap((volume) => imageVolume(volume) ?? [])
  return [...all.flatMap(({ image }) => (image ? [image] : [])), ...shown]
}
