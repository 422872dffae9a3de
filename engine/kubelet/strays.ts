/**
 * Containers that still run on a machine that is cut off, of Pods that the API server has forgotten: a forced deletion
 * promises nothing about them. They end when the machine hears of it.
 */
import { PagedArray } from '../core/paged.ts'
import type { Desk } from './desk.ts'
import type { PodWork } from './podwork.ts'

const KILL = 9

interface Stray {
  readonly processes: readonly number[]
  readonly podIP: string
}

export class Strays {
  /** By node row. */
  private readonly strays: PagedArray<readonly Stray[]>

  constructor(private readonly desk: Desk) {
    const { checkpoints } = desk.server
    this.strays = checkpoints.register(new PagedArray<readonly Stray[]>(checkpoints.epoch))
  }

  /** Sets a Pod's record aside; its containers are nobody's from now on. */
  add(work: Readonly<PodWork>): void {
    const { desk } = this
    const processes = work.containers.flatMap(({ process }) => (process < 0 ? [] : [process]))
    for (const process of processes) desk.disown(process)
    for (const { logProcess, olderLogProcess, process } of work.containers) {
      for (const kept of [logProcess, olderLogProcess]) if (kept >= 0 && kept !== process) desk.runtime.remove(kept)
    }
    const stray = { processes, podIP: work.sandbox === 'gone' ? '' : work.podIP }
    this.strays.set(work.node, [...(this.strays.get(work.node) ?? []), stray])
    if (work.footprint !== undefined) desk.nodes.load.remove(work.node, work.footprint)
  }

  /** Kills what is left on a node. */
  end(node: number): void {
    const { desk } = this
    for (const { processes, podIP } of this.strays.get(node) ?? []) {
      for (const process of processes) desk.runtime.signal(process, KILL)
      desk.nodes.addresses.release(node, podIP)
    }
    this.strays.set(node, undefined)
  }
}
