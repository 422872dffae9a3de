/**
 * A bad connection between a controller and its watches: what should wake it is dropped, comes late, twice, in another
 * order. Only a new listing (a restart) heals what was dropped, as it does a real informer.
 */
import type { RunningController } from '../../controllers/runtime.ts'
import type { Stream } from '../../core/random.ts'

const DROPPED_PERCENT = 40
const DOUBLED_PERCENT = 20
const LATEST_MS = 30_000

type Enqueue = (row: number, delayMs?: number) => void

/** Disturbs a controller's wakes until the returned function is called. */
export function disturb({ controller }: RunningController, chance: Stream): () => void {
  const undo: (() => void)[] = []
  const scatter =
    (enqueue: Enqueue): Enqueue =>
    (row, delayMs = 0) => {
      if (chance.below(100) < DROPPED_PERCENT) return
      enqueue(row, delayMs + chance.below(LATEST_MS))
      if (chance.below(100) < DOUBLED_PERCENT) enqueue(row, delayMs + chance.below(LATEST_MS))
    }
  for (const rule of controller.watches) {
    const { rows } = rule
    rule.rows = (before, after, enqueue, row) => rows(before, after, scatter(enqueue), row)
    undo.push(() => {
      rule.rows = rows
    })
  }
  const { observe } = controller
  if (observe !== undefined) {
    controller.observe = (table, row, before, after, enqueue) => observe(table, row, before, after, scatter(enqueue))
    undo.push(() => {
      controller.observe = observe
    })
  }
  return () => undo.forEach((take) => take())
}
