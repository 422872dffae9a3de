/**
 * Containers that do what their Pod's `fake/…` annotations say, as the recorder's did: `fake/start-ms`, `fake/run-ms`,
 * `fake/exit-code`, `fake/fail-indexes`, `fake/never-ready`, `fake/pull-error`, `fake/kill-ms`. A Pod that is not restarted
 * for ever exits 0 after a second unless told otherwise.
 */
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type {
  ContainerRuntime,
  ImageInfo,
  ProbeOutcome,
  ProcessExit,
  ProcessListener,
  ProcessSpec,
} from '../../core/runtime.ts'
import type { Pod } from '../../kinds/types.ts'
import { type Ranks, Turns } from './readiness.ts'

const RUN_MS = 1000
const KILL_MS = 200
const IMAGE_BYTES = 0
/** Bytes of image that take a millisecond to pull: what makes a slow start. */
const BYTES_PER_MS = 50_000

interface Running {
  image: string
  annotations: Annotations
  over: boolean
}

type Annotations = Readonly<Record<string, string>> | undefined

export class TestRuntime implements ContainerRuntime {
  private readonly processes: Running[] = []
  private readonly exitHandler: number
  private listener: ProcessListener = { exited() {}, changed() {} }

  /** @param ranks in which order the Pods of ReplicaSets become ready */
  constructor(
    private readonly server: ApiServer,
    ranks: Ranks,
  ) {
    const { clock, verbs } = server
    this.exitHandler = clock.register('test/exit', (process, exitCode) => this.end(process, exitCode))
    const turns = new Turns(server, ranks)
    const replaceStatus = verbs.replaceStatus.bind(verbs)
    const tellAgain = clock.register('test/ready', (row, _, status) => {
      const table = server.store.table('pods')
      const pod = table.get(row) as Pod | undefined
      if (pod !== undefined && pod.metadata.deletionTimestamp === undefined)
        replaceStatus(table, row, status as Pod['status'])
    })
    verbs.replaceStatus = (table, row, status) => {
      const object = table.get(row) as KObject
      if (object.kind !== 'Pod' || !isReady(status as Pod['status'])) return replaceStatus(table, row, status)
      // The recorder's kubelet never called such a Pod ready, as if a probe of its own failed.
      const isNever = object.metadata.annotations?.['fake/never-ready'] !== undefined
      const waitMs = isNever ? 0 : turns.waitMs(object as Pod)
      if (waitMs > 0) clock.after(waitMs, tellAgain, row, 0, status as Pod['status'])
      return replaceStatus(
        table,
        row,
        isNever || waitMs > 0 ? (unready(status as Pod['status']) as typeof status) : status,
      )
    }
  }

  listen(listener: ProcessListener): void {
    this.listener = listener
  }

  image(reference: string, annotations?: Annotations): ImageInfo | undefined {
    if (annotations?.['fake/pull-error']) return undefined
    const startMs = numberOf(annotations, 'fake/start-ms', 0)
    const name = reference.includes('@') || /:[^/]+$/.test(reference) ? reference : `${reference}:latest`
    return { reference: name, sizeBytes: IMAGE_BYTES + startMs * BYTES_PER_MS, imageId: `sha256:${name}` }
  }

  start(spec: ProcessSpec): number {
    const pod = this.server.store.table('pods').find(spec.podNamespace, spec.podName) as Pod | undefined
    const annotations = pod?.metadata.annotations
    const { image } = spec.template
    const process = this.processes.push({ image, annotations, over: false }) - 1
    const ends = (pod?.spec.restartPolicy ?? 'Always') !== 'Always' || annotations?.['fake/run-ms'] !== undefined
    const runMs = numberOf(annotations, 'fake/run-ms', RUN_MS)
    if (ends && runMs >= 0) this.server.clock.after(runMs, this.exitHandler, process, exitCodeOf(annotations))
    return process
  }

  imageOf(process: number): string {
    return this.processes[process]?.image ?? ''
  }

  signal(process: number, signal: number): void {
    const annotations = this.processes[process]?.annotations
    if (signal === 9) this.end(process, 137)
    else this.server.clock.after(numberOf(annotations, 'fake/kill-ms', KILL_MS), this.exitHandler, process, 0)
  }

  crash(process: number, exitCode: number): void {
    this.end(process, exitCode)
  }

  probe(): ProbeOutcome {
    return { result: 'success', output: '', durationMs: 1, stable: true }
  }

  log(): readonly { atMs: number; stream: 'stdout'; text: string }[] {
    return []
  }

  usage(): { cpuMilli: number; memoryBytes: number } {
    return { cpuMilli: 1, memoryBytes: 1_000_000 }
  }

  remove(): void {}

  private end(process: number, exitCode: number): void {
    const running = this.processes[process]
    if (running === undefined || running.over) return
    running.over = true
    const exit: ProcessExit = {
      exitCode,
      signal: exitCode === 137 ? 9 : 0,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      message: '',
    }
    this.listener.exited(process, exit)
  }
}

const isReady = ({ conditions }: Pod['status']) =>
  conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false

/** A Pod's status as of one whose readiness probe fails. */
function unready(status: Pod['status']): Pod['status'] {
  const names = (status.containerStatuses ?? []).map(({ name }) => name)
  const message = `containers with unready status: [${names.join(' ')}]`
  const conditions = (status.conditions ?? []).map((condition) =>
    condition.type === 'Ready' || condition.type === 'ContainersReady'
      ? { ...condition, status: 'False', reason: 'ContainersNotReady', message }
      : condition,
  )
  const containerStatuses = (status.containerStatuses ?? []).map((container) => ({ ...container, ready: false }))
  return { ...status, conditions, containerStatuses }
}

function exitCodeOf(annotations: Annotations): number {
  const failing = annotations?.['fake/fail-indexes']?.split(',')
  const index = annotations?.['batch.kubernetes.io/job-completion-index']
  if (failing !== undefined && index !== undefined) return failing.includes(index) ? 1 : 0
  return numberOf(annotations, 'fake/exit-code', 0)
}

function numberOf(annotations: Annotations, name: string, otherwise: number): number {
  const text = annotations?.[name]
  return text === undefined || !Number.isFinite(Number(text)) ? otherwise : Number(text)
}
