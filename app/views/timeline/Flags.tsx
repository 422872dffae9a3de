/** Your actions, numbered as everywhere, with their words where there is room. */
import type { FlagRow } from '../../../engine/protocol/batch.ts'
import type { TimeScale } from '../../draw/timeline/scale.ts'

const CHARACTER = 6.1
const FLAG = 20

export function Flags({
  flags,
  scale,
  height,
  total,
}: {
  flags: readonly FlagRow[]
  scale: TimeScale
  height: number
  total: number
}) {
  const placed = flags
    .filter(({ atMs }) => atMs >= scale.fromMs && atMs <= scale.toMs)
    .map((flag) => ({ flag, x: scale.x(flag.atMs) }))
  return (
    <g className="flags">
      {placed.map(({ flag, x }, i) => {
        const room = (placed[i + 1]?.x ?? scale.width) - x - FLAG - 6
        const text = words(flag.text)
        return (
          <g key={flag.number} data-flag={flag.number} transform={`translate(${x.toFixed(1)} 0)`}>
            <title>{`${flag.number}: ${flag.text}`}</title>
            <path className="flag-line" d={`M0 8V${total}`} />
            <path className="flag" d="M0 8h17l-4 6.500 4 6.500H0z" />
            <text className="flag-number" x="6.500" y="18" textAnchor="middle">
              {flag.number}
            </text>
            {room > 40 && (
              <text className="flag-text" x={FLAG + 2} y={height / 2 + 2}>
                {text.length * CHARACTER > room
                  ? `${text.slice(0, Math.max(1, Math.floor(room / CHARACTER) - 1))}…`
                  : text}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}

const words = (line: string): string => line.replace(/^kubectl /, '').replace(/^# /, '')
