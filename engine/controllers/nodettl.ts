/**
 * Node TTL: tells kubelets by an annotation how long they may keep Secrets and ConfigMaps, longer in larger clusters.
 * Source: pkg/controller/ttl/ttl_controller.go.
 */
import type { ApiServer } from '../api/server.ts'
import { Cell } from '../core/checkpoint.ts'
import type { Result } from '../core/workqueue.ts'
import type { Controller } from './runtime.ts'

const ANNOTATION = 'node.alpha.kubernetes.io/ttl'
const WORKERS = 5

/** A step holds from its least to its largest number of nodes; they overlap so that small changes decide nothing. */
const STEPS: readonly { least: number; most: number; ttlSeconds: number }[] = [
  { least: 0, most: 100, ttlSeconds: 0 },
  { least: 90, most: 500, ttlSeconds: 15 },
  { least: 450, most: 1000, ttlSeconds: 30 },
  { least: 900, most: 2000, ttlSeconds: 60 },
  { least: 1800, most: Number.POSITIVE_INFINITY, ttlSeconds: 300 },
]

/** Builds the controller over a server. */
export function nodeTtlController(server: ApiServer): Controller {
  const { store, checkpoints } = server
  const nodes = store.table('nodes')
  const step = checkpoints.register(new Cell(0))
  return {
    name: 'ttl',
    title: 'Node TTL',
    resource: 'nodes',
    workers: WORKERS,
    watches: [
      {
        resource: 'nodes',
        rows: (before, after, enqueue, row) => {
          if (before === undefined || after === undefined) step.value = nextStep(step.value, nodes.count())
          const changed = before === undefined || before.metadata.annotations !== after?.metadata.annotations
          if (after !== undefined && changed) enqueue(row)
        },
      },
    ],
    reconcile: (row) => reconcile(server, row, STEPS[step.value]?.ttlSeconds ?? 0),
  }
}

function nextStep(step: number, count: number): number {
  const { least, most } = STEPS[step] as (typeof STEPS)[number]
  if (count > most) return step + 1
  return count < least ? step - 1 : step
}

function reconcile({ store, verbs }: ApiServer, row: number, ttlSeconds: number): Result {
  const nodes = store.table('nodes')
  const node = nodes.get(row)
  const text = String(ttlSeconds)
  if (node === undefined || node.metadata.annotations?.[ANNOTATION] === text) return undefined
  const annotations = { ...node.metadata.annotations, [ANNOTATION]: text }
  verbs.update(nodes, { ...node, metadata: { ...node.metadata, annotations } }, { trusted: true })
  return undefined
}
