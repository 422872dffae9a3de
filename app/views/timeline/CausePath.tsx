/** The selected chain of causes: numbered nodes on the rows of what was written, joined in order. */
import type { CauseLink } from '../../../engine/protocol/time.ts'
import type { Row } from '../../draw/timeline/rows.ts'
import type { TimeScale } from '../../draw/timeline/scale.ts'
import { fineTime } from './words.ts'

interface Stop {
  number: number
  /** Too near to the one before for a number of its own. */
  small: boolean
  x: number
  y: number
  link: CauseLink
}

const APART = 19

export function CausePath({
  chain,
  rows,
  scale,
  offset,
}: {
  chain: readonly CauseLink[]
  rows: readonly Row[]
  scale: TimeScale
  offset: number
}) {
  const stops = stopsOf(chain, rows, scale, offset)
  const legs = stops.slice(1).map((stop, i) => ({ from: stops[i] as Stop, to: stop }))
  return (
    <g className="causes">
      {legs.map(({ from, to }) => (
        <path key={to.number} d={legPath(from, to)} />
      ))}
      {stops.map(({ number, x, y, link, small }, i) => (
        <g key={number} transform={`translate(${x.toFixed(1)} ${y})`}>
          <title>{`${number}. ${link.actor} ${link.verb} ${link.object?.kind ?? ''} ${link.object?.name ?? link.text ?? ''} at ${fineTime(link.atMs)}`}</title>
          <circle r={small ? 3 : 8.5} className={i === stops.length - 1 ? 'last' : undefined} />
          {!small && (
            <text y="3.800" textAnchor="middle">
              {number}
            </text>
          )}
        </g>
      ))}
    </g>
  )
}

/** Numbers are those of the whole chain; what has no row, or lies outside the window, is left out. */
function stopsOf(chain: readonly CauseLink[], rows: readonly Row[], scale: TimeScale, offset: number): Stop[] {
  const stops: Stop[] = []
  for (const [i, link] of chain.entries()) {
    if (link.atMs < scale.fromMs || link.atMs > scale.toMs) continue
    const y = link.object ? rowOf(link, rows, offset) : offset > 0 ? offset / 2 : undefined
    if (y === undefined) continue
    const last = stops.findLast((stop) => stop.y === y && !stop.small)
    const x = scale.x(link.atMs)
    const small = last !== undefined && x - last.x < APART && i < chain.length - 1
    stops.push({ number: i + 1, x, y, link, small })
  }
  return stops
}

function rowOf({ object }: CauseLink, rows: readonly Row[], offset: number): number | undefined {
  const isMeant = (ref: CauseLink['object']) =>
    ref?.kind === object?.kind && ref?.name === object?.name && ref?.namespace === object?.namespace
  const row =
    rows.find(({ track }) => track && track.what !== 'container' && track.what !== 'probe' && isMeant(track.ref)) ??
    rows.find(({ folded }) => folded?.some(({ ref }) => isMeant(ref)))
  return row && row.y + offset + row.height / 2
}

function legPath(from: Stop, to: Stop): string {
  const end = to.x - 9
  if (Math.abs(from.y - to.y) < 1) return `M${from.x} ${from.y}H${end}`
  return `M${from.x.toFixed(1)} ${from.y}V${to.y}H${Math.max(end, from.x).toFixed(1)}`
}
