/** The drawing: grid, lenses, the marks of each row in sight, your flags, causes, and the playhead. */
import { type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { FlagRow, Workload } from '../../../engine/protocol/batch.ts'
import type { CauseLink } from '../../../engine/protocol/time.ts'
import type { TimelineTrack } from '../../../engine/protocol/timeline.ts'
import { type Row, spanAt } from '../../draw/timeline/rows.ts'
import { SHORTEST_MS, type TimeScale } from '../../draw/timeline/scale.ts'
import { workloadCodes } from '../../draw/workload-code.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useMirror, useSession } from '../../session/context.tsx'
import { CausePath } from './CausePath.tsx'
import { Flags } from './Flags.tsx'
import { RowMarks } from './RowMarks.tsx'
import type { Window } from './use-window.ts'
import { fineTime, spanReadout } from './words.ts'

export interface ChartProps {
  rows: readonly Row[]
  seen: readonly Row[]
  offset: number
  height: number
  scale: TimeScale
  window: Window
  flags: readonly FlagRow[]
  presentMs: number
  causes: readonly CauseLink[]
  isSelected: (row: Row) => boolean
  select: (row: Row) => void
  /** Says what stands under the pointer. */
  say: (text: string) => void
}

export function Chart(props: ChartProps) {
  const { rows, seen, offset, height, scale, flags, presentMs, causes, isSelected } = props
  const hueOf = useHues()
  const svg = useRef<SVGSVGElement>(null)
  const pointer = usePointer(props, svg)
  const hues = [...new Set(seen.map((row) => hueOf(row)))]
  return (
    <svg
      ref={svg}
      className="timeline-chart"
      width={scale.width}
      height={height}
      role="img"
      aria-label={`${rows.length} rows from ${fineTime(scale.fromMs)} to ${fineTime(scale.toMs)}; the tree beside it says each, the table all`}
      {...pointer.handlers}
    >
      <defs>
        <Hatch id="tl-hatch" hue={2} />
        {hues.map((hue) => (
          <Hatch key={hue} id={`tl-hatch-${hue}`} hue={hue} />
        ))}
      </defs>
      {scale.parts
        .filter(({ lens }) => lens)
        .map(({ x0, x1, fromMs }) => (
          <g key={fromMs}>
            <rect className="lens" x={x0} width={x1 - x0} height={height} />
            <path className="lens-edge" d={`M${x0} 0V${height}M${x1} 0V${height}`} />
          </g>
        ))}
      <path className="grid" d={scale.ticks.map(({ x }) => `M${x.toFixed(1)} 0V${height}`).join('')} />
      {seen.map((row) => (
        <g key={row.key} transform={`translate(0 ${row.y + offset})`}>
          {isSelected(row) && <rect className="row-on" width={scale.width} height={row.height} />}
          <RowMarks row={row} scale={scale} nowMs={lasts(row) ? presentMs : 0} hue={hueOf(row)} />
          <path className="row-line" d={`M0 ${row.height - 0.5}H${scale.width}`} />
        </g>
      ))}
      {offset > 0 && <Flags flags={flags} scale={scale} height={offset} total={height} />}
      {causes.length > 0 && <CausePath chain={causes} rows={rows} scale={scale} offset={offset} />}
      {pointer.dragged && (
        <rect
          className={pointer.dragged.lens ? 'drag lens' : 'drag'}
          x={pointer.dragged.x0}
          width={Math.max(1, pointer.dragged.x1 - pointer.dragged.x0)}
          height={height}
        />
      )}
      <Playhead scale={scale} height={height} presentMs={presentMs} />
    </svg>
  )
}

function Hatch({ id, hue }: { id: string; hue: number }) {
  return (
    <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" fill="var(--raised)" />
      <path d="M0 0V5" stroke={`var(--w${hue})`} strokeWidth="2.4" />
    </pattern>
  )
}

/** Whether a row is still drawn on as time goes by. */
function lasts({ track, folded }: Row): boolean {
  return folded !== undefined || (track !== undefined && Number.isNaN(track.toMs))
}

/** The colour of the workload a row belongs to; machines have none. */
function useHues(): (row: Row) => number {
  const workloads = useMirror((mirror) => mirror.workloads)
  const tracks = useMirror((mirror) => mirror.timeline.tracks)
  return useMemo(() => {
    const codes = workloadCodes(workloads)
    const byName = new Map(workloads.map((workload, i) => [keyOf(workload), codes[i]?.hue ?? 1]))
    const hue = (track: TimelineTrack | undefined): number => {
      for (let at = track, level = 0; at && level < 8; at = tracks.get(at.parent), level++) {
        const known = byName.get(keyOf(at.ref))
        if (known !== undefined) return known
      }
      return 5
    }
    return ({ track, folded }) => hue(track ?? folded?.[0])
  }, [workloads, tracks])
}

const keyOf = ({ kind, namespace, name }: Workload): string => `${kind}/${namespace}/${name}`

/** The playhead moves with the clock, without React; what is known of the time behind it is veiled. */
function Playhead({ scale, height, presentMs }: { scale: TimeScale; height: number; presentMs: number }) {
  const line = useRef<SVGPathElement>(null)
  const veil = useRef<SVGRectElement>(null)
  useFrame((nowMs) => {
    const inside = nowMs >= scale.fromMs && nowMs <= scale.toMs
    const x = inside ? scale.x(nowMs) : nowMs < scale.fromMs ? 0 : scale.width
    line.current?.setAttribute('d', inside ? `M${x.toFixed(1)} 0V${height}` : '')
    const isPast = presentMs - nowMs > 50 && x < scale.width
    veil.current?.setAttribute('x', x.toFixed(1))
    veil.current?.setAttribute('width', isPast ? (scale.width - x).toFixed(1) : '0')
  })
  return (
    <>
      <rect ref={veil} className="veil" height={height} />
      <path ref={line} className="playhead" />
    </>
  )
}

interface Dragged {
  x0: number
  x1: number
  lens: boolean
}

/** A drag is a window to come (with Alt a lens), a click selects; fingers pan. */
function usePointer({ rows, scale, window, offset, select, say }: ChartProps, svg: RefObject<SVGSVGElement | null>) {
  const { time } = useSession()
  const from = useRef<{ x: number; lens: boolean; pans: boolean } | undefined>(undefined)
  const [dragged, setDragged] = useState<Dragged>()
  const latest = useRef({ window, scale })
  latest.current = { window, scale }
  useEffect(() => {
    const element = svg.current
    if (!element) return
    const onWheel = (event: WheelEvent) => {
      const { window: shown, scale: axis } = latest.current
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey
      if (!event.ctrlKey && !event.metaKey && !sideways) return
      event.preventDefault()
      if (sideways && !event.ctrlKey) return shown.pan((event.deltaX || event.deltaY) / axis.width)
      const x = event.clientX - element.getBoundingClientRect().left
      shown.zoom(event.deltaY > 0 ? 1.25 : 0.8, axis.invert(x))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [svg])
  const place = (event: PointerEvent<SVGSVGElement>) => {
    const rect = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - rect.left, y: event.clientY - rect.top }
  }
  const rowAt = (y: number) => rows.find((row) => y - offset >= row.y && y - offset < row.y + row.height)
  const handlers = {
    onPointerDown(event: PointerEvent<SVGSVGElement>) {
      if (event.button !== 0) return
      const flag = (event.target as Element).closest<SVGGElement>('[data-flag]')?.dataset.flag
      if (flag) return void time?.seek({ flag: Number(flag) })
      from.current = { x: place(event).x, lens: event.altKey, pans: event.pointerType === 'touch' || event.shiftKey }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove(event: PointerEvent<SVGSVGElement>) {
      const { x, y } = place(event)
      const start = from.current
      if (!start) return say(readoutAt(rowAt(y), scale, x))
      if (start.pans) {
        window.pan((start.x - x) / scale.width)
        start.x = x
      } else if (Math.abs(x - start.x) > 4)
        setDragged({ x0: Math.min(x, start.x), x1: Math.max(x, start.x), lens: start.lens })
    },
    onPointerUp(event: PointerEvent<SVGSVGElement>) {
      const start = from.current
      from.current = undefined
      setDragged(undefined)
      if (!start) return
      if (dragged) {
        const lens = { fromMs: scale.invert(dragged.x0), toMs: scale.invert(dragged.x1) }
        const wide = { ...lens, toMs: Math.max(lens.toMs, lens.fromMs + SHORTEST_MS) }
        if (start.lens) window.addLens(wide)
        else window.show(wide)
        return
      }
      const row = rowAt(place(event).y)
      if (row) select(row)
    },
    onPointerCancel() {
      from.current = undefined
      setDragged(undefined)
    },
    onPointerLeave() {
      if (!from.current) say('')
    },
    onDoubleClick: () => window.fit(),
  }
  return { handlers, dragged }
}

/** What stands under the pointer, in words. */
function readoutAt(row: Row | undefined, scale: TimeScale, x: number): string {
  const ms = scale.invert(x)
  if (!row?.track) return fineTime(ms)
  const { ticks } = row.track
  if (ticks) {
    const near = [...ticks.missedMs].sort((a, b) => Math.abs(a - ms) - Math.abs(b - ms))[0]
    const isNear = near !== undefined && Math.abs(scale.x(near) - x) < 8
    return isNear
      ? `${row.title} · missed at ${fineTime(near)} · ${ticks.said}`
      : `${row.title} · ${row.note} · ${fineTime(ms)}`
  }
  const span = spanAt(row.track, ms)
  return span ? spanReadout(row.track, span) : `${row.title} · ${fineTime(ms)}`
}
