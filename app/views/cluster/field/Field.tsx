/** Many bundles of Pods on one canvas: the same marks as on cards, smaller; squares, and tiles with counts, from farther away. */
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { type Field as FieldLayout, type FieldMode, hitField, layoutField, slotAt } from '../../../draw/field.ts'
import { plural } from '../../../draw/countdown.ts'
import { useFrame } from '../../../hooks/frames.ts'
import { useMirrorEvery } from '../../../hooks/mirror-every.ts'
import { useSession } from '../../../session/context.tsx'
import type { Mirror } from '../../../session/mirror.ts'
import { tokenResolver } from '../../../theme/resolve.ts'
import { theme } from '../../../theme/theme.ts'
import { podNameOf } from '../tree/outline.ts'
import { FocusRing, type Rect } from '../FocusRing.tsx'
import type { MarkRef } from '../mark-ref.ts'
import { useMarkActions } from '../use-mark-actions.ts'
import { blueOf } from '../selection.ts'
import type { Bundles } from './bundles.ts'
import { FieldPainter } from './painter.ts'
import { SectionCounts } from './SectionCounts.tsx'

export interface FieldProps {
  bundles: Bundles
  mode: FieldMode
  width: number
  /** Of the floor without scrolling. */
  height: number
}

export function Field({ bundles, mode, width, height }: FieldProps) {
  const { mirror, ui } = useSession()
  const { press, openMenu } = useMarkActions()
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<FieldPainter>(undefined)
  const [tip, setTip] = useState<{ text: string; x: number; y: number }>()
  const dark = useStore(theme, (state) => state.dark)
  const field = useLayout(bundles, mode, width, height)
  useEffect(() => {
    if (!canvas.current) return
    const { grouping, groups } = bundles
    const resolve = tokenResolver(document)
    painter.current = new FieldPainter(canvas.current, field, grouping, groups, resolve, pixelsOf(field))
  }, [field, bundles, dark])
  const view = useViewOf(canvas, field)
  const paint = (nowMs: number, nowReal: number) => {
    const state = mirror.getState()
    painter.current?.paint(state, { nowMs, nowReal, ...view.current, blue: blueOf(state, ui.getState()) })
  }
  useFrame(paint)
  usePaintToTheEnd(painter, paint, [field, bundles, dark])
  const markUnder = (event: React.MouseEvent): MarkRef | undefined => {
    const box = event.currentTarget.getBoundingClientRect()
    return markInField(field, bundles, event.clientX - box.x, event.clientY - box.y)
  }
  return (
    <div className="field" style={{ width, height: field.height }}>
      <canvas
        ref={canvas}
        style={{ width, height: field.height }}
        aria-hidden="true"
        onClick={(event) => {
          const mark = markUnder(event)
          if (mark) press(mark, { x: event.clientX, y: event.clientY })
        }}
        onContextMenu={(event) => {
          const mark = markUnder(event)
          if (!mark) return
          event.preventDefault()
          openMenu(mark, { x: event.clientX, y: event.clientY })
        }}
        onPointerMove={(event) => {
          const { offsetX: x, offsetY: y } = event.nativeEvent
          const text = tipOf(mirror.getState(), field, bundles, x, y)
          setTip(text ? { text, x, y } : undefined)
        }}
        onPointerLeave={() => setTip(undefined)}
      />
      <SectionCounts field={field} bundles={bundles} />
      {tip && (
        <div className="tip" style={{ left: Math.min(tip.x + 12, width - 200), top: tip.y + 14 }}>
          {tip.text}
        </div>
      )}
      <FocusRing locate={(mark) => rectInField(field, bundles, mark)} />
    </div>
  )
}

/** Laid out anew only when a bundle outgrew its room, came or went. */
function useLayout(bundles: Bundles, mode: FieldMode, width: number, height: number): FieldLayout {
  const mirror = useMirrorEvery(1000)
  const { grouping, groups } = bundles
  const sections = useMemo(() => {
    groups.update(mirror)
    return grouping.sectionsOf(mirror, groups)
  }, [mirror, grouping, groups])
  const shape = sections
    .map(({ name, cells }) => `${name}:${cells.map(({ id, size }) => `${id}/${size}`).join()}`)
    .join()
  return useMemo(
    () => layoutField({ sections, mode, even: grouping.nodes, width, height }),
    // The sections are new each time; their shape tells whether anything moved.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [shape, mode, grouping, width, height],
  )
}

/** A canvas as large as a field of very many marks has no room for fine pixels. */
const MOST_PIXELS = 24_000_000

function pixelsOf({ width, height }: FieldLayout): number {
  const { devicePixelRatio: dpr } = window
  return width * height * dpr * dpr > MOST_PIXELS ? 1 : dpr
}

/** While the clock stands there are no frames: what is painted in parts asks for its own. */
function usePaintToTheEnd(
  painter: RefObject<FieldPainter | undefined>,
  paint: (nowMs: number, nowReal: number) => void,
  causes: readonly unknown[],
): void {
  const { mirror, ui } = useSession()
  const latest = useRef(paint)
  latest.current = paint
  useEffect(() => {
    let asked = 0
    const on = () => {
      const { clock } = mirror.getState()
      if (clock.speed === 0) latest.current(clock.nowMs, performance.now())
      asked = painter.current && !painter.current.isDone ? requestAnimationFrame(on) : 0
    }
    const ask = () => {
      if (asked === 0) asked = requestAnimationFrame(on)
    }
    ask()
    const stops = [ui.subscribe(ask), mirror.subscribe(ask)]
    const floor = document.querySelector('.floor')
    floor?.addEventListener('scroll', ask, { passive: true })
    return () => {
      cancelAnimationFrame(asked)
      for (const stop of stops) stop()
      floor?.removeEventListener('scroll', ask)
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mirror, ui, painter, ...causes])
}

/** What of the field can be seen, measured when the floor scrolls: asking for it each frame would lay out the page each frame. */
function useViewOf(canvas: RefObject<HTMLCanvasElement | null>, field: FieldLayout) {
  const view = useRef({ from: 0, to: Number.POSITIVE_INFINITY })
  useEffect(() => {
    const floor = canvas.current?.closest('.floor')
    const measure = () => {
      const top = canvas.current?.getBoundingClientRect().top ?? 0
      view.current = { from: -top, to: window.innerHeight - top }
    }
    measure()
    floor?.addEventListener('scroll', measure, { passive: true })
    window.addEventListener('resize', measure)
    return () => {
      floor?.removeEventListener('scroll', measure)
      window.removeEventListener('resize', measure)
    }
  }, [canvas, field])
  return view
}

function markInField(field: FieldLayout, { grouping, groups }: Bundles, x: number, y: number): MarkRef | undefined {
  const hit = hitField(field, x, y)
  if (!hit) return undefined
  const pod = hit.slot >= 0 ? groups.of(hit.cell.id)[hit.slot] : undefined
  if (pod !== undefined) return { kind: 'pod', id: pod }
  return grouping.nodes ? { kind: 'node', id: hit.cell.id } : undefined
}

function rectInField(field: FieldLayout, { grouping, groups }: Bundles, mark: MarkRef): Rect | undefined {
  const place = mark.kind === 'pod' ? groups.placeOf(mark.id) : undefined
  const cell = field.cells.get(place ? place.group : grouping.nodes && mark.kind === 'node' ? mark.id : -1)
  if (!cell) return undefined
  if (!place || field.mode !== 'field') return { x: cell.x, y: cell.y, width: cell.width, height: cell.height }
  return { ...slotAt(field, cell, place.slot), width: field.mark, height: field.mark }
}

function tipOf(mirror: Mirror, field: FieldLayout, bundles: Bundles, x: number, y: number): string {
  const mark = markInField(field, bundles, x, y)
  if (mark?.kind === 'pod')
    return podNameOf(mirror, mark.id, mirror.nodes.get(mirror.pods.node[mark.id] ?? -1)?.name ?? '')
  const hit = hitField(field, x, y)
  const face = hit && bundles.grouping.faceOf(mirror, hit.cell.id)
  if (!hit || !face) return ''
  const count = bundles.groups.of(hit.cell.id).length
  return `${face.title}, ${face.capacity > 0 ? `${count} of ${face.capacity} Pods` : plural(count, 'Pod')}`
}
