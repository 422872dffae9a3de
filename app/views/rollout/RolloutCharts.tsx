/** Two charts on one axis of time: versions stacked between the bounds, and each Pod as a bar. */
import { scaleLinear } from 'd3'
import { useRef } from 'react'
import type { Rollout } from '../../../engine/protocol/rollout.ts'
import { type Bar, barsOf, layerPath, podTicks, type RolloutChart } from '../../draw/rollout.ts'
import { useSize } from '../../hooks/size.ts'

interface Props {
  rollout: Rollout
  chart: RolloutChart
  nowMs: number
}

const LEFT = 34
const RIGHT = 14
const TOP = 18
const AXIS = 22
const STACK = 230
const ROW = 10
const MOST_ROWS = 60

export function RolloutCharts({ rollout, chart, nowMs }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const { width } = useSize(box)
  const bars = barsOf(rollout, chart.fromMs, nowMs).slice(-MOST_ROWS)
  const current = rollout.sets.find((set) => set.current)
  const old = rollout.sets.findLast((set) => !set.current)
  return (
    <div className="rollout-charts" ref={box}>
      <ul className="rollout-legend" aria-hidden="true">
        <li className="l-new-ready">{`new, ready${current ? ` (${tagOf(current.image)})` : ''}`}</li>
        <li className="l-new-starting">new, not ready</li>
        <li className="l-old-ready">{`old, ready${old ? ` (${tagOf(old.image)})` : ''}`}</li>
        <li className="l-bound">bound</li>
      </ul>
      {width > 0 && <Stack rollout={rollout} chart={chart} nowMs={nowMs} width={width} />}
      <h3>Pods, in order of creation</h3>
      {width > 0 && <Pods bars={bars} chart={chart} nowMs={nowMs} width={width} />}
    </div>
  )
}

const tagOf = (image: string): string => image.slice(image.lastIndexOf(':') + 1)

function Stack({ rollout, chart, nowMs, width }: Props & { width: number }) {
  const x = scaleLinear([chart.fromMs, chart.toMs], [LEFT, width - RIGHT])
  const y = scaleLinear([0, chart.most], [STACK, TOP])
  return (
    <svg className="rollout-stack" width={width} height={STACK + AXIS} role="img" aria-label={summary(rollout, chart)}>
      <defs>
        <pattern id="ro-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V6" className="hatch-line" />
        </pattern>
        <pattern id="ro-dots" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="5" height="5" className="dots-ground" />
          <circle cx="1.5" cy="1.5" r="0.9" className="dots-dot" />
        </pattern>
      </defs>
      {podTicks(chart.most).map((n) => (
        <g key={n}>
          <path className="grid" d={`M${LEFT} ${y(n)}H${width - RIGHT}`} />
          <text className="axis" x={LEFT - 6} y={y(n) + 3.5} textAnchor="end">
            {n}
          </text>
        </g>
      ))}
      {chart.layers.map((layer) => (
        <path key={layer.id} className={`layer ${layer.id}`} d={layerPath(layer, x, y)} />
      ))}
      {chart.bounds && (
        <>
          <Bound at={y(chart.bounds.most)} text={chart.bounds.mostText} above width={width} />
          <Bound at={y(chart.bounds.least)} text={chart.bounds.leastText} width={width} />
        </>
      )}
      <path className="playhead" d={`M${x(nowMs)} ${TOP - 6}V${STACK}`} />
      {chart.ticks.map(({ ms, text }) => (
        <text key={ms} className="axis" x={x(ms)} y={STACK + 15} textAnchor="middle">
          {text}
        </text>
      ))}
    </svg>
  )
}

function Bound({ at, text, above = false, width }: { at: number; text: string; above?: boolean; width: number }) {
  return (
    <g>
      <path className="bound" d={`M${LEFT} ${at}H${width - RIGHT}`} />
      <text className="bound-text" x={width - RIGHT} y={above ? at - 4 : at + 12} textAnchor="end">
        {text}
      </text>
    </g>
  )
}

function Pods({
  bars,
  chart,
  nowMs,
  width,
}: {
  bars: readonly Bar[]
  chart: RolloutChart
  nowMs: number
  width: number
}) {
  const x = scaleLinear([chart.fromMs, chart.toMs], [LEFT, width - RIGHT]).clamp(true)
  const height = Math.max(ROW, bars.length * ROW) + 6
  return (
    <svg
      className="rollout-pods"
      width={width}
      height={height}
      role="img"
      aria-label={`${bars.length} Pods over time; the table has them one by one`}
    >
      {bars.map((bar, row) => (
        <g key={bar.name} className={bar.isNew ? 'new' : 'old'}>
          <title>{bar.name}</title>
          {bar.spans.map(({ phase, fromMs, toMs }) =>
            phase === 'ending' ? (
              <path
                key={fromMs}
                className="wedge"
                d={`M${x(fromMs)} ${row * ROW + 1}H${x(toMs)}L${x(fromMs)} ${row * ROW + ROW - 2}Z`}
              />
            ) : (
              <rect
                key={fromMs}
                className={phase}
                x={x(fromMs)}
                y={row * ROW + 1}
                width={Math.max(0, x(toMs) - x(fromMs))}
                height={ROW - 3}
              />
            ),
          )}
        </g>
      ))}
      <path className="playhead" d={`M${x(nowMs)} 0V${height}`} />
    </svg>
  )
}

function summary({ ref, ready, replicas, updated }: Rollout, { bounds, lowestReady, mostPods }: RolloutChart): string {
  const bound = bounds ? `, allowed ${bounds.least} to ${bounds.most}` : ''
  return `Rollout of ${ref.name}: ${updated} of ${replicas} updated, ${ready} ready. Lowest ready ${lowestReady}, most Pods ${mostPods}${bound}.`
}
