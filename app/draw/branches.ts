/** Lines of time under the scrubber's baseline: where each leaves the shown one, and how far it got. Pure. */
import type { LineRow } from '../../engine/protocol/batch.ts'

export interface BranchPath {
  id: number
  name: string
  path: string
  /** Its end: a circle. */
  x: number
  y: number
}

/** Below the baseline, above the times. */
const LANES = [13, 21]
const CURVE = 14

/** Paths of all lines but the shown one, by id. */
export function branchPaths(
  lines: readonly LineRow[],
  shown: number,
  xOf: (ms: number) => number,
  baseline: number,
): BranchPath[] {
  return lines
    .filter(({ id }) => id !== shown)
    .map((line, at) => {
      const fork = xOf(partingMs(lines, shown, line))
      const x = Math.max(fork + CURVE, xOf(line.endMs))
      const y = baseline + (LANES[at % LANES.length] as number)
      const path = `M${fork.toFixed(1)} ${baseline}c${CURVE * 0.6} 0 ${CURVE * 0.3} ${y - baseline} ${CURVE} ${y - baseline}H${x.toFixed(1)}`
      return { id: line.id, name: line.name, path, x, y }
    })
}

/** Virtual time up to which two lines are one. */
export function partingMs(lines: readonly LineRow[], shown: number, other: LineRow): number {
  const byId = new Map(lines.map((line) => [line.id, line]))
  const followed = new Map<number, number>()
  let untilMs = Number.POSITIVE_INFINITY
  for (let line = byId.get(shown); line; line = parentOf(byId, line)) {
    followed.set(line.id, untilMs)
    untilMs = Math.min(untilMs, line.forkMs)
  }
  let partedMs = Number.POSITIVE_INFINITY
  let line: LineRow | undefined = other
  while (line && !followed.has(line.id)) {
    partedMs = Math.min(partedMs, line.forkMs)
    line = parentOf(byId, line)
  }
  const parted = Math.min(partedMs, line ? (followed.get(line.id) as number) : 0)
  return Number.isFinite(parted) ? parted : other.endMs
}

const parentOf = (byId: ReadonlyMap<number, LineRow>, { parent }: LineRow): LineRow | undefined =>
  parent === undefined ? undefined : byId.get(parent)
