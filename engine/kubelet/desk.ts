/**
 * What the parts of the pod worker share: the records, the clock events of a Pod's present turn, chance and causes.
 *
 * A Pod's turn begins when it is admitted and again when its end begins; whatever was on the clock for an earlier turn
 * (a pull, a back-off, a start) is void and dropped when it comes.
 */
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import type { ExecSessions } from '../core/exec.ts'
import { draw, type HopName } from '../core/latency.ts'
import { PagedInts } from '../core/paged.ts'
import type { Stream } from '../core/random.ts'
import { Records } from '../core/records.ts'
import type { ContainerEngine, ContainerRuntime } from '../core/runtime.ts'
import type { Setups } from '../core/machinesetup.ts'
import type { Container, Pod } from '../kinds/types.ts'
import { NodeSources } from './environment/sources.ts'
import { Journal } from './journal.ts'
import type { NodeImages } from './images.ts'
import type { NodeAgents } from './nodes.ts'
import type { ContainerWork, PodWork } from './podwork.ts'
import { isOf } from './static/manifest.ts'
import { Statics } from './static/statics.ts'
import { VolumeManager } from './volumes/manager.ts'
import { NO_DISKS } from './volumes/nodisks.ts'

/** Containers a Pod may have: what fits beside the turn in one of an event's integers. */
export const CONTAINERS = 64
const MAX_TURN = 2 ** 25 - 1

/** One event's work on container `i` of a Pod row. */
export type TurnHandler = (row: number, i: number, data: unknown) => void

export class Desk {
  readonly works: Records<PodWork>
  readonly pods: Table
  readonly sources: NodeSources
  readonly volumes: VolumeManager
  readonly journal: Journal
  readonly statics: Statics
  /** Turns a row has begun, so that no two Pods of one name share a turn. */
  private readonly turns: PagedInts
  /** Process number → Pod row × 64 + container, +1. */
  private readonly owners: PagedInts
  /** Exec session → the same, of whoever waits for its end. */
  private readonly sessionOwners: PagedInts

  constructor(
    readonly server: ApiServer,
    readonly runtime: ContainerRuntime,
    readonly images: NodeImages,
    readonly nodes: NodeAgents,
    readonly setups: Setups,
  ) {
    const { checkpoints, store } = server
    this.pods = store.table('pods')
    this.sources = new NodeSources(server)
    this.volumes = new VolumeManager(this, 'createVolume' in runtime ? (runtime as ContainerEngine) : NO_DISKS)
    this.statics = new Statics(checkpoints)
    this.works = new Records<PodWork>(checkpoints)
    this.turns = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.owners = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.sessionOwners = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.journal = new Journal(checkpoints, server.clock)
  }

  /** The record of a row that is known to have one, for changing. */
  work(row: number): PodWork {
    return this.works.own(row) as PodWork
  }

  container(row: number, i: number): ContainerWork {
    return this.work(row).containers[i] as ContainerWork
  }

  /** The Pod of a row, if it is still the one this kubelet works for. */
  pod(row: number): Pod | undefined {
    const pod = this.statics.podOf(row) ?? (this.pods.get(row) as Pod | undefined)
    return pod !== undefined && pod.metadata.uid === this.works.get(row)?.uid ? pod : undefined
  }

  /** The Pod through which the API server shows this one: itself, or a static Pod's mirror; undefined while there is none. */
  seen(row: number, pod: Pod): Pod | undefined {
    const seen = this.pods.get(row) as Pod | undefined
    return pod === seen || (seen !== undefined && isOf(seen, pod)) ? seen : undefined
  }

  // ------------------------------------------------------------------------------------------------ time and chance

  nextTurn(row: number): number {
    return this.turns.add(row, 1) & MAX_TURN
  }

  /** Registers a handler for events of a Pod's present turn and returns its number. */
  on(name: string, run: TurnHandler): number {
    return this.server.clock.register(`kubelet/${name}`, (row, packed, data) => {
      const work = this.works.get(row)
      const i = packed % CONTAINERS
      if (work === undefined || work.turn !== (packed - i) / CONTAINERS) return
      // The Pod's object vanished under the worker (a forced delete): its kubelet ends it on the next look.
      if (work.terminating === undefined && this.pod(row) === undefined) return
      this.begin(work, 'timer')
      run(row, i, data)
    })
  }

  /** Puts an event of this Pod's present turn on the clock, for container `i`. */
  at(row: number, i: number, handler: number, delayMs: number, data?: unknown): void {
    const { turn } = this.works.get(row) as PodWork
    this.server.clock.after(delayMs, handler, row, turn * CONTAINERS + i, data)
  }

  stream(work: Readonly<PodWork>): Stream {
    return this.nodes.stream(work.node)
  }

  /** Draws what a hop takes on this Pod's node, in milliseconds. */
  hop(name: HopName, work: Readonly<PodWork>): number {
    return draw(this.server.latency[name], this.stream(work))
  }

  /** Says that this Pod's kubelet acts from here on. */
  begin(work: Readonly<PodWork>, via: 'watch' | 'timer' | 'process' | 'probe'): void {
    const { trace, store } = this.server
    trace.begin(this.nodes.actor(work.node), via, store.revision)
  }

  // ------------------------------------------------------------------------------------------------ processes

  own(process: number, row: number, i: number): void {
    this.owners.set(process, row * CONTAINERS + i + 1)
  }

  /** A test's runtime may have none. */
  get sessions(): ExecSessions | undefined {
    return 'exec' in this.runtime ? (this.runtime as ContainerEngine) : undefined
  }

  ownSession(session: number, row: number, i: number): void {
    this.sessionOwners.set(session, row * CONTAINERS + i + 1)
  }

  /** [Pod row, container] of whoever waits for a session's end. */
  ownerOfSession(session: number): readonly [row: number, i: number] | undefined {
    return ownerIn(this.sessionOwners.get(session) - 1)
  }

  disownSession(session: number): void {
    this.sessionOwners.set(session, 0)
  }

  /** [Pod row, container] of a process that some container still counts as its own. */
  ownerOf(process: number): readonly [row: number, i: number] | undefined {
    return ownerIn(this.owners.get(process) - 1)
  }

  /** The process has ended, or nobody waits for its end. Its log stays. */
  disown(process: number): void {
    this.owners.set(process, 0)
  }
}

const ownerIn = (packed: number): readonly [row: number, i: number] | undefined =>
  packed < 0 ? undefined : [Math.floor(packed / CONTAINERS), packed % CONTAINERS]

/** Whether container `i` of a Pod is an init container. */
export const isInit = (pod: Pod, i: number): boolean => i < (pod.spec.initContainers?.length ?? 0)

/** Containers of a Pod that were there from its beginning. */
export const ownContainers = ({ spec }: Pod): number => (spec.initContainers?.length ?? 0) + spec.containers.length

/** Whether container `i` joined the Pod later, to look into it. */
export const isEphemeral = (pod: Pod, i: number): boolean => i >= ownContainers(pod)

/** The spec of container `i`: init containers first, then the app's, then ephemeral ones. */
export function containerSpec(pod: Pod, i: number): Container {
  const { initContainers, containers, ephemeralContainers } = pod.spec
  const n = i - (initContainers?.length ?? 0)
  const spec = n < 0 ? initContainers?.[i] : (containers[n] ?? ephemeralContainers?.[n - containers.length])
  return spec as Container
}
