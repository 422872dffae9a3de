/**
 * How every controller runs: watch → queue → reconcile (controller-runtime's shape).
 *
 * A watch rule turns a write into names to look at; the name waits for the watch's latency in the controller's queue;
 * reconcile reads all it needs and writes the difference. It never sees the event itself.
 */
import { StatusError } from '../api/errors.ts'
import type { ApiServer } from '../api/server.ts'
import type { KObject } from '../api/object.ts'
import type { Table } from '../api/table.ts'
import { draw } from '../core/latency.ts'
import { type Result, type RetryRule, WorkQueue } from '../core/workqueue.ts'

/** Puts a row of the controller's own resource into its queue, `delayMs` later than the watch delivers. */
export type Enqueue = (row: number, delayMs?: number) => void

export interface WatchRule {
  /** The resource watched, e.g. `pods`. */
  resource: string
  /** Which of the controller's rows a write concerns; runs inside the write, so it must be quick and change nothing. */
  rows(before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue, row: number): void
}

export interface Controller {
  /** Actor and queue name, also the component id on the page: `replicaset`. */
  name: string
  /** Words on the page: `ReplicaSet`. */
  title: string
  /** The resource whose rows are queued, e.g. `replicasets.apps`. */
  resource: string
  /** Concurrent reconciles upstream runs by default. */
  workers: number
  /** Wait before the first retry of a row, doubled by every further one; client-go's default unless given. */
  retry?: RetryRule
  watches: readonly WatchRule[]
  /** For a controller over all tables, also those made later: told of every write, under the rules of WatchRule.rows. */
  observe?(table: Table, row: number, before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue): void
  /** Handed a way to wake rows without a watch, for alarms and the like; called once, before anything runs. */
  begin?(wake: Enqueue): void
  /** Brings the world one step nearer to what the row's object asks for. */
  reconcile(row: number): Result
  /** What it remembers of an object beside the world, as plain data: to be looked at, never to act by. */
  peek?(row: number): unknown
}

/** Builds a controller over a server; indexes and state are set up here (state through server.checkpoints). */
export type ControllerFactory = (server: ApiServer) => Controller

export interface RunningController {
  controller: Controller
  queue: WorkQueue
  /**
   * The process ends and another takes over: queue, memory and alarms are gone, everything is listed anew. What the
   * controller does afterwards can come from the world alone.
   */
  restart(): void
}

/** Connects a controller to the server's watches and gives it a queue. */
export function startController(server: ApiServer, factory: ControllerFactory): RunningController {
  const { clock, trace, checkpoints, latency, store } = server
  const [firstPart, firstHandler] = [checkpoints.size, clock.handlerCount]
  const controller = factory(server)
  const stream = server.random.stream(`controller/${controller.name}`)
  const queue = new WorkQueue(clock, trace, checkpoints, {
    name: `controller/${controller.name}`,
    actor: trace.actorNumber(controller.name),
    workers: controller.workers,
    syncMs: () => draw(latency.controllerSync, stream),
    run: (row) => reconciled(controller, row),
    ...(controller.retry ? { retry: controller.retry } : {}),
  })
  let revisionNow = 0
  const enqueue: Enqueue = (row, delayMs = 0) =>
    queue.addAfter(row, draw(latency.watch, stream) + delayMs, 'watch', revisionNow)
  for (const rule of controller.watches) {
    store.watch(rule.resource, (row, before, after, revision) => {
      revisionNow = revision
      rule.rows(before, after, enqueue, row)
    })
  }
  if (controller.observe) {
    store.observe((table, row, before, after, revision) => {
      revisionNow = revision
      controller.observe?.(table, row, before, after, enqueue)
    })
  }
  controller.begin?.((row) => queue.addAfter(row, 0, 'timer', store.revision))
  const [lastPart, lastHandler] = [checkpoints.size, clock.handlerCount]
  const restart = () => {
    clock.cancelAll(firstHandler, lastHandler)
    checkpoints.forget(firstPart, lastPart)
    revisionNow = store.revision
    trace.begin(trace.actorNumber('system'), 'boot', store.revision)
    listAnew(server, controller, enqueue)
  }
  return { controller, queue, restart }
}

/** A write that the server refuses (a quota, a webhook that does not answer) is tried again, as client-go's loops do. */
function reconciled(controller: Controller, row: number): Result {
  try {
    return controller.reconcile(row)
  } catch (error) {
    if (error instanceof StatusError) return 'retry'
    throw error
  }
}

/** What a controller is told at its start: that everything there is was added. */
function listAnew({ store }: ApiServer, controller: Controller, enqueue: Enqueue): void {
  for (const { resource, rows } of controller.watches) {
    const table = store.table(resource)
    for (const object of table.list()) rows(undefined, object, enqueue, table.row(...keyOf(object)))
  }
  if (controller.observe === undefined) return
  for (const table of store.allTables()) {
    for (const object of table.list())
      controller.observe(table, table.row(...keyOf(object)), undefined, object, enqueue)
  }
}

const keyOf = ({ metadata }: KObject): [namespace: string, name: string] => [metadata.namespace ?? '', metadata.name]

/** The watch rule of a controller on its own resource: the row itself. */
export function ownRows(resource: string): WatchRule {
  return {
    resource,
    rows: (_before, _after, enqueue, row) => enqueue(row),
  }
}

/**
 * The same, but the controller's own writes of nothing but status do not wake it again. A reconcile that ends with a
 * status write must have done all there was to do.
 */
export function ownRowsButStatus(server: ApiServer, resource: string, actor: string): WatchRule {
  const { trace } = server
  const self = trace.actorNumber(actor)
  return {
    resource,
    rows: (before, after, enqueue, row) => {
      if (before === undefined || after === undefined || trace.actor !== self || !sameButStatus(before, after))
        enqueue(row)
    },
  }
}

function sameButStatus(before: KObject, after: KObject): boolean {
  const a = before.metadata
  const b = after.metadata
  return (
    (before as { spec?: unknown }).spec === (after as { spec?: unknown }).spec &&
    a.generation === b.generation &&
    a.deletionTimestamp === b.deletionTimestamp &&
    a.labels === b.labels &&
    a.annotations === b.annotations &&
    a.ownerReferences === b.ownerReferences &&
    a.finalizers === b.finalizers
  )
}
