/** Four charts on one axis of time: load, the metric against its target, replicas between bounds, nodes. */
import { max, scaleLinear } from 'd3'
import { type ReactNode, useRef } from 'react'
import type { FlagRow } from '../../../engine/protocol/batch.ts'
import type { Autoscale } from '../../../engine/protocol/autoscale.ts'
import { amountText, areaPath, type Curve, type Held, linePath, stepPath, valueAt } from '../../draw/autoscale.ts'
import { axisTime } from '../../draw/clock-text.ts'
import { fitted } from '../../draw/timeline/scale.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useSize } from '../../hooks/size.ts'
import { ratesOf, type Traffic } from '../../session/traffic.ts'

const LEFT = 42
const RIGHT = 16
const LOAD = 56
const METRIC = 130
const REPLICAS = 168
const NODES = 44
const AXIS = 20
/** What is older is not shown. */
const LONGEST_MS = 15 * 60_000

interface Props {
  autoscale: Autoscale
  traffic: Traffic
  flags: readonly FlagRow[]
  nowMs: number
  held: Held | undefined
}

interface Frame {
  x: (ms: number) => number
  fromMs: number
  toMs: number
  width: number
  ticks: readonly number[]
}

export function AutoscaleCharts(props: Props) {
  const box = useRef<HTMLDivElement>(null)
  const { width } = useSize(box)
  return (
    <div className="autoscale-charts" ref={box}>
      {width > 0 && <Charts {...props} width={width} />}
    </div>
  )
}

function Charts({ autoscale, traffic, flags, nowMs, held, width }: Props & { width: number }) {
  const begin = Math.max(autoscale.createdMs - 5000, nowMs - LONGEST_MS)
  const { fromMs, toMs } = fitted(begin, held ? Math.max(nowMs, held.untilMs) : nowMs)
  const x = scaleLinear([fromMs, toMs], [LEFT, width - RIGHT])
  const ticks = scaleLinear([fromMs / 1000, toMs / 1000], [0, 1])
    .ticks(Math.max(2, Math.floor(width / 90)))
    .map((second) => second * 1000)
  const frame: Frame = { x, fromMs, toMs, width, ticks }
  const shared = { autoscale, nowMs, frame }
  return (
    <>
      <LoadChart {...shared} traffic={traffic} flags={flags} />
      <MetricChart {...shared} />
      <ReplicaChart {...shared} held={held} />
      <NodeChart {...shared} />
    </>
  )
}

interface ChartProps {
  title: ReactNode
  note?: string
  label: string
  height: number
  frame: Frame
  axis?: boolean
  children: ReactNode
}

function Chart({ title, note, label, height, frame, axis = false, children }: ChartProps) {
  return (
    <section className="as-chart">
      <h3>
        {title}
        <span className="sp" />
        {note && <span className="i2">{note}</span>}
      </h3>
      <svg width={frame.width} height={height + (axis ? AXIS : 0)} role="img" aria-label={label}>
        <path className="grid" d={frame.ticks.map((ms) => `M${frame.x(ms).toFixed(1)} 0V${height}`).join('')} />
        {children}
        <path className="floor" d={`M${LEFT} ${height - 0.5}H${frame.width - RIGHT}`} />
        <Playhead frame={frame} height={height} />
        {axis &&
          frame.ticks.map((ms) => (
            <text key={ms} className="axis" x={frame.x(ms)} y={height + 14} textAnchor="middle">
              {axisTime(ms)}
            </text>
          ))}
      </svg>
    </section>
  )
}

/** Moves with the clock, without React. */
function Playhead({ frame, height }: { frame: Frame; height: number }) {
  const line = useRef<SVGPathElement>(null)
  useFrame((nowMs) => line.current?.setAttribute('d', `M${frame.x(nowMs).toFixed(1)} 0V${height}`))
  return <path ref={line} className="playhead" />
}

function Values({ values, y }: { values: readonly number[]; y: (value: number) => number }) {
  return values.map((value) => (
    <text key={value} className="axis" x={LEFT - 6} y={y(value) + 3.5} textAnchor="end">
      {amountText(value)}
    </text>
  ))
}

interface Shared {
  autoscale: Autoscale
  nowMs: number
  frame: Frame
}

function LoadChart({ autoscale, traffic, flags, nowMs, frame }: Shared & Pick<Props, 'traffic' | 'flags'>) {
  const names = new Set(autoscale.services.map(({ namespace, name }) => `${namespace}/${name}`))
  const rates = loadCurve(traffic, autoscale, names)
  const most = Math.max(10, max(rates, ([, value]) => value) ?? 0)
  const y = scaleLinear([0, most * 1.1], [LOAD, 4])
  const shown = rates.filter(([ms]) => ms >= frame.fromMs)
  const failed = ratesOf(traffic, ({ service }) => names.has(service)).filter(
    ({ second, failures }) => failures > 0 && second * 1000 >= frame.fromMs,
  )
  const path = stepPath(shown, nowMs, frame.x, y)
  const last = shown.at(-1)?.[1] ?? 0
  return (
    <Chart
      title="Load, req/s"
      note="flags: what you did"
      label={`Load now ${last} requests a second`}
      height={LOAD}
      frame={frame}
    >
      <Values values={[0, Math.round(most)]} y={y} />
      <path className="load-area" d={areaPath(path, frame.x(shown[0]?.[0] ?? frame.fromMs), LOAD)} />
      <path className="load-line" d={path} />
      <path
        className="failed"
        d={failed
          .map(({ second }) => `M${(frame.x(second * 1000) - 2.5).toFixed(1)} ${LOAD - 9}l5 5m-5 0l5 -5`)
          .join('')}
      />
      {flags
        .filter(({ atMs }) => atMs >= frame.fromMs && atMs <= frame.toMs)
        .map(({ number, atMs, text }) => (
          <g key={number} transform={`translate(${frame.x(atMs).toFixed(1)} 0)`}>
            <title>{`${number}: ${text}`}</title>
            <path className="flag-line" d={`M0 0V${LOAD}`} />
            <path className="flag" d="M0 0h13l-3 5 3 5H0z" />
            <text className="flag-number" x="5" y="8.500" textAnchor="middle">
              {number}
            </text>
          </g>
        ))}
    </Chart>
  )
}

/** Requests sent by load sources, which are known for longest; else what went through the Services. */
function loadCurve(traffic: Traffic, { services }: Autoscale, names: ReadonlySet<string>): Curve {
  const sums = new Map<number, number>()
  for (const { name, target } of traffic.sources) {
    if (target.kind !== 'service' || !services.some((service) => service.name === target.name)) continue
    for (const [second, { sent }] of traffic.load.get(name) ?? []) sums.set(second, (sums.get(second) ?? 0) + sent)
  }
  for (const service of services)
    if (!traffic.sources.some(({ name }) => name === service.name))
      for (const [second, { sent }] of traffic.load.get(service.name) ?? [])
        sums.set(second, (sums.get(second) ?? 0) + sent)
  const flows = ratesOf(traffic, ({ service }) => names.has(service))
  for (const { second, requests } of flows) if (!sums.has(second)) sums.set(second, requests)
  return [...sums].sort(([a], [b]) => a - b).map(([second, value]): [number, number] => [second * 1000, value])
}

function MetricChart({ autoscale, nowMs, frame }: Shared) {
  const { metric, measured, tolerance } = autoscale
  if (!metric) return null
  const shown = clipped(measured, frame.fromMs)
  const most = Math.max(metric.target * 1.5, (max(shown, ([, value]) => value) ?? 0) * 1.1)
  const y = scaleLinear([0, most], [METRIC, 8])
  const unit = metric.unit === '%' ? '%' : ''
  const [high, low] = [metric.target * (1 + tolerance), metric.target * (1 - tolerance)]
  const path = linePath(shown, nowMs, frame.x, y)
  const now = valueAt(measured, nowMs)
  const right = frame.width - RIGHT
  return (
    <Chart
      title={
        metric.unit === '%'
          ? `${metric.name} use, average of ready Pods`
          : `${metric.name}, ${metric.unit === 'perPod' ? 'average of a Pod' : 'total'}`
      }
      note={`read every 15 s${autoscale.furtherMetrics > 0 ? `; ${autoscale.furtherMetrics} further metrics` : ''}`}
      label={`${metric.name} now ${now === undefined ? 'unknown' : amountText(now)}${unit}, target ${metric.targetText}`}
      height={METRIC}
      frame={frame}
    >
      <defs>
        <clipPath id="as-above">
          <rect x={0} y={0} width={frame.width} height={y(high)} />
        </clipPath>
      </defs>
      <Values
        values={[0, metric.target, ...(most > metric.target * 1.9 ? [Math.round(metric.target * 2)] : [])]}
        y={y}
      />
      <rect className="tolerance" x={LEFT} y={y(high)} width={right - LEFT} height={y(low) - y(high)} />
      <path className="target" d={`M${LEFT} ${y(metric.target)}H${right}`} />
      <text className="target-text" x={right} y={y(high) - 5} textAnchor="end">
        {`target ${metric.targetText}, no action within ±${Math.round(tolerance * 100)}%`}
      </text>
      <path className="metric" d={path} />
      <path className="metric above" d={path} clipPath="url(#as-above)" />
      {now !== undefined && (
        <>
          <circle className="now" cx={frame.x(nowMs)} cy={y(now)} r="3.500" />
          <text className="now-text" x={frame.x(nowMs) + 8} y={y(now) + 4}>{`${amountText(now)}${unit}`}</text>
        </>
      )}
    </Chart>
  )
}

/** With what held when the window began. */
function clipped(curve: Curve, fromMs: number): Curve {
  const before = valueAt(curve, fromMs)
  const inside = curve.filter(([ms]) => ms > fromMs)
  return before === undefined ? inside : [[fromMs, before], ...inside]
}

const DIAMOND = 'm-3.500 0l3.500 -3.500l3.500 3.500l-3.500 3.500z'

function ReplicaChart({ autoscale, nowMs, frame, held }: Shared & { held: Held | undefined }) {
  const { minReplicas, maxReplicas, replicas, ready, recommended } = autoscale
  const shown = clipped(replicas, frame.fromMs)
  const wanted = recommended.filter(([ms]) => ms >= frame.fromMs && ms <= nowMs)
  const most = Math.max(maxReplicas, max(wanted, ([, value]) => Math.min(value, maxReplicas * 1.3)) ?? 0) + 1
  const y = scaleLinear([0, most], [REPLICAS, 6])
  const right = frame.width - RIGHT
  const path = stepPath(shown, nowMs, frame.x, y)
  const readyPath = stepPath(clipped(ready, frame.fromMs), nowMs, frame.x, y)
  return (
    <Chart
      title={
        <>
          Replicas
          <span className="as-legend l-current">asked for</span>
          <span className="as-legend l-ready">ready</span>
          <span className="as-legend l-recommended">recommended</span>
        </>
      }
      label={`Replicas now ${valueAt(replicas, nowMs) ?? 0}, ready ${valueAt(ready, nowMs) ?? 0}, recommended ${valueAt(recommended, nowMs) ?? 'nothing'}, between ${minReplicas} and ${maxReplicas}`}
      height={REPLICAS}
      frame={frame}
      axis
    >
      <defs>
        <pattern id="as-wait" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <path d="M0 0V6" className="wait-line" />
        </pattern>
      </defs>
      <Values values={[0, minReplicas, maxReplicas]} y={y} />
      <path
        className="ready-area"
        d={areaPath(readyPath, frame.x(Math.max(frame.fromMs, ready[0]?.[0] ?? 0)), REPLICAS)}
      />
      {held && <HeldWindow held={held} frame={frame} y={y} autoscale={autoscale} />}
      <path className="bound" d={`M${LEFT} ${y(maxReplicas)}H${right}M${LEFT} ${y(minReplicas)}H${right}`} />
      <text className="bound-text" x={LEFT + 6} y={y(maxReplicas) + 13}>{`maxReplicas ${maxReplicas}`}</text>
      <text className="bound-text" x={LEFT + 6} y={y(minReplicas) - 4}>{`minReplicas ${minReplicas}`}</text>
      <path className="replicas" d={path} />
      <path
        className="recommended"
        d={wanted
          .map(([ms, value]) => `M${frame.x(ms).toFixed(1)} ${y(Math.min(value, most)).toFixed(1)}${DIAMOND}`)
          .join('')}
      />
    </Chart>
  )
}

/** A lower number waits here: from the last higher recommendation until that leaves the window. */
function HeldWindow({
  held,
  frame,
  y,
  autoscale,
}: {
  held: Held
  frame: Frame
  y: (value: number) => number
  autoscale: Autoscale
}) {
  const [x0, x1] = [Math.max(LEFT, frame.x(held.fromMs)), frame.x(held.untilMs)]
  const [top, bottom] = [y(held.now), y(held.to)]
  const line = Math.min(bottom + 16, y(0) - 6)
  return (
    <g className="as-held">
      <rect x={x0} y={top} width={Math.max(0, x1 - x0)} height={bottom - top} />
      <path d={`M${x0} ${line}H${x1}M${x0} ${line - 4}v8M${x1} ${line - 4}v8`} />
      <text x={(x0 + x1) / 2} y={line - 5} textAnchor="middle">
        {`scale-down stabilization window, ${autoscale.downWindowSeconds} s`}
      </text>
      <path className="then" d={`M${x1} ${top}V${bottom}H${Math.max(x1, frame.width - RIGHT)}`} />
      <text className="then-text" x={x1 + 6} y={(top + bottom) / 2}>
        {`then ${held.now} → ${held.to}, if load holds`}
      </text>
    </g>
  )
}

function NodeChart({ autoscale, nowMs, frame }: Shared) {
  const shown = clipped(autoscale.nodes, frame.fromMs)
  const now = valueAt(autoscale.nodes, nowMs) ?? 0
  const y = scaleLinear([0, Math.max(2, max(shown, ([, value]) => value) ?? 0) + 1], [NODES, 4])
  return (
    <Chart title="Nodes that take Pods" label={`Nodes now ${now}`} height={NODES} frame={frame}>
      <Values values={[0, now]} y={y} />
      <path className="nodes" d={stepPath(shown, nowMs, frame.x, y)} />
    </Chart>
  )
}
