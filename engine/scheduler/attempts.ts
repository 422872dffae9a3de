/** The last scheduling attempts, newest first to be asked for: enough to show why a Pod went where it went. */
import { Cell, type Checkpoints } from '../core/checkpoint.ts'
import { PagedArray } from '../core/paged.ts'
import type { Decision } from './decide.ts'

/** One attempt to schedule one Pod. */
export interface Attempt {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly atMs: number
  /** Newest revision the decision knew. */
  readonly revision: number
  /** Position in the order of nodes at which it began to look. */
  readonly start: number
  readonly decision: Decision
  /** Empty when a node was found. */
  readonly message: string
}

const ATTEMPTS_KEPT = 4096
/** Numbers in kept matrices: 4 MB. */
const CELLS_KEPT = 1 << 20

interface Ends {
  readonly newest: number
  /** Attempts below have lost their matrix. */
  readonly withMatrix: number
  readonly cells: number
}

export class Attempts {
  private readonly ring: PagedArray<Attempt>
  private readonly ends: Cell<Ends>

  constructor(checkpoints: Checkpoints) {
    this.ring = checkpoints.register(new PagedArray<Attempt>(checkpoints.epoch))
    this.ends = checkpoints.register(new Cell<Ends>({ newest: 0, withMatrix: 0, cells: 0 }))
  }

  add(attempt: Attempt): void {
    const { newest, withMatrix, cells } = this.ends.value
    this.ring.set(newest % ATTEMPTS_KEPT, attempt)
    const first = Math.max(withMatrix, newest + 1 - ATTEMPTS_KEPT)
    this.ends.value = { newest: newest + 1, withMatrix: first, cells: cells + cellsOf(attempt) }
    if (this.ends.value.cells > CELLS_KEPT) this.dropMatrices()
  }

  /** Attempts ever made. */
  get count(): number {
    return this.ends.value.newest
  }

  /** Attempts for a Pod by name, newest first. */
  of(namespace: string, name: string): Attempt[] {
    return [...this.newestFirst()].filter((attempt) => attempt.name === name && attempt.namespace === namespace)
  }

  *newestFirst(): Generator<Attempt> {
    const { newest } = this.ends.value
    for (let n = newest - 1; n >= Math.max(0, newest - ATTEMPTS_KEPT); n--) {
      yield this.ring.get(n % ATTEMPTS_KEPT) as Attempt
    }
  }

  /** Halves what the matrices take, oldest first. */
  private dropMatrices(): void {
    const { newest } = this.ends.value
    let { withMatrix } = this.ends.value
    let cells = 0
    for (let n = withMatrix; n < newest; n++) cells += cellsOf(this.ring.get(n % ATTEMPTS_KEPT) as Attempt)
    for (; withMatrix < newest - 1 && cells > CELLS_KEPT / 2; withMatrix++) {
      const attempt = this.ring.get(withMatrix % ATTEMPTS_KEPT) as Attempt
      cells -= cellsOf(attempt)
      const { matrix: _, ...decision } = attempt.decision
      this.ring.set(withMatrix % ATTEMPTS_KEPT, { ...attempt, decision })
    }
    this.ends.value = { newest, withMatrix, cells }
  }
}

function cellsOf({ decision: { matrix } }: Attempt): number {
  if (matrix === undefined) return 0
  return 2 * matrix.nodes.length + matrix.candidates.length * (2 + matrix.scores.length)
}
