/** Shows on the drawing where the tree's focus stands, and brings it into view. */
import { useLayoutEffect, useRef } from 'react'
import { useMirror } from '../../session/context.tsx'
import { type MarkRef, markKey } from './mark-ref.ts'
import { useStage } from './stage-state.tsx'

export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** `locate` answers for drawings on canvas, in coordinates of the floor; without it the mark's element is asked. */
export function FocusRing({ locate }: { locate?: (mark: MarkRef) => Rect | undefined }) {
  const focused = useStage((stage) => stage.focused)
  useMirror((mirror) => mirror.podsRev)
  const ring = useRef<HTMLDivElement>(null)
  const scrolledTo = useRef<MarkRef>(undefined)
  useLayoutEffect(() => {
    const element = ring.current
    const floor = element?.parentElement
    if (!element || !floor) return
    const rect = focused && (locate ? locate(focused) : rectOnFloor(floor, focused))
    element.hidden = !rect
    if (!rect) return
    Object.assign(element.style, {
      left: `${rect.x}px`,
      top: `${rect.y}px`,
      width: `${rect.width}px`,
      height: `${rect.height}px`,
    })
    // Once a mark: who scrolls away afterwards is left alone.
    if (scrolledTo.current !== focused) element.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
    scrolledTo.current = focused
  })
  return <div ref={ring} className="stage-focus" hidden aria-hidden="true" />
}

function rectOnFloor(floor: HTMLElement, mark: MarkRef): Rect | undefined {
  const element = floor.querySelector(`[data-mark="${markKey(mark)}"]`)
  if (!element) return undefined
  const rect = element.getBoundingClientRect()
  const base = floor.getBoundingClientRect()
  return {
    x: rect.x - base.x + floor.scrollLeft,
    y: rect.y - base.y + floor.scrollTop,
    width: rect.width,
    height: rect.height,
  }
}
