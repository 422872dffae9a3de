/** The marks of one row: segments of states, wedges that count down, starts and exits, ticks of probes. */
import { type CSSProperties, memo } from 'react'
import type { TimelineSpan, TimelineTrack } from '../../../engine/protocol/timeline.ts'
import { tickMarks } from '../../draw/timeline/marks.ts'
import type { Row } from '../../draw/timeline/rows.ts'
import type { TimeScale } from '../../draw/timeline/scale.ts'
import { shortDuration } from '../../draw/countdown.ts'

interface Props {
  row: Row
  scale: TimeScale
  /** Where lasting spans end; 0 for a row in which nothing lasts. */
  nowMs: number
  hue: number
}

const CHARACTER = 5.9
/** Narrower than this a span is a line. */
const LEAST = 1

export const RowMarks = memo(
  function RowMarks({ row, scale, nowMs, hue }: Props) {
    const { track, folded, height } = row
    const style = { '--own': `var(--w${hue})`, '--hatch': `url(#tl-hatch-${hue})` } as CSSProperties
    if (folded) return <Folded tracks={folded} scale={scale} nowMs={nowMs} height={height} style={style} />
    if (!track) return null
    return (
      <g style={style} className={`row-${track.what}`}>
        {track.ticks ? (
          <Ticks track={track} scale={scale} nowMs={nowMs} height={height} />
        ) : (
          track.spans.map((span) => (
            <Span
              key={`${span.fromMs} ${span.state}`}
              span={span}
              what={track.what}
              scale={scale}
              nowMs={nowMs}
              height={height}
            />
          ))
        )}
      </g>
    )
  },
  (a, b) =>
    a.row.track === b.row.track &&
    a.row.folded?.length === b.row.folded?.length &&
    a.row.folded?.[0] === b.row.folded?.[0] &&
    a.scale === b.scale &&
    a.nowMs === b.nowMs &&
    a.hue === b.hue,
)

interface SpanProps {
  span: TimelineSpan
  what: TimelineTrack['what']
  scale: TimeScale
  nowMs: number
  height: number
}

function Span({ span, what, scale, nowMs, height }: SpanProps) {
  const endMs = Number.isNaN(span.toMs) ? nowMs : span.toMs
  if (endMs < scale.fromMs || span.fromMs > scale.toMs) return null
  const x0 = Math.max(-4, scale.x(span.fromMs))
  const x1 = Math.min(scale.width + 4, scale.x(endMs))
  const [top, bottom] = [6, height - 7]
  if (what === 'container')
    return <Run span={span} x0={x0} x1={x1} top={top} bottom={bottom} height={height} scale={scale} />
  if (span.state === 'backoff' || span.state === 'terminating')
    return <Wedge span={span} scale={scale} endMs={endMs} top={top} bottom={bottom} />
  return (
    <>
      <rect
        className={`s-${span.state}`}
        x={x0}
        y={top}
        width={Math.max(LEAST, x1 - x0)}
        height={bottom - top}
        rx="1"
      />
      {span.state === 'failed' && <path className="cross" d={`M${x0 + 5} ${top + 4}l7 7m0 -7l-7 7`} />}
      <Label text={labelOf(span, what)} x0={x0} x1={x1} y={(top + bottom) / 2 + 3.8} state={span.state} />
    </>
  )
}

/** What stands in a span; of a Pod only what its looks do not say. */
function labelOf({ state, text, fromMs, toMs }: TimelineSpan, what: TimelineTrack['what']): string {
  if (what !== 'pod') return text
  if (state === 'unscheduled') return text
  if (state === 'pulling' && !Number.isNaN(toMs) && toMs - fromMs > 5000)
    return `pull ${shortDuration(toMs - fromMs, true)}`
  return state === 'failed' || state === 'evicted' || state === 'unknown' ? text : ''
}

function Label({ text, x0, x1, y, state }: { text: string; x0: number; x1: number; y: number; state: string }) {
  const from = Math.max(x0, 0)
  const room = Math.floor((x1 - from - 12) / CHARACTER)
  if (!text || room < 4) return null
  const inset = state === 'failed' ? 16 : 6
  const shown = text.length > room ? `${text.slice(0, room - 1)}…` : text
  const plate = state === 'progressing' || state === 'running'
  return (
    <>
      {plate && (
        <rect className="plate" x={from + inset - 3} y={y - 10} width={shown.length * 5.3 + 7} height={12.5} rx="1" />
      )}
      <text className={`label l-${state}`} x={from + inset} y={y}>
        {shown}
      </text>
    </>
  )
}

/** A countdown: its height is what is left. Cut where something came before its end; ahead of now only its outline. */
function Wedge({
  span,
  scale,
  endMs,
  top,
  bottom,
}: {
  span: TimelineSpan
  scale: TimeScale
  endMs: number
  top: number
  bottom: number
}) {
  const untilMs = Number.isFinite(span.untilMs) ? Math.max(span.untilMs, span.fromMs + 1) : endMs
  const y = (ms: number) => top + (bottom - top) * Math.min(1, (ms - span.fromMs) / (untilMs - span.fromMs))
  const at = (ms: number) => `${scale.x(ms).toFixed(1)} ${y(ms).toFixed(1)}`
  const cut = Math.min(endMs, untilMs)
  const [x0, xCut, xEnd] = [span.fromMs, cut, untilMs].map((ms) => scale.x(ms).toFixed(1))
  const lasts = Number.isNaN(span.toMs) && untilMs > endMs
  const label = shortDuration(untilMs - span.fromMs)
  const wide = scale.x(lasts ? untilMs : cut) - scale.x(span.fromMs) > label.length * 6
  return (
    <>
      {lasts && <path className={`s-${span.state} ahead`} d={`M${at(cut)}L${xEnd} ${bottom}L${xCut} ${bottom}`} />}
      <path className={`s-${span.state}`} d={`M${at(span.fromMs)}L${at(cut)}L${xCut} ${bottom}L${x0} ${bottom}Z`} />
      {wide && (
        <text className={`label w-${span.state}`} x={scale.x(span.fromMs) + 3} y={top + 10.5}>
          {label}
        </text>
      )}
    </>
  )
}

/** A container from start to exit: which start it is, and the code it ended with. */
function Run({
  span,
  x0,
  x1,
  top,
  bottom,
  height,
  scale,
}: {
  span: TimelineSpan
  x0: number
  x1: number
  top: number
  bottom: number
  height: number
  scale: TimeScale
}) {
  const { state, restart, exitCode } = span
  if (state === 'backoff') return null
  const width = Math.max(LEAST, x1 - x0)
  const code = exitCode === undefined ? '' : `${exitCode}`
  const begin = scale.x(span.begunMs ?? span.fromMs)
  const inside = x1 - begin > 30
  return (
    <>
      {state === 'terminating' ? (
        <Wedge
          span={span}
          scale={scale}
          endMs={Number.isNaN(span.toMs) ? span.untilMs : span.toMs}
          top={top}
          bottom={bottom}
        />
      ) : (
        <rect
          className={state === 'running' ? 's-run' : `s-${state}`}
          x={x0}
          y={top}
          width={width}
          height={bottom - top}
          rx="1"
        />
      )}
      {state === 'running' && restart !== undefined && width > 14 && (
        <text className="run" x={Math.max(x0, 0) + 5} y={height / 2 + 3.5}>
          {restart}
        </text>
      )}
      {exitCode !== undefined && (
        <>
          <path className={exitCode === 0 ? 'exit' : 'exit bad'} d={`M${x1.toFixed(1)} 2V${height - 3}`} />
          <text
            className={exitCode === 0 ? 'code' : 'code bad'}
            x={inside ? x1 - 4 : x1 + 4}
            y={height / 2 + 3.5}
            textAnchor={inside ? 'end' : 'start'}
          >
            {code}
          </text>
        </>
      )}
    </>
  )
}

function Ticks({
  track,
  scale,
  nowMs,
  height,
}: {
  track: TimelineTrack
  scale: TimeScale
  nowMs: number
  height: number
}) {
  if (!track.ticks) return null
  const base = height - 6
  const { passed, missed, bands } = tickMarks(track.ticks, scale, nowMs || track.toMs, base)
  return (
    <>
      <path className="tick-base" d={`M0 ${base}H${scale.width}`} />
      {bands.map(([x0, x1]) => (
        <rect key={x0} className="tick-band" x={x0} y={base - 7} width={Math.max(1, x1 - x0)} height={7} />
      ))}
      <path className="tick-pass" d={passed} />
      <path className="tick-miss" d={missed} />
    </>
  )
}

/** Folded Pods: a thin line each. */
function Folded({
  tracks,
  scale,
  nowMs,
  height,
  style,
}: {
  tracks: readonly TimelineTrack[]
  scale: TimeScale
  nowMs: number
  height: number
  style: CSSProperties
}) {
  const pitch = Math.max(1, Math.min(6, (height - 8) / tracks.length))
  const drawn = tracks.slice(0, Math.floor((height - 6) / pitch))
  return (
    <g style={style} className="row-fold">
      {drawn.map((track, i) =>
        track.spans.map((span) => {
          const endMs = Number.isNaN(span.toMs) ? nowMs : span.toMs
          if (endMs < scale.fromMs || span.fromMs > scale.toMs) return null
          const x0 = Math.max(-4, scale.x(span.fromMs))
          const x1 = Math.min(scale.width + 4, scale.x(endMs))
          return (
            <rect
              key={`${track.id} ${span.fromMs} ${span.state}`}
              className={`s-${span.state}`}
              x={x0}
              y={4 + i * pitch}
              width={Math.max(LEAST, x1 - x0)}
              height={Math.max(0.8, pitch - 1)}
            />
          )
        }),
      )}
    </g>
  )
}
