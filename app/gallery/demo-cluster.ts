/**
 * An invented cluster that obeys the rules of Pod lifecycles, for the gallery and for tests of the page: no engine, no API.
 * It makes the same batches as the worker does, so that everything drawn can be looked at alone.
 */
import type {
  Batch,
  EventRow,
  FlagRow,
  Message,
  NodeRow,
  PodColumns,
  UnscheduledRow,
  Workload,
} from '../../engine/protocol/batch.ts'
import { packPodLabels } from '../../engine/protocol/podlabels.ts'
import { POD_STATES, type PodState } from '../../engine/protocol/pods.ts'

/** What a Pod does once it starts. `stuck` fits nowhere; `job` ends well, `fails` ends badly; `crash` never stays up. */
export type DemoPlan = 'serve' | 'crash' | 'job' | 'fails' | 'stuck'

export interface DemoPod {
  id: number
  name: string
  namespace: string
  workload: number
  node: number
  plan: DemoPlan
  state: PodState
  sinceMs: number
  /** End of the state, or NaN for one that lasts. */
  untilMs: number
  /** The countdown shows (pull, back-off, grace), not only a wait. */
  counts: boolean
  restarts: number
  note: string
}

const COUNTING: ReadonlySet<PodState> = new Set<PodState>(['pulling', 'backoff', 'terminating'])
const HOP_MS = 12
const REASON =
  '0/6 nodes are available: 4 Insufficient cpu, 1 node(s) were unschedulable, 1 node(s) had untolerated taint {disk: slow}.'

export class DemoCluster {
  nowMs = 0
  readonly nodes = new Map<number, NodeRow>()
  readonly workloads: Workload[] = []
  readonly pods = new Map<number, DemoPod>()
  readonly flags: FlagRow[] = []
  private readonly dirty = new Set<number>()
  private readonly named = new Set<number>()
  private removed: number[] = []
  private messages: Message[] = []
  private events: EventRow[] = []
  private said: string[] = []
  private density = new Map<number, [number, number, number]>()
  private nodesChanged = true
  private batch = 0
  private nextId = 0
  private sequence = 0
  private revision = 4000
  private random: number

  constructor(seed: number) {
    this.random = seed
  }

  /** A Pod in any state; without one it starts in the queue. */
  add(pod: Partial<DemoPod> & Pick<DemoPod, 'workload' | 'plan'>): DemoPod {
    const id = this.nextId++
    const owner = this.workloads[pod.workload] as Workload
    const made: DemoPod = {
      id,
      name: `${owner.name}-7c46b8-${this.suffix()}`,
      namespace: owner.namespace,
      node: -1,
      state: 'unscheduled',
      sinceMs: this.nowMs,
      untilMs: this.nowMs + 400 + this.chance() * 400,
      counts: false,
      restarts: 0,
      note: '',
      ...pod,
    }
    made.counts = COUNTING.has(made.state)
    this.pods.set(id, made)
    this.touch(made)
    this.named.add(id)
    return made
  }

  /** Puts a Pod into a state that lasts so long; NaN for one that lasts. */
  enter(pod: DemoPod, state: PodState, lastsMs: number, note = ''): void {
    Object.assign(pod, { state, sinceMs: this.nowMs, untilMs: this.nowMs + lastsMs, counts: COUNTING.has(state), note })
    this.named.add(pod.id)
    this.touch(pod)
    this.tell(pod)
  }

  /** Takes a Pod away after its grace. */
  terminate(pod: DemoPod, graceMs = 8000): void {
    if (pod.state !== 'terminating') this.enter(pod, 'terminating', graceMs)
  }

  changeNode(id: number, change: Partial<NodeRow>): void {
    const node = this.nodes.get(id)
    if (!node) return
    this.nodes.set(id, { ...node, ...change })
    this.nodesChanged = true
  }

  /** Events of a second that passed before the scene began. */
  remember(startMs: number, events: number, warnings: number): void {
    this.density.set(startMs, [startMs, events, warnings])
  }

  flag(text: string): void {
    this.flags.push({ number: this.flags.length + 1, atMs: this.nowMs, text })
    this.message('write', 'you', text.startsWith('kubectl apply') ? 'PATCH Deployment' : 'PATCH', 'deployment.apps')
  }

  /** Moves the clock, letting every Pod whose state ended go on. */
  advance(byMs: number): void {
    const end = this.nowMs + byMs
    for (;;) {
      const next = this.due(end)
      if (!next) break
      this.nowMs = Math.max(this.nowMs, next.untilMs)
      this.goOn(next)
    }
    this.nowMs = end
  }

  /** Time of the next change, NaN when nothing will. */
  nextEventMs(): number {
    const next = this.due(Number.POSITIVE_INFINITY)
    return next ? next.untilMs : Number.NaN
  }

  /** All changes since the last batch. */
  take(speed: number, reset = false): Batch {
    const changed = reset
      ? [...this.pods.values()]
      : [...this.dirty].map((id) => this.pods.get(id)).filter((pod) => pod !== undefined)
    const names = reset ? changed : [...this.named].map((id) => this.pods.get(id)).filter((pod) => pod !== undefined)
    const batch: Batch = {
      id: ++this.batch,
      reset,
      clock: { nowMs: this.nowMs, speed, nextEventMs: this.nextEventMs(), resourceVersion: this.revision },
      workloads: reset ? [...this.workloads] : undefined,
      nodes: this.nodesChanged || changed.length > 0 ? this.countedNodes() : undefined,
      components: this.components(),
      pods: changed.length > 0 ? columns(changed) : undefined,
      podLabels: packPodLabels(names),
      podsRemoved: Uint32Array.from(this.removed),
      messages: this.messages,
      events: this.events,
      unscheduled: this.queue(),
      flags: [...this.flags],
      announcements: this.said,
      density: [...this.density.values()],
    } as Batch
    this.dirty.clear()
    this.named.clear()
    this.removed = []
    this.messages = []
    this.events = []
    this.said = []
    this.nodesChanged = false
    return batch
  }

  private due(before: number): DemoPod | undefined {
    let first: DemoPod | undefined
    for (const pod of this.pods.values()) {
      if (pod.untilMs <= before && (!first || pod.untilMs < first.untilMs)) first = pod
    }
    return first
  }

  /** The lifecycle: what follows a state that ended. */
  private goOn(pod: DemoPod): void {
    switch (pod.state) {
      case 'unscheduled':
        return this.schedule(pod)
      case 'scheduled':
        return this.enter(pod, 'pulling', 1500 + this.chance() * 2500)
      case 'pulling':
        return this.enter(pod, 'running', pod.plan === 'crash' ? 9000 : 1200 + this.chance() * 2000)
      case 'running':
        return this.afterRunning(pod)
      case 'backoff':
        return this.enter(pod, 'running', 9000)
      case 'terminating':
        return this.gone(pod)
      default:
        pod.untilMs = Number.NaN
    }
  }

  private schedule(pod: DemoPod): void {
    const open = [...this.nodes.values()].filter((node) => node.ready && !node.cordoned && !node.taints.length)
    const node = open[Math.floor(this.chance() * open.length)]
    if (pod.plan === 'stuck' || !node) {
      pod.untilMs = this.nowMs + 5000 + this.chance() * 5000
      this.touch(pod)
      return
    }
    pod.node = node.id
    this.message('write', 'scheduler', 'POST Pod/binding', pod.name)
    this.enter(pod, 'scheduled', 60)
  }

  private afterRunning(pod: DemoPod): void {
    if (pod.plan === 'job') return this.enter(pod, 'completed', Number.NaN)
    if (pod.plan === 'fails') return this.enter(pod, 'failed', Number.NaN)
    if (pod.plan !== 'crash') return this.enter(pod, 'ready', Number.NaN)
    pod.restarts++
    this.said.push(`${pod.name} is in back-off, ${pod.restarts} restarts`)
    this.enter(pod, 'backoff', Math.min(300_000, 10_000 * 2 ** (pod.restarts - 1)))
  }

  /** A ReplicaSet replaces what goes, unless it was scaled down. */
  private gone(pod: DemoPod): void {
    this.pods.delete(pod.id)
    this.removed.push(pod.id)
    this.message('watch', 'replicaset', 'DELETED Pod', pod.name)
    if (pod.note !== 'scaled down') this.add({ workload: pod.workload, plan: pod.plan })
  }

  private touch(pod: DemoPod): void {
    this.dirty.add(pod.id)
    this.revision++
  }

  /** A status write, and the watch events it causes. */
  private tell(pod: DemoPod): void {
    const node = this.nodes.get(pod.node)
    if (node) this.message('write', `kubelet/${node.name}`, 'PATCH Pod/status', pod.name)
    for (const listener of pod.state === 'ready' ? ['endpointslice', 'replicaset'] : ['replicaset']) {
      this.message('watch', listener, 'MODIFIED Pod', pod.name, HOP_MS)
    }
    const bad = pod.state === 'backoff' || pod.state === 'failed'
    this.events.push({
      id: ++this.sequence,
      atMs: this.nowMs,
      type: bad ? 'Warning' : 'Normal',
      reason: pod.state,
      object: `pod/${pod.name}`,
      message: bad ? 'Back-off restarting failed container app' : `Pod is ${pod.state}`,
      source: node ? `kubelet, ${node.name}` : 'scheduler',
      count: 1,
    })
    const bucket = Math.floor(this.nowMs / 1000) * 1000
    const sum = this.density.get(bucket) ?? [bucket, 0, 0]
    this.density.set(bucket, [bucket, sum[1] + 1, sum[2] + (bad ? 1 : 0)])
  }

  private message(kind: Message['kind'], component: string, text: string, object: string, afterMs = 0): void {
    const departMs = this.nowMs + afterMs
    this.messages.push({
      seq: ++this.sequence,
      kind,
      component,
      text,
      object,
      departMs,
      arriveMs: departMs + HOP_MS * (0.6 + this.chance()),
    })
  }

  private queue(): UnscheduledRow[] {
    const waiting = [...this.pods.values()].filter((pod) => pod.state === 'unscheduled')
    return waiting.map((pod) => ({
      id: pod.id,
      namespace: pod.namespace,
      name: pod.name,
      workload: pod.workload,
      message: pod.plan === 'stuck' ? REASON : '',
      short: pod.plan === 'stuck' ? 'cpu on 4, taint, cordon' : '',
      retryAtMs: pod.plan === 'stuck' ? pod.untilMs : Number.NaN,
    }))
  }

  private components() {
    const waiting = [...this.pods.values()].filter((pod) => pod.state === 'unscheduled').length
    const row = (id: string, title: string, note = 'queue 0') => ({ id, title, queued: 0, note })
    return [
      { id: 'scheduler', title: 'Scheduler', queued: waiting, note: `${waiting} waiting` },
      row('deployment', 'Deployment'),
      row('replicaset', 'ReplicaSet'),
      row('endpointslice', 'EndpointSlice'),
      row('nodelifecycle', 'Node lifecycle'),
      ...['garbagecollector', 'namespace', 'serviceaccount'].map((id) => row(id, id)),
    ]
  }

  /** The nodes with their Pods counted. */
  private countedNodes(): NodeRow[] {
    const counts = new Map<number, number>()
    for (const pod of this.pods.values()) counts.set(pod.node, (counts.get(pod.node) ?? 0) + 1)
    return [...this.nodes.values()].map((node) => ({ ...node, podCount: counts.get(node.id) ?? 0 }))
  }

  /** 0…1, from the seed alone. */
  chance(): number {
    this.random = (this.random * 1_664_525 + 1_013_904_223) >>> 0
    return this.random / 2 ** 32
  }

  private suffix(): string {
    const letters = 'bcdfghjklmnpqrstvwxz2456789'
    return Array.from({ length: 5 }, () => letters[Math.floor(this.chance() * letters.length)]).join('')
  }
}

function columns(pods: readonly DemoPod[]): PodColumns {
  return {
    id: Uint32Array.from(pods, (pod) => pod.id),
    node: Int32Array.from(pods, (pod) => pod.node),
    workload: Uint16Array.from(pods, (pod) => pod.workload),
    state: Uint8Array.from(pods, (pod) => POD_STATES.indexOf(pod.state)),
    sinceMs: Float64Array.from(pods, (pod) => pod.sinceMs),
    untilMs: Float64Array.from(pods, (pod) => (pod.counts ? pod.untilMs : Number.NaN)),
    restarts: Uint16Array.from(pods, (pod) => pod.restarts),
  }
}
