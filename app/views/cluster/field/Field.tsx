/** Many nodes on one canvas: the same marks as on cards, smaller; squares when there are too many even for that. */
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { type Field as FieldLayout, hitField, layoutField, slotAt } from '../../../draw/field.ts'
import type { Zone } from '../../../draw/zones.ts'
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
import { selectedWorkload } from '../selection.ts'
import { FieldPainter } from './painter.ts'
import { ZoneCounts } from './ZoneCounts.tsx'

export interface FieldProps {
  zones: readonly Zone[]
  mode: 'field' | 'squares'
  width: number
  /** Of the floor without scrolling. */
  height: number
}

export function Field({ zones, mode, width, height }: FieldProps) {
  const { mirror, ui } = useSession()
  const { press, openMenu } = useMarkActions()
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<FieldPainter>(undefined)
  const [tip, setTip] = useState<{ text: string; x: number; y: number }>()
  const dark = useStore(theme, (state) => state.dark)
  const fullest = fullestNode(useMirrorEvery(1000), zones)
  const field = useMemo(
    () => layoutField({ zones, fullest, mode, width, height }),
    [zones, fullest, mode, width, height],
  )
  useEffect(() => {
    if (!canvas.current) return
    painter.current = new FieldPainter(canvas.current, field, tokenResolver(document), window.devicePixelRatio)
  }, [field, dark])
  const view = useViewOf(canvas, field)
  useFrame((nowMs, nowReal) => {
    const { selected, selectedPod } = ui.getState()
    const blue = { pod: selectedPod, workload: selectedWorkload(mirror.getState(), selected) }
    painter.current?.paint(mirror.getState(), nowMs, nowReal, view.current, blue)
  })
  const markUnder = (event: React.MouseEvent): MarkRef | undefined => {
    const box = event.currentTarget.getBoundingClientRect()
    return markInField(field, mirror.getState(), event.clientX - box.x, event.clientY - box.y)
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
          const mark = markUnder(event)
          setTip(
            mark && {
              text: tipOf(mirror.getState(), mark),
              x: event.nativeEvent.offsetX,
              y: event.nativeEvent.offsetY,
            },
          )
        }}
        onPointerLeave={() => setTip(undefined)}
      />
      <ZoneCounts field={field} zones={zones} />
      {tip && (
        <div className="tip" style={{ left: Math.min(tip.x + 12, width - 200), top: tip.y + 14 }}>
          {tip.text}
        </div>
      )}
      <FocusRing locate={(mark) => rectInField(field, mirror.getState(), mark)} />
    </div>
  )
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

function fullestNode({ pods }: Mirror, zones: readonly Zone[]): number {
  let most = 4
  for (const zone of zones) for (const node of zone.nodes) most = Math.max(most, pods.onNode(node.id).length)
  // In steps, so that one more Pod seldom lays out everything anew.
  return Math.ceil(most / 10) * 10
}

function markInField(field: FieldLayout, { pods }: Mirror, x: number, y: number): MarkRef | undefined {
  const hit = hitField(field, x, y)
  if (!hit) return undefined
  const pod = hit.slot >= 0 ? pods.onNode(hit.cell.node)[hit.slot] : undefined
  return pod === undefined ? { kind: 'node', id: hit.cell.node } : { kind: 'pod', id: pod }
}

function rectInField(field: FieldLayout, { pods }: Mirror, mark: MarkRef): Rect | undefined {
  const node = mark.kind === 'node' ? mark.id : (pods.node[mark.id] ?? -1)
  const cell = field.cells.get(node)
  if (!cell) return undefined
  if (mark.kind === 'node' || field.mode === 'squares')
    return { x: cell.x, y: cell.y, width: field.cellWidth, height: field.cellHeight }
  const at = slotAt(field, cell, Math.max(0, pods.onNode(node).indexOf(mark.id)))
  return { ...at, width: field.mark, height: field.mark }
}

function tipOf(mirror: Mirror, mark: MarkRef): string {
  if (mark.kind === 'pod')
    return podNameOf(mirror, mark.id, mirror.nodes.get(mirror.pods.node[mark.id] ?? -1)?.name ?? '')
  const node = mirror.nodes.get(mark.id)
  return node ? `${node.name}, ${mirror.pods.onNode(mark.id).length} of ${node.podCapacity} Pods` : ''
}
