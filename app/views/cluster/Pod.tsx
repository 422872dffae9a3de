/** A Pod on the stage: its mark, its label when in trouble, and the clock on both. */
import { memo, useLayoutEffect, useRef } from 'react'
import type { PodState } from '../../../engine/protocol/pods.ts'
import { PodMark } from '../../components/PodMark.tsx'
import { leftOf, shortDuration } from '../../draw/countdown.ts'
import { troubleOf } from '../../draw/trouble.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useReducedMotion } from '../../hooks/media.ts'
import { useSession } from '../../session/context.tsx'
import { CUT_AT_SPEED, useArrivalAndDeparture } from './motion.ts'

/** Everything about a Pod as plain values, so that an unchanged Pod is not drawn again. */
export interface PodProps {
  id: number
  state: PodState
  letter: string
  hue: number
  sinceMs: number
  /** NaN when there is no countdown. */
  untilMs: number
  restarts: number
  note: string
  title: string
  selected: boolean
  /** A preview takes it away. */
  leaving?: boolean
}

export const Pod = memo(function Pod(props: PodProps) {
  const { id, state, letter, hue, selected } = props
  const trouble = troubleOf(props)
  const element = useRef<HTMLSpanElement>(null)
  useCountdown(element, props)
  usePop(element, props.restarts)
  useArrivalAndDeparture(element, id)
  const mark = <PodMark state={state} letter={letter} hue={hue} selected={selected} />
  return (
    <span
      ref={element}
      className={`${trouble ? 'pchip' : 'pcell'}${props.leaving ? ' leaving' : ''}`}
      data-mark={`pod:${id}`}
      title={props.title}
    >
      {mark}
      {trouble && (
        <span>
          <b className={trouble.bad ? 'bad' : undefined} data-left={trouble.countsDown || undefined}>
            {trouble.strong}
          </b>
          <br />
          {trouble.line}
        </span>
      )}
    </span>
  )
})

/** Less than this of a ring, most of a pixel, is not worth a style change. */
const VISIBLE = 0.01

/** At 10 times and more each mark has its turn: its ring with every second frame, its words less often than anybody could read them. */
const RING_FRAMES = 2
const WORDS_FRAMES = 8

const FOLLOWS_CLOCK = '.pod-ring, .pod-fill, .pod-water'

/** Writes the fraction and the time left straight into the mark, without React. */
function useCountdown(ref: React.RefObject<HTMLSpanElement | null>, { id, state, sinceMs, untilMs }: PodProps): void {
  const reduced = useReducedMotion()
  const last = useRef(-1)
  const words = useRef('')
  const { mirror } = useSession()
  // Neighbours take turns, so that no frame has all of them.
  const frame = useRef(id)
  useFrame((nowMs) => {
    const element = ref.current
    const every = mirror.getState().clock.speed >= CUT_AT_SPEED ? frame.current++ : 0
    if (!element || every % RING_FRAMES !== 0) return
    const left = shown(leftOf(sinceMs, untilMs, nowMs), reduced, state, untilMs - sinceMs)
    const fraction = state === 'pulling' ? 1 - left : left
    if (Math.abs(fraction - last.current) >= VISIBLE) {
      last.current = fraction
      // On the parts alone that follow it: set on the mark, all of its shapes would be styled anew.
      for (const part of element.querySelectorAll<SVGElement>(FOLLOWS_CLOCK))
        part.style.setProperty('--f', fraction.toFixed(3))
    }
    const text = shortDuration(untilMs - nowMs)
    if (text === words.current || (words.current !== '' && every % WORDS_FRAMES !== 0)) return
    words.current = text
    const label = element.querySelector('[data-left]')
    if (label) write(label, text)
  }, Number.isFinite(untilMs))
  // A new render of the mark starts from --f: 0, so the next frame has to write again.
  useLayoutEffect(() => {
    last.current = -1
    words.current = ''
  })
}

/** The text that stands there changes: another in its place would be laid out anew. */
function write(label: Element, text: string): void {
  if (label.firstChild) label.firstChild.nodeValue = text
  else label.textContent = text
}

/** Reduced motion: rings step once a second, fills by a tenth. */
function shown(left: number, reduced: boolean, state: PodState, lengthMs: number): number {
  if (!reduced) return left
  const steps = state === 'pulling' ? 10 : Math.max(1, lengthMs / 1000)
  return Math.ceil(left * steps) / steps
}

/** A restart pops the mark to 0.92 and back, once; at 10 times and more it is cut: each that moves is a layer for the compositor. */
function usePop(ref: React.RefObject<HTMLSpanElement | null>, restarts: number): void {
  const before = useRef(restarts)
  const reduced = useReducedMotion()
  const { mirror } = useSession()
  useLayoutEffect(() => {
    if (restarts > before.current && !reduced && mirror.getState().clock.speed < CUT_AT_SPEED) {
      ref.current
        ?.querySelector('svg')
        ?.animate?.([{ transform: 'none' }, { transform: 'scale(.92)' }, { transform: 'none' }], 140)
    }
    before.current = restarts
  }, [ref, restarts, reduced, mirror])
}
