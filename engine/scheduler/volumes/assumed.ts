/**
 * Volumes promised to Pods that have a node and are not bound yet: nobody else may count on them.
 * Source: plugins/volumebinding assume_cache.go, binder.go (AssumePodVolumes).
 */
import { Cell, type Checkpoints } from '../../core/checkpoint.ts'

export interface VolumePromise {
  readonly podRow: number
  readonly nodeName: string
  /** Volume name and `namespace/name` of its claim. */
  readonly bindings: readonly { readonly volume: string; readonly claim: string }[]
  /** Claims (`namespace/name`) whose volumes are to be made for the node. */
  readonly provisions: readonly string[]
  /** When the binding is given up, virtual ms. */
  readonly untilMs: number
}

export class Promises {
  private readonly list: Cell<readonly VolumePromise[]>

  constructor(checkpoints: Checkpoints) {
    this.list = checkpoints.register(new Cell<readonly VolumePromise[]>([]))
  }

  of(podRow: number): VolumePromise | undefined {
    for (const promise of this.list.value) if (promise.podRow === podRow) return promise
    return undefined
  }

  make(promise: VolumePromise): void {
    this.list.value = [...this.list.value.filter(({ podRow }) => podRow !== promise.podRow), promise]
  }

  end(podRow: number): void {
    if (this.of(podRow) !== undefined) this.list.value = this.list.value.filter((promise) => promise.podRow !== podRow)
  }

  /** Volumes promised to other claims than this one. */
  takenFrom(claim: string): Set<string> {
    const taken = new Set<string>()
    for (const { bindings } of this.list.value) {
      for (const binding of bindings) if (binding.claim !== claim) taken.add(binding.volume)
    }
    return taken
  }

  /** The node that a claim's volume is to be made for, if one was promised. */
  nodeOf(claim: string): string | undefined {
    return this.list.value.find(({ provisions }) => provisions.includes(claim))?.nodeName
  }
}
