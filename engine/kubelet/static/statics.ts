/** Static Pods that machines have, by the row of the name under which the API server shows them. */
import type { Checkpoints } from '../../core/checkpoint.ts'
import { PagedArray } from '../../core/paged.ts'
import type { Pod } from '../../kinds/types.ts'

/** A file of a manifest directory; `pod` is undefined when it is none that could run. */
export interface Manifest {
  readonly text: string
  readonly pod: Pod | undefined
}

export class Statics {
  /** Pod row → the Pod that runs, or ends. */
  private readonly pods: PagedArray<Pod>
  /** Pod row → what follows once that has ended. */
  private readonly successors: PagedArray<Pod>
  /** Node row → its files by path. */
  readonly manifests: PagedArray<ReadonlyMap<string, Manifest>>
  /** Node row → rows of its static Pods, those that still end included. */
  private readonly rows: PagedArray<readonly number[]>

  constructor(checkpoints: Checkpoints) {
    this.pods = checkpoints.register(new PagedArray<Pod>(checkpoints.epoch))
    this.successors = checkpoints.register(new PagedArray<Pod>(checkpoints.epoch))
    this.manifests = checkpoints.register(new PagedArray<ReadonlyMap<string, Manifest>>(checkpoints.epoch))
    this.rows = checkpoints.register(new PagedArray<readonly number[]>(checkpoints.epoch))
  }

  /** The static Pod of a row as its machine has it; a deletionTimestamp says that its file is gone or says something else. */
  podOf(row: number): Pod | undefined {
    return this.pods.get(row)
  }

  on(node: number): readonly number[] {
    return this.rows.get(node) ?? NONE
  }

  put(node: number, row: number, pod: Pod): void {
    this.pods.set(row, pod)
    if (!this.on(node).includes(row)) this.rows.set(node, [...this.on(node), row])
  }

  /** What is to run in its place; undefined: nothing. */
  succeed(row: number, pod: Pod | undefined): void {
    this.successors.set(row, pod)
  }

  /** Forgets a row's Pod and returns its successor. */
  take(node: number, row: number): Pod | undefined {
    const next = this.successors.get(row)
    this.pods.set(row, undefined)
    this.successors.set(row, undefined)
    const left = this.on(node).filter((other) => other !== row)
    this.rows.set(node, left.length > 0 ? left : undefined)
    return next
  }
}

const NONE: readonly number[] = []
