/**
 * How every controller runs: watch → queue → reconcile (controller-runtime's shape).
 *
 * A watch rule turns a write into names to look at; the name waits for the watch's latency in the controller's queue;
 * reconcile reads all it needs and writes the difference. It never sees the event itself.
 */
import type { ApiServer } from '../api/server.ts'
import type { KObject } from '../api/object.ts'
import { draw } from '../core/latency.ts'
import { type Result, WorkQueue } from '../core/workqueue.ts'

/** Puts a row of the controller's own resource into its queue. */
export type Enqueue = (row: number) => void

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
  watches: readonly WatchRule[]
  /** Brings the world one step nearer to what the row's object asks for. */
  reconcile(row: number): Result
}

/** Builds a controller over a server; indexes and state are set up here (state through server.checkpoints). */
export type ControllerFactory = (server: ApiServer) => Controller

export interface RunningController {
  controller: Controller
  queue: WorkQueue
}

/** Connects a controller to the server's watches and gives it a queue. */
export function startController(server: ApiServer, factory: ControllerFactory): RunningController {
  const controller = factory(server)
  const { clock, trace, checkpoints, latency, store } = server
  const stream = server.random.stream(`controller/${controller.name}`)
  const queue = new WorkQueue(clock, trace, checkpoints, {
    name: `controller/${controller.name}`,
    actor: trace.actorNumber(controller.name),
    workers: controller.workers,
    syncMs: () => draw(latency.controllerSync, stream),
    run: (row) => controller.reconcile(row),
  })
  for (const rule of controller.watches) {
    let revisionNow = 0
    const enqueue: Enqueue = (row) => queue.addAfter(row, draw(latency.watch, stream), 'watch', revisionNow)
    store.watch(rule.resource, (row, before, after, revision) => {
      revisionNow = revision
      rule.rows(before, after, enqueue, row)
    })
  }
  return { controller, queue }
}

/** The watch rule of a controller on its own resource: the row itself. */
export function ownRows(resource: string): WatchRule {
  return {
    resource,
    rows: (_before, _after, enqueue, row) => enqueue(row),
  }
}
