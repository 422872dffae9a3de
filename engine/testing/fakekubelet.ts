/**
 * Scheduler and kubelets played by a script: Pods get a node, start after a while, say what their annotations say and
 * leave when deleted. For tests of controllers alone.
 *
 * Annotations: `fake/start-ms` (200), `fake/kill-ms` (200), `fake/never-ready`, `fake/pull-error`, `fake/run-ms` (1000,
 * -1 = for ever), `fake/exit-code` (0) and `fake/fail-indexes` (completion indexes that exit 1) where restartPolicy is
 * not Always. OnFailure restarts after 1, 2, 4, … s.
 */
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { Cell } from '../core/checkpoint.ts'
import type { Stream } from '../core/random.ts'
import { matchesRequiredNodeAffinity } from '../rules/nodeaffinity.ts'
import { findUntoleratedTaint, keepsPodsAway, toleratesAny } from '../rules/taints.ts'
import type { ContainerState, ContainerStatus, Node, Pod, PodStatus } from '../kinds/types.ts'

const UNSCHEDULABLE = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
const BIND_MS = 10
const START_MS = 200
const KILL_MS = 200
const RUN_MS = 1000
const BACK_OFF_MS = 1000
const RESTART_MS = 1000
const INDEX = 'batch.kubernetes.io/job-completion-index'

/** What a kubelet says of a Pod; restarts as before unless given. */
interface Look {
  phase: string
  state: ContainerState
  ready: boolean
  restarts?: number
}

export class FakeKubelet {
  private readonly pods: Table
  private readonly nodes: Table
  private readonly on: Record<'bind' | 'start' | 'backOff' | 'exit' | 'gone', number>
  private readonly stream: Stream
  private readonly given: Cell<{ nodes: number; addresses: number }>

  /** @param jitterMs start times are spread by up to so much */
  constructor(
    private readonly server: ApiServer,
    private readonly jitterMs = 0,
  ) {
    const { clock, store, checkpoints } = server
    this.stream = server.random.stream('fake-kubelet')
    this.given = checkpoints.register(new Cell({ nodes: 0, addresses: 0 }))
    this.pods = store.table('pods')
    this.nodes = store.table('nodes')
    const step = (name: string, run: (pod: Pod, row: number) => void) =>
      clock.register(`fake/${name}`, (row) => {
        const pod = this.pods.get(row) as Pod | undefined
        if (pod !== undefined) run(pod, row)
      })
    this.on = {
      bind: step('bind', (pod) => this.bind(pod)),
      start: step('start', (pod, row) => this.start(pod, row)),
      backOff: step('backOff', (pod, row) => this.write(row, pod, waiting('ImagePullBackOff'))),
      exit: step('exit', (pod, row) => this.exit(pod, row)),
      gone: step('gone', (pod, row) => this.gone(pod, row)),
    }
    store.watch('pods', (row, before, after) => this.changed(row, before as Pod | undefined, after as Pod | undefined))
  }

  private changed(row: number, before: Pod | undefined, after: Pod | undefined): void {
    if (after === undefined) return
    const { clock } = this.server
    if (before === undefined && !after.spec.nodeName) clock.after(BIND_MS, this.on.bind, row)
    if (after.spec.nodeName && !before?.spec.nodeName && after.status.phase === 'Pending') {
      const delay =
        numberOf(after, 'fake/start-ms', START_MS) + (this.jitterMs > 0 ? this.stream.below(this.jitterMs) : 0)
      clock.after(delay, this.on.start, row)
    }
    const leaves = after.metadata.deletionTimestamp !== undefined && before?.metadata.deletionTimestamp === undefined
    if (leaves) clock.after(numberOf(after, 'fake/kill-ms', KILL_MS), this.on.gone, row)
  }

  private bind(pod: Pod): void {
    const names = this.schedulable(pod)
    if (pod.spec.nodeName || names.length === 0) return
    const { value } = this.given
    this.given.value = { ...value, nodes: value.nodes + 1 }
    const nodeName = names[value.nodes % names.length] as string
    this.as('scheduler')
    this.server.verbs.update<Pod>(this.pods, { ...pod, spec: { ...pod.spec, nodeName } }, { trusted: true })
  }

  private schedulable(pod: Pod): string[] {
    const { tolerations } = pod.spec
    const fits = (node: Node) =>
      (!node.spec.unschedulable || toleratesAny(tolerations ?? [], UNSCHEDULABLE)) &&
      findUntoleratedTaint(node.spec.taints, tolerations, keepsPodsAway) === undefined &&
      matchesRequiredNodeAffinity(pod, node)
    return (this.nodes.list() as Node[]).filter(fits).map(({ metadata }) => metadata.name)
  }

  private start(pod: Pod, row: number): void {
    const waits = pod.status.phase === 'Pending' || pod.status.containerStatuses?.[0]?.state?.waiting !== undefined
    if (pod.metadata.deletionTimestamp !== undefined || !waits) return
    if (pod.metadata.annotations?.['fake/pull-error']) {
      this.write(row, pod, waiting('ErrImagePull'))
      this.server.clock.after(BACK_OFF_MS, this.on.backOff, row)
      return
    }
    const now = this.now()
    this.write(row, pod, {
      phase: 'Running',
      state: { running: { startedAt: now } },
      ready: !pod.metadata.annotations?.['fake/never-ready'],
    })
    const runMs = numberOf(pod, 'fake/run-ms', RUN_MS)
    if ((pod.spec.restartPolicy ?? 'Always') !== 'Always' && runMs >= 0) {
      this.server.clock.after(runMs, this.on.exit, row)
    }
  }

  private exit(pod: Pod, row: number): void {
    if (pod.metadata.deletionTimestamp !== undefined) return
    const exitCode = exitCodeOf(pod)
    const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt: this.now() }
    if (exitCode !== 0 && pod.spec.restartPolicy === 'OnFailure') this.restart(pod, row)
    else this.write(row, pod, { phase: exitCode === 0 ? 'Succeeded' : 'Failed', state: { terminated }, ready: false })
  }

  /** The container waits in its Pod to be started again. */
  private restart(pod: Pod, row: number): void {
    const restarts = restartsOf(pod)
    this.write(row, pod, { ...waiting('CrashLoopBackOff'), phase: 'Running', restarts: restarts + 1 })
    this.server.clock.after(RESTART_MS * 2 ** restarts, this.on.start, row)
  }

  private gone(pod: Pod, row: number): void {
    this.as('kubelet')
    const { namespace = '', name, uid, finalizers } = pod.metadata
    const over = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'
    if (finalizers !== undefined && !over) {
      const terminated = { exitCode: 0, reason: 'Completed', finishedAt: this.now() }
      this.write(row, pod, { phase: 'Succeeded', state: { terminated }, ready: false })
    }
    this.server.verbs.delete(this.pods, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } })
  }

  /** Makes a Pod ready or not from outside: what a failing probe would do. */
  setReady(namespace: string, name: string, ready: boolean): void {
    const pod = this.pods.find(namespace, name) as Pod
    this.write(this.pods.row(namespace, name), pod, { phase: 'Running', state: { running: {} }, ready })
  }

  private write(row: number, pod: Pod, what: Look): void {
    this.as('kubelet')
    this.server.verbs.replaceStatus<Pod>(this.pods, row, this.statusOf(pod, what))
  }

  private statusOf(pod: Pod, what: Look): PodStatus {
    const time = this.now()
    const ready = what.ready ? 'True' : 'False'
    const since = (type: string, status: string) => {
      const old = pod.status.conditions?.find((condition) => condition.type === type)
      return { type, status, lastTransitionTime: old?.status === status ? old.lastTransitionTime : time } as const
    }
    const podIP = pod.status.podIP ?? this.address()
    return {
      ...pod.status,
      phase: what.phase,
      startTime: pod.status.startTime ?? time,
      podIP,
      podIPs: [{ ip: podIP }],
      hostIP: '192.168.0.1',
      conditions: [
        since('Initialized', 'True'),
        since('Ready', ready),
        since('ContainersReady', ready),
        since('PodScheduled', 'True'),
      ],
      containerStatuses: pod.spec.containers.map(
        ({ name, image = '' }): ContainerStatus => ({
          name,
          image,
          imageID: image,
          ready: what.ready,
          restartCount: what.restarts ?? restartsOf(pod),
          state: what.state,
        }),
      ),
    }
  }

  private address(): string {
    const { value } = this.given
    const n = value.addresses + 1
    this.given.value = { ...value, addresses: n }
    return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
  }

  private now(): string {
    return this.server.calendar.seconds(this.server.clock.nowMs)
  }

  private as(actor: string): void {
    const { trace } = this.server
    trace.begin(trace.actorNumber(actor), 'timer', 0)
  }
}

const waiting = (reason: string) => ({ phase: 'Pending', state: { waiting: { reason } }, ready: false })

function numberOf(pod: Pod, annotation: string, otherwise: number): number {
  const text = pod.metadata.annotations?.[annotation]
  return text === undefined ? otherwise : Number(text)
}

const restartsOf = ({ status }: Pod): number => status.containerStatuses?.[0]?.restartCount ?? 0

function exitCodeOf(pod: Pod): number {
  const failing = pod.metadata.annotations?.['fake/fail-indexes']?.split(',') ?? []
  const index = pod.metadata.annotations?.[INDEX]
  return index !== undefined && failing.includes(index) ? 1 : numberOf(pod, 'fake/exit-code', 0)
}
