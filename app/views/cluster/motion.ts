/** Arrivals and departures of marks in real time: from the queue along the kubelet stub, and shrinking in place. Cut at 10× and more. */
import { type RefObject, useLayoutEffect } from 'react'
import { useReducedMotion } from '../../hooks/media.ts'
import { useSession } from '../../session/context.tsx'

/** From here on changes are cut, not moved. */
export const CUT_AT_SPEED = 10
const MOVE_MS = 240
const SHRINK_MS = 140
const EASE_MOVE = 'cubic-bezier(.45,.05,.25,1)'
/** A Pod that left the queue longer ago does not fly any more. */
const FRESH_REAL_MS = 500
const KEPT = 200

const queued = new Map<number, { rect: DOMRect; seenReal: number }>()

/** Remembers where a Pod stands in the queue, for its flight to a node. */
export function rememberQueued(id: number, element: Element): void {
  queued.delete(id)
  queued.set(id, { rect: element.getBoundingClientRect(), seenReal: performance.now() })
  if (queued.size > KEPT) queued.delete(queued.keys().next().value as number)
}

/** Flies a new mark in from the queue, and shrinks it where it stood when it goes. */
export function useArrivalAndDeparture(ref: RefObject<HTMLElement | null>, id: number): void {
  const { mirror } = useSession()
  const reduced = useReducedMotion()
  useLayoutEffect(() => {
    const element = ref.current
    const moves = () => !reduced && mirror.getState().clock.speed < CUT_AT_SPEED
    if (element && moves()) fly(element, id)
    return () => {
      if (element && moves()) shrink(element)
    }
  }, [ref, id, mirror, reduced])
}

function fly(element: HTMLElement, id: number): void {
  const from = queued.get(id)
  queued.delete(id)
  if (!from || performance.now() - from.seenReal > FRESH_REAL_MS) return
  const to = element.getBoundingClientRect()
  const card = element.closest('.node')?.getBoundingClientRect() ?? to
  const start = `translate(${from.rect.x - to.x}px, ${from.rect.y - to.y}px)`
  const overCard = `translate(${card.x + 20 - to.x}px, ${card.y - 24 - to.y}px)`
  element.animate?.([{ transform: start }, { transform: overCard, offset: 0.6 }, { transform: 'none' }], {
    duration: MOVE_MS,
    easing: EASE_MOVE,
  })
}

/** The mark itself is leaving the document, so a copy shrinks in its stead. */
function shrink(element: HTMLElement): void {
  const parent = element.parentElement
  if (!parent?.isConnected || !element.animate) return
  const ghost = element.cloneNode(true) as HTMLElement
  ghost.removeAttribute('data-mark')
  Object.assign(ghost.style, {
    position: 'absolute',
    left: `${element.offsetLeft}px`,
    top: `${element.offsetTop}px`,
    pointerEvents: 'none',
  })
  parent.append(ghost)
  void ghost
    .animate([{ transform: 'none' }, { transform: 'scale(0)' }], { duration: SHRINK_MS, fill: 'forwards' })
    .finished.finally(() => ghost.remove())
}
