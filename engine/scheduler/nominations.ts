/**
 * Which waiting Pods are nominated to which nodes: preemption cleared room there for them. Others reckon with them as if
 * they stood there already. Follows status.nominatedNodeName, so it is built again from the store after a rewind.
 * Source: kube-scheduler backend/queue nominator.go.
 */
export class Nominations {
  /** Nominated Pods by node row. */
  count = new Int32Array(0)
  private readonly nodeOf = new Map<number, number>()
  private readonly podsOf = new Map<number, number[]>()

  /** Whether any Pod is nominated anywhere. */
  get any(): boolean {
    return this.nodeOf.size > 0
  }

  /** The node row a Pod is nominated to, or -1. */
  nodeRow(podRow: number): number {
    return this.nodeOf.get(podRow) ?? -1
  }

  /** Pod rows nominated to a node. */
  on(nodeRow: number): readonly number[] {
    return this.podsOf.get(nodeRow) ?? NONE
  }

  /** Nominates a Pod to a node, -1: to none; the node it was nominated to before, or -1. */
  set(podRow: number, nodeRow: number): number {
    const old = this.nodeRow(podRow)
    if (old === nodeRow) return old
    if (old >= 0) this.leave(podRow, old)
    if (nodeRow >= 0) this.join(podRow, nodeRow)
    return old
  }

  clear(): void {
    this.nodeOf.clear()
    this.podsOf.clear()
    this.count.fill(0)
  }

  private join(podRow: number, nodeRow: number): void {
    if (nodeRow >= this.count.length) {
      const grown = new Int32Array(2 * nodeRow + 64)
      grown.set(this.count)
      this.count = grown
    }
    this.nodeOf.set(podRow, nodeRow)
    this.podsOf.set(nodeRow, [...this.on(nodeRow), podRow])
    this.count[nodeRow] = (this.count[nodeRow] as number) + 1
  }

  private leave(podRow: number, nodeRow: number): void {
    const left = this.on(nodeRow).filter((row) => row !== podRow)
    this.nodeOf.delete(podRow)
    if (left.length === 0) this.podsOf.delete(nodeRow)
    else this.podsOf.set(nodeRow, left)
    this.count[nodeRow] = left.length
  }
}

const NONE: readonly number[] = []
