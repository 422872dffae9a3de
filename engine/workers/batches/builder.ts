/**
 * Turns the store's writes into batches for the page. An observer notes what a write touched, in constant time; what the
 * page is told is worked out once a batch, however often a thing changed since the last one.
 *
 * It only looks: nothing here writes, draws chance or puts events on the clock, so a watched run is an unwatched run.
 */
import { EVENTS } from '../../api/eventtable.ts'
import { RecordedEvent } from '../../api/recordedevent.ts'
import type { KObject } from '../../api/object.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { Batch, ClockState, FlagRow, Interest, LineRow } from '../../protocol/batch.ts'
import type { StepState } from '../../protocol/lesson.ts'
import { Announcements } from './announcements.ts'
import { AutoscaleBatches } from './autoscale.ts'
import { ComponentBatches } from './components.ts'
import { type Bucket, EventBatches } from './events.ts'
import { GraphBatches } from './graph/graph.ts'
import { LinkedBatches } from './graph/linked.ts'
import { MessageBatches } from './messages.ts'
import { NetworkBatches } from './network.ts'
import { NodeBatches } from './nodes.ts'
import { PodBatches } from './pods.ts'
import { PodValueBatches } from './podvalues.ts'
import { RolloutBatches } from './rollout.ts'
import { SelectedBatches } from './selected.ts'
import { TimelineBatches } from './timeline/timeline.ts'
import { TrafficBatches } from './traffic.ts'
import { UnscheduledBatches } from './unscheduled.ts'
import { Workloads } from './workloads.ts'

const USUAL: Interest = { cluster: true, messages: false, events: true }

export class BatchBuilder {
  private readonly announcements = new Announcements()
  private readonly workloads: Workloads
  private readonly pods: PodBatches
  private readonly podValues: PodValueBatches
  private readonly nodes: NodeBatches
  private readonly unscheduled: UnscheduledBatches
  private readonly components: ComponentBatches
  private readonly messages: MessageBatches
  private readonly events: EventBatches
  private readonly selected: SelectedBatches
  private readonly linked: LinkedBatches
  private readonly rollout: RolloutBatches
  private readonly autoscale: AutoscaleBatches
  private readonly network: NetworkBatches
  private readonly graph: GraphBatches
  private readonly timeline: TimelineBatches
  private readonly traffic: TrafficBatches
  private readonly podTable: number
  private flags: FlagRow[] = []
  private lines: Pick<Batch, 'lines' | 'line'> | undefined
  /** Id of the line that is shown. */
  private line = 0
  private interest = USUAL
  private flagsSent = 0
  private next = 1
  private fresh = true
  private writes = 0
  /** The step as the page knows it, as JSON. */
  private stepSent = ''

  constructor(cluster: Cluster, schemas: Schemas) {
    const { store } = cluster.server
    this.workloads = new Workloads(store)
    this.pods = new PodBatches(cluster, this.workloads, (pod, state, note) =>
      this.announcements.podChanged(pod, state, note),
    )
    this.podValues = new PodValueBatches(cluster)
    this.nodes = new NodeBatches(cluster)
    this.unscheduled = new UnscheduledBatches(cluster, this.workloads)
    this.components = new ComponentBatches(cluster)
    this.messages = new MessageBatches(cluster)
    this.events = new EventBatches(store)
    this.selected = new SelectedBatches(cluster, schemas)
    this.linked = new LinkedBatches(cluster)
    this.rollout = new RolloutBatches(cluster)
    this.autoscale = new AutoscaleBatches(cluster)
    this.network = new NetworkBatches(cluster)
    this.graph = new GraphBatches(cluster)
    this.timeline = new TimelineBatches(cluster)
    this.traffic = new TrafficBatches(cluster)
    this.podTable = store.tableNumber(store.table('pods'))
    store.observe((table, row, before, after) => this.written(table, row, before, after))
    this.show(USUAL)
  }

  /** What the visible views ask for. */
  show(interest: Interest): void {
    this.interest = interest
    this.messages.wanted = interest.messages
    this.selected.select(interest.selected)
    this.linked.select(interest.selected)
    this.rollout.show(interest.rollout)
    this.autoscale.show(interest.autoscale)
    this.network.wanted = interest.network === true
    this.graph.show(interest.graph)
    this.timeline.show(interest.timeline)
    this.traffic.wanted = interest.traffic === true
    this.podValues.show(interest.podLabel ?? '')
  }

  /** The next batch replaces everything the page knows. */
  reset(): void {
    this.fresh = true
    for (const part of [this.pods, this.nodes, this.unscheduled, this.components, this.messages, this.events])
      part.reset()
    this.announcements.reset()
    this.selected.reset()
    this.linked.reset()
    this.rollout.reset()
    this.autoscale.reset()
    this.network.reset()
    this.graph.reset()
    this.timeline.reset()
    this.traffic.reset()
    this.podValues.reset()
    this.flagsSent = 0
    this.stepSent = ''
  }

  /** A mark on the scrubber. */
  flag(atMs: number, text: string): void {
    this.flags.push({ number: this.flags.length + 1, atMs, text })
  }

  /** What stands on the scrubber of a line: its flags and counts of events. The next batch replaces everything. */
  showLine(flags: FlagRow[], density: Map<number, Bucket>, counting: boolean): void {
    this.flags = flags
    this.events.showDensity(density, counting)
    this.fresh = true
  }

  /** All lines of time, and the one that is shown. */
  showLines(lines: LineRow[], line: number): void {
    this.lines = { lines, line }
    this.line = line
  }

  /** Whether anything happened that a batch would tell of, the clock aside. */
  get hasNews(): boolean {
    return (
      this.fresh ||
      this.writes > 0 ||
      this.pods.waiting > 0 ||
      this.flagsSent < this.flags.length ||
      this.lines !== undefined
    )
  }

  /** Another step is watched, or none. */
  stepChanged(): void {
    this.stepSent = ''
  }

  /** @param nowReal the host's clock, for what is said at most so often */
  take(clock: ClockState, nowReal: number, step?: StepState): Batch {
    if (this.fresh) this.reset()
    const reset = this.fresh
    this.fresh = false
    this.writes = 0
    this.messages.speed = clock.speed
    const batch: Batch = {
      id: this.next++,
      reset,
      clock,
      ...(this.interest.cluster ? this.takeCluster() : {}),
      messages: this.messages.take(),
      events: this.interest.events ? this.events.takeRows() : undefined,
      density: this.events.takeDensity(),
      announcements: this.announcements.take(nowReal),
      flags: this.takeFlags(),
      ...this.lines,
      // Last: the parts above may have met new ones.
      workloads: this.workloads.take(reset),
    }
    const stepText = JSON.stringify(step)
    if (step && stepText !== this.stepSent) batch.step = step
    this.stepSent = stepText ?? ''
    this.lines = undefined
    const podValues = this.podValues.take()
    if (podValues) batch.podValues = podValues
    const rollout = this.rollout.take()
    if (rollout) batch.rollout = rollout
    const autoscale = this.autoscale.take()
    if (autoscale) batch.autoscale = autoscale
    const network = this.network.take()
    if (network) batch.network = network
    const graph = this.graph.take(nowReal)
    if (graph) batch.graph = graph
    const timeline = this.timeline.take(this.line, clock.endMs !== undefined)
    if (timeline) batch.timeline = timeline
    const traffic = this.traffic.take()
    if (traffic) batch.traffic = traffic
    const selected = this.selected.take(nowReal)
    if (selected) batch.selected = selected
    const linked = this.interest.cluster ? this.linked.take(nowReal) : undefined
    if (linked) batch.linked = linked
    return batch
  }

  /** What the stage shows; what is not asked for waits in the dirty sets. */
  private takeCluster(): Partial<Batch> {
    return {
      ...this.pods.take(),
      ...this.nodes.take(),
      unscheduled: this.unscheduled.take(),
      components: this.components.take(),
    }
  }

  private takeFlags(): FlagRow[] | undefined {
    if (this.flagsSent === this.flags.length) return undefined
    const flags = this.flags.slice(this.flagsSent)
    this.flagsSent = this.flags.length
    return flags
  }

  private written(table: Table, row: number, before: KObject | undefined, after: KObject | undefined): void {
    this.writes++
    if (table.info.resource === EVENTS) {
      if (after !== undefined) this.eventWritten(row, after)
      return
    }
    this.selected.mark(table, row)
    this.messages.mark(table, before, after)
    switch (table.info.resource) {
      case 'pods':
        return this.podWritten(row, before as Pod | undefined, after as Pod | undefined)
      case 'nodes':
        return this.nodeWritten(row, before, after)
      case 'deployments.apps':
        return this.announcements.deploymentWritten(before, after)
      default:
    }
  }

  private podWritten(row: number, before: Pod | undefined, after: Pod | undefined): void {
    this.pods.mark(row)
    this.podValues.mark(row)
    this.announcements.podUnplaced(before, after)
    const node = (after ?? before)?.spec.nodeName
    if (node) this.nodes.markName(node)
  }

  private nodeWritten(row: number, before: KObject | undefined, after: KObject | undefined): void {
    this.nodes.mark(row)
    const lost = (node: KObject | undefined) => readyOf(node as Node | undefined) === 'Unknown'
    if (lost(before) !== lost(after)) this.pods.markNode((after ?? before)?.metadata.name as string)
    this.announcements.nodeWritten(before, after)
  }

  /** A kubelet tells of pulls and the like in events before any status does. */
  private eventWritten(row: number, event: KObject): void {
    this.events.mark(row, event)
    if (!(event instanceof RecordedEvent)) return
    if (event.table === this.podTable) this.pods.mark(event.row)
    this.selected.markEvent(event.table, event.row)
  }
}

const readyOf = (node: Node | undefined): string | undefined =>
  node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status

/** The buffers of a batch that can change hands instead of being copied. */
export function transferables({ pods, podLabels, podsRemoved, podValues }: Batch): ArrayBuffer[] {
  const arrays = [
    ...(pods ? Object.values(pods) : []),
    ...(podLabels ? [podLabels.id] : []),
    ...(podsRemoved ? [podsRemoved] : []),
    ...(podValues ? [podValues.id, podValues.value] : []),
  ]
  return arrays.map((array) => (array as Uint32Array<ArrayBuffer>).buffer)
}
