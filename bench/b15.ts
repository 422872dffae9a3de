/**
 * B15: what a batch costs the page's main thread: read from the worker's message and taken into the mirror. Once with Pods that are
 * all new, with names and labels, and once with the same Pods turned ready; messages and events come with them as they do while the
 * Cluster view is open.
 */
import { deserialize, serialize } from 'node:v8'
import { applyBatch, createMirror } from '../app/session/mirror.ts'
import type { Cluster } from '../engine/cluster.ts'
import { builtinSchemas } from '../engine/kinds/generated/schema.ts'
import type { Batch } from '../engine/protocol/batch.ts'
import { BatchBuilder } from '../engine/workers/batches/builder.ts'
import { calibrate } from './measure.ts'
import { apply, benchCluster, runToReady, type Size } from './workload.ts'

export interface B15Figures {
  pods: number
  /** Rows in the two batches: all Pods, or the measure is none. */
  newRows: number
  changedRows: number
  newMs: number
  changedMs: number
  calibrationSeconds: number
}

export const B15_SIZE: Size = { pods: 2000, nodes: 100, replicas: 20 }

const ROUNDS = 12
/** The first ones are the compiler's. */
const WARM_UP_ROUNDS = 4
/** Created and bound, most of them not ready yet. */
const YOUNG_MS = 1500
const FRAME_MS = 3000

export function b15(size: Size = B15_SIZE, rounds = ROUNDS): B15Figures {
  const all = Array.from({ length: rounds }, () => round(size)).slice(Math.min(WARM_UP_ROUNDS, rounds - 1))
  const last = all.at(-1) as Round
  return {
    pods: size.pods,
    newRows: last.newRows,
    changedRows: last.changedRows,
    newMs: median(all.map(({ newMs }) => newMs)),
    changedMs: median(all.map(({ changedMs }) => changedMs)),
    calibrationSeconds: calibrate(),
  }
}

type Round = ReturnType<typeof round>

function round(size: Size) {
  const cluster = benchCluster(size)
  const builder = new BatchBuilder(cluster, builtinSchemas)
  const mirror = createMirror()
  let real = 0
  const take = (): Batch => builder.take(clockOf(cluster), (real += FRAME_MS))
  const put = (batch: Batch): number => {
    const message = serialize(batch)
    const began = performance.now()
    applyBatch(mirror, deserialize(message) as Batch, real)
    return performance.now() - began
  }
  put(take())
  const pods = apply(cluster, size)
  cluster.server.clock.runUntil(cluster.nowMs + YOUNG_MS)
  const fresh = take()
  const newMs = put(fresh)
  runToReady(cluster, pods)
  const changed = take()
  return { newRows: rowsOf(fresh), newMs, changedRows: rowsOf(changed), changedMs: put(changed) }
}

const clockOf = ({ nowMs }: Cluster) => ({ nowMs, speed: 10, nextEventMs: Number.NaN, resourceVersion: 0 })
const rowsOf = ({ pods }: Batch): number => pods?.id.length ?? 0
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number
