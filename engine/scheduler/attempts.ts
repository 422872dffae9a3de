/** The last scheduling attempts, newest first to be asked for: enough to show why a Pod went where it went. */
import { Cell, type Checkpoints } from '../core/checkpoint.ts'
import { PagedArray, PagedFloats, PagedInts } from '../core/paged.ts'
import type { Decision, Matrix } from './decide.ts'

/** One attempt to schedule one Pod. */
export interface Attempt {
  readonly podRow: number
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
/** Integers an attempt takes: Pod, start, node, nodes, evaluated, feasible. */
const FACTS = 6

/** What most attempts have not. */
interface Rest {
  readonly message: string
  readonly refused: Decision['refused']
  readonly preFilter: Decision['preFilter']
  readonly postFilter: Decision['postFilter']
  readonly matrix: Matrix | undefined
}

interface Ends {
  /** Attempts below have lost their matrix. */
  readonly withMatrix: number
  readonly cells: number
}

export class Attempts {
  private readonly facts: PagedInts
  private readonly times: PagedFloats
  private readonly revisions: PagedFloats
  private readonly uids: PagedArray<string>
  private readonly rest: PagedArray<Rest>
  /** [0]: attempts ever made. */
  private readonly counts: PagedInts
  private readonly ends: Cell<Ends>

  constructor(checkpoints: Checkpoints) {
    const { epoch } = checkpoints
    this.facts = checkpoints.register(new PagedInts(epoch))
    this.times = checkpoints.register(new PagedFloats(epoch))
    this.revisions = checkpoints.register(new PagedFloats(epoch))
    this.uids = checkpoints.register(new PagedArray<string>(epoch))
    this.rest = checkpoints.register(new PagedArray<Rest>(epoch))
    this.counts = checkpoints.register(new PagedInts(epoch))
    this.ends = checkpoints.register(new Cell<Ends>({ withMatrix: 0, cells: 0 }))
  }

  add(attempt: Attempt): void {
    const { decision, message } = attempt
    const n = this.counts.add(0, 1) - 1
    const at = n % ATTEMPTS_KEPT
    this.drop(n - ATTEMPTS_KEPT)
    const f = at * FACTS
    this.facts.set(f, attempt.podRow)
    this.facts.set(f + 1, attempt.start)
    this.facts.set(f + 2, decision.nodeRow)
    this.facts.set(f + 3, decision.nodeCount)
    this.facts.set(f + 4, decision.evaluated)
    this.facts.set(f + 5, decision.feasible)
    this.times.set(at, attempt.atMs)
    this.revisions.set(at, attempt.revision)
    this.uids.set(at, attempt.uid)
    const { refused, preFilter, postFilter, matrix } = decision
    if (message === '' && matrix === undefined) return
    this.rest.set(at, { message, refused, preFilter, postFilter, matrix })
    if (matrix !== undefined) this.spend(n + 1, cellsOf(matrix))
  }

  /** Attempts ever made. */
  get count(): number {
    return this.counts.get(0)
  }

  /** Attempts for a Pod, newest first. */
  of(podRow: number): Attempt[] {
    return [...this.newestFirst()].filter((attempt) => attempt.podRow === podRow)
  }

  *newestFirst(): Generator<Attempt> {
    const { count } = this
    for (let n = count - 1; n >= Math.max(0, count - ATTEMPTS_KEPT); n--) yield this.attempt(n % ATTEMPTS_KEPT)
  }

  private attempt(at: number): Attempt {
    const fact = (i: number) => this.facts.get(at * FACTS + i)
    const { message = '', refused = [], preFilter, postFilter, matrix } = this.rest.get(at) ?? {}
    const counts = { nodeRow: fact(2), nodeCount: fact(3), evaluated: fact(4), feasible: fact(5) }
    return {
      podRow: fact(0),
      uid: this.uids.get(at) as string,
      atMs: this.times.get(at),
      revision: this.revisions.get(at),
      start: fact(1),
      decision: { ...counts, refused, preFilter, postFilter, matrix },
      message,
    }
  }

  /** Forgets what an attempt that is overwritten kept. */
  private drop(n: number): void {
    const old = n < 0 ? undefined : this.rest.get(n % ATTEMPTS_KEPT)
    if (old === undefined) return
    if (old.matrix !== undefined) this.spend(n, -cellsOf(old.matrix))
    this.rest.set(n % ATTEMPTS_KEPT, undefined)
  }

  /** Takes note of a matrix more or less; halves what they take, oldest first, when it is too much. */
  private spend(end: number, by: number): void {
    let { withMatrix, cells } = this.ends.value
    cells += by
    if (cells > CELLS_KEPT) {
      withMatrix = Math.max(withMatrix, end - ATTEMPTS_KEPT)
      for (; withMatrix < end - 1 && cells > CELLS_KEPT / 2; withMatrix++) {
        const old = this.rest.get(withMatrix % ATTEMPTS_KEPT)
        if (old?.matrix === undefined) continue
        cells -= cellsOf(old.matrix)
        this.rest.set(withMatrix % ATTEMPTS_KEPT, { ...old, matrix: undefined })
      }
    }
    this.ends.value = { withMatrix, cells }
  }
}

function cellsOf({ nodes, candidates, scores }: Matrix): number {
  return 2 * nodes.length + candidates.length * (2 + scores.length)
}
