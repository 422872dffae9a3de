/** The wires between machines: who reaches whom, and how long a message takes. Plain state; a partition is a set of nodes apart. */
import { Cell, type Checkpoints } from '../core/checkpoint.ts'
import { CONTROL_PLANE, type Links } from '../core/network.ts'

/** One way, in whole milliseconds. */
const SAME_ZONE_MS = 1
const OTHER_ZONE_MS = 2
/** From a client outside of the cluster to its edge. */
const OUTSIDE_MS = 10
/** Where clients outside of the cluster are. */
export const OUTSIDE = ''

interface State {
  /** Node → number of its island; nodes in none are on the mainland, 0. */
  readonly islands: Readonly<Record<string, number>>
  readonly nextIsland: number
  /** Node → extra milliseconds a message; `*` is every node. */
  readonly slow: Readonly<Record<string, number>>
}

const WHOLE: State = { islands: {}, nextIsland: 1, slow: {} }

export class Wires implements Links {
  private readonly state: Cell<State>
  /** Told after who reaches the control plane may have changed. */
  changed: () => void = () => {}

  constructor(
    checkpoints: Checkpoints,
    private readonly zoneOf: (node: string) => string | undefined,
  ) {
    this.state = checkpoints.register(new Cell<State>(WHOLE))
  }

  /** Whether a message gets from one place to another; places are nodes, OUTSIDE or the control plane. */
  reaches(from: string, to: string): boolean {
    const { islands } = this.state.value
    return from === to || (islands[from] ?? 0) === (islands[to] ?? 0)
  }

  /** How long it takes, one way. */
  delayMs(from: string, to: string): number {
    const { slow } = this.state.value
    const extra = (slow['*'] ?? 0) + (slow[from] ?? 0) + (from === to ? 0 : (slow[to] ?? 0))
    return this.plainMs(from, to) + extra
  }

  private plainMs(from: string, to: string): number {
    if (from === to) return 0
    if (from === OUTSIDE || to === OUTSIDE) return OUTSIDE_MS
    return this.zoneOf(from) === this.zoneOf(to) ? SAME_ZONE_MS : OTHER_ZONE_MS
  }

  partition(nodes: readonly string[], withControlPlane: boolean): boolean {
    const { islands, nextIsland } = this.state.value
    const places = withControlPlane ? [...nodes, CONTROL_PLANE] : nodes
    if (places.length === 0) return false
    const next = { ...islands }
    for (const place of places) next[place] = nextIsland
    this.set({ ...this.state.value, islands: next, nextIsland: nextIsland + 1 })
    return true
  }

  slow(nodes: readonly string[], extraMs: number): boolean {
    const slow = { ...this.state.value.slow }
    for (const node of nodes.length === 0 ? ['*'] : nodes) {
      if (extraMs > 0) slow[node] = extraMs
      else delete slow[node]
    }
    this.set({ ...this.state.value, slow })
    return true
  }

  heal(): boolean {
    const { islands, slow } = this.state.value
    if (Object.keys(islands).length + Object.keys(slow).length === 0) return false
    this.set({ ...WHOLE, nextIsland: this.state.value.nextIsland })
    return true
  }

  private set(state: State): void {
    this.state.value = state
    this.changed()
  }
}
