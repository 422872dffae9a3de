/** The axis: the pointer moves the playhead on it, the keyboard the window. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { axisTime, clockText } from '../../draw/clock-text.ts'
import type { TimeScale } from '../../draw/timeline/scale.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useSession } from '../../session/context.tsx'
import { AXIS_HEIGHT } from './sizes.ts'
import type { Window } from './use-window.ts'

/** An arrow key moves the window by this share. */
const STEP = 0.2

export function Axis({ scale, window, presentMs }: { scale: TimeScale; window: Window; presentMs: number }) {
  const { time } = useSession()
  const head = useRef<SVGGElement>(null)
  const held = useRef(false)
  useFrame((nowMs) => {
    const inside = nowMs >= scale.fromMs && nowMs <= scale.toMs
    head.current?.setAttribute('transform', `translate(${inside ? scale.x(nowMs).toFixed(1) : -99} 0)`)
  })
  const scrub = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    time?.scrub(Math.round(scale.invert(x)))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!moveWindow(event.key, window, scale)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <svg
      className="timeline-axis"
      width={scale.width}
      height={AXIS_HEIGHT}
      role="slider"
      tabIndex={0}
      aria-label="Shown window of time: arrows move it, plus and minus zoom, 0 fits"
      aria-valuemin={0}
      aria-valuemax={Math.round(presentMs / 1000)}
      aria-valuenow={Math.round(scale.fromMs / 1000)}
      aria-valuetext={`${clockText(scale.fromMs).main} to ${clockText(scale.toMs).main}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        held.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
        scrub(event)
      }}
      onPointerMove={(event) => held.current && scrub(event)}
      onPointerUp={() => {
        held.current = false
      }}
      onPointerCancel={() => {
        held.current = false
      }}
    >
      {scale.parts
        .filter(({ lens }) => lens)
        .map(({ x0, x1, fromMs, toMs }) => (
          <g key={fromMs}>
            <rect className="lens" x={x0} y={0} width={x1 - x0} height={AXIS_HEIGHT} />
            <title>{`Lens: ${Math.round(toMs - fromMs)} ms from ${axisTime(fromMs)}`}</title>
          </g>
        ))}
      {scale.ticks.map(({ x, text, lens }) => (
        <text key={`${x}`} x={x} y={16} className={lens ? 'fine' : undefined} textAnchor={x < 20 ? 'start' : 'middle'}>
          {text}
        </text>
      ))}
      <g ref={head}>
        <path className="head" d="M-5 12h10v5l-5 6-5-6z" />
      </g>
    </svg>
  )
}

/** Keys of the axis; false for those it leaves to the page. */
export function moveWindow(key: string, window: Window, scale: TimeScale): boolean {
  const middle = scale.invert(scale.width / 2)
  switch (key) {
    case 'ArrowLeft':
      window.pan(-STEP)
      return true
    case 'ArrowRight':
      window.pan(STEP)
      return true
    case 'PageUp':
      window.pan(-1)
      return true
    case 'PageDown':
      window.pan(1)
      return true
    case '+':
    case '=':
    case 'ArrowUp':
      window.zoom(0.5, middle)
      return true
    case '-':
    case 'ArrowDown':
      window.zoom(2, middle)
      return true
    case '0':
      window.fit()
      return true
    default:
      return false
  }
}
