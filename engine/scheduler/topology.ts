/** Nodes by topology domain (the value of a label), and which nodes count for a Pod; rebuilt when nodes change. */
import type { Node } from '../kinds/types.ts'
import type { Snapshot } from './snapshot.ts'

/** Nodes of one topology key. */
export interface Domains {
  /** Domain number by node row; -1: the node lacks the label. */
  readonly of: Int32Array
  readonly count: number
  /** Every node has the label. */
  readonly complete: boolean
  /** Label value by domain number. */
  readonly values: readonly string[]
}

/** Which nodes count: 1 by node row. Undefined: all. */
export type Inclusion = Uint8Array | undefined

export class Topology {
  private version = 0
  private readonly domains = new Map<string, Domains>()
  private readonly inclusions = new Map<string, Uint8Array>()

  constructor(private readonly snapshot: Snapshot) {}

  /** Drops what changes of nodes made void; returns the version now valid. */
  refresh(): number {
    const { topologyVersion } = this.snapshot
    if (this.version !== topologyVersion) {
      this.version = topologyVersion
      this.domains.clear()
      this.inclusions.clear()
    }
    return this.version
  }

  domainsOf(key: string): Domains {
    let domains = this.domains.get(key)
    if (domains === undefined) {
      domains = this.build(key)
      this.domains.set(key, domains)
    }
    return domains
  }

  /** The nodes that `counts` accepts; equal keys, equal nodes. */
  inclusion(key: string, counts: (node: Node) => boolean): Uint8Array {
    let included = this.inclusions.get(key)
    if (included === undefined) {
      included = new Uint8Array(this.snapshot.version.length)
      for (const row of this.snapshot.order) {
        if (counts(this.snapshot.nodes[row]?.node as Node)) included[row] = 1
      }
      this.inclusions.set(key, included)
    }
    return included
  }

  private build(key: string): Domains {
    const of = new Int32Array(this.snapshot.version.length).fill(-1)
    const numbers = new Map<string, number>()
    let labelled = 0
    for (const row of this.snapshot.order) {
      const value = this.snapshot.nodes[row]?.node?.metadata.labels?.[key]
      if (value === undefined) continue
      const number = numbers.get(value) ?? numbers.size
      numbers.set(value, number)
      of[row] = number
      labelled++
    }
    const complete = labelled === this.snapshot.nodeCount
    return { of, count: numbers.size, complete, values: [...numbers.keys()] }
  }
}
