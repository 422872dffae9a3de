/**
 * One soak: a cluster to which a seed's deeds happen, every invariant watched all along. When the inputs stop the cluster
 * must come to rest, and stay there.
 */
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import { Checkpoints } from '../../core/checkpoint.ts'
import type { ContainerRuntime } from '../../core/runtime.ts'
import { Random, type Stream } from '../../core/random.ts'
import type { UserAction } from '../../protocol/run.ts'
import { Processes } from '../../runtime/processes.ts'
import { BEGINNINGS, calm, cleanUp, TEMPERS } from './deeds.ts'
import { invariants } from './invariants/list.ts'
import type { Witness } from './invariant.ts'
import { pick } from './manifests.ts'

export interface Soaked {
  seed: number
  /** What did not hold: when, which invariant, what was seen. Empty is good. */
  violations: readonly string[]
  /** How often each invariant was tried. */
  tried: ReadonlyMap<string, number>
  /** What was done, for people. */
  deeds: readonly string[]
  /** How many requests of the deeds the API server answered so; what was refused tried nothing. */
  answers: ReadonlyMap<number, number>
  virtualMs: number
}

const NODES = 4
const BEGINNING_DEEDS = 10
const MOST_DEEDS = 45
const LONGEST_PAUSE_MS = 15_000
/** Between the last input and the look at what is still unwell: some probes and back-offs. */
const CALM_MS = 120_000
/** A StatefulSet's Pods are cleaned up one after the other. */
const CLEAN_UPS = 4
/** Longer than any grace, back-off or deadline of the plan. */
const REST_LIMIT_MS = 3_600_000
const STILL_MS = 900_000
const MOST_VIOLATIONS = 20

/** Runs the soak of a seed to its end. */
export function soak(seed: number): Soaked {
  const run = new Run(seed)
  run.live()
  run.rest()
  return run.result()
}

class Run {
  private readonly cluster: Cluster
  private readonly chance: Stream
  private readonly violations: string[] = []
  private readonly tried = new Map<string, number>()
  private readonly deeds: string[] = []
  private readonly answers = new Map<number, number>()
  private readonly atRest: (() => void)[] = []

  constructor(private readonly seed: number) {
    this.chance = new Random(seed, new Checkpoints()).stream('soak')
    const witnesses = invariants.map(({ name }) => this.witness(name))
    this.cluster = new Cluster({
      seed,
      nodes: workers(NODES),
      runtime: (server) =>
        invariants.reduce<ContainerRuntime>(
          (runtime, invariant, i) => invariant.runtime?.(runtime, server, witnesses[i] as Witness) ?? runtime,
          new Processes(server),
        ),
    })
    invariants.forEach((invariant, i) => {
      const look = invariant.watch(this.cluster, witnesses[i] as Witness)
      if (look !== undefined) this.atRest.push(look)
    })
  }

  private witness(name: string): Witness {
    this.tried.set(name, 0)
    return {
      tried: () => this.tried.set(name, (this.tried.get(name) ?? 0) + 1),
      broken: (what: string) => this.violate(`${name}: ${what}`),
    }
  }

  private violate(what: string): void {
    if (this.violations.length < MOST_VIOLATIONS) this.violations.push(`at ${this.cluster.nowMs} ms: ${what}`)
  }

  /** The time of inputs. */
  live(): void {
    const { chance, cluster } = this
    const temper = pick(chance, TEMPERS)
    const { clock } = cluster.server
    for (let n = BEGINNING_DEEDS + chance.below(MOST_DEEDS); n > 0; n--) {
      // Often at once, so that deeds meet the same instant.
      if (chance.below(3) > 0) clock.runUntil(cluster.nowMs + chance.below(LONGEST_PAUSE_MS))
      const isBeginning = this.deeds.length < BEGINNING_DEEDS
      this.act(pick(chance, isBeginning ? BEGINNINGS : temper)(chance, cluster))
    }
    clock.runUntil(cluster.nowMs + LONGEST_PAUSE_MS)
  }

  /** The end of inputs: everything is made well, and then nobody does anything any more. */
  rest(): void {
    const { cluster } = this
    const { clock, store } = cluster.server
    this.act(calm(cluster))
    for (let round = 0; round < CLEAN_UPS; round++) {
      clock.runUntil(cluster.nowMs + CALM_MS)
      this.act(cleanUp(cluster))
    }
    if (!cluster.settle(REST_LIMIT_MS)) {
      const next = [...clock.waiting()].slice(0, 5).map(({ handler, timeMs }) => `${handler} at ${timeMs}`)
      this.violate(`does not come to rest; waiting: ${next.join(', ')}`)
      return
    }
    for (const look of this.atRest) look()
    const { revision } = store
    clock.runUntil(cluster.nowMs + STILL_MS)
    for (let n = revision + 1; n <= store.revision; n++) {
      const change = store.history.change(n)
      const object = change?.after ?? change?.before
      const who = change && cluster.server.trace.actorName(change.actor)
      // A Pod that fits nowhere is tried again every few minutes, and that is said.
      if (who === 'scheduler' && object?.kind === 'Event') continue
      this.violate(`does not stay at rest: ${who} wrote ${object?.kind} ${object?.metadata.name}`)
    }
  }

  private act(actions: readonly UserAction[]): void {
    for (const action of actions) {
      this.deeds.push(`${this.cluster.nowMs} ${words(action)}`)
      const answer = this.cluster.act(action)
      if (action.verb !== 'request') continue
      const { code } = answer as { code: number }
      this.answers.set(code, (this.answers.get(code) ?? 0) + 1)
    }
  }

  result(): Soaked {
    const { seed, violations, tried, deeds, answers } = this
    return { seed, violations, tried, deeds, answers, virtualMs: this.cluster.nowMs }
  }
}

function words(action: UserAction): string {
  if (action.verb === 'fault') return JSON.stringify(action.fault)
  if (action.verb === 'mark') return action.text
  if (action.verb !== 'request') return JSON.stringify(action)
  const { method, path, body } = action.request
  return `${method} ${path} ${body ?? ''}`
}
