/** One Pod as SVG. The ring and the fill follow the custom property `--f` (0…1), which the clock may set from outside React. */
import { type CSSProperties, memo } from 'react'
import type { PodState } from '../../engine/protocol/pods.ts'
import {
  BODY,
  FILL_TOP,
  type Ink,
  MARK,
  type MarkForm,
  markForm,
  RING_RADIUS,
  type Shape,
  WATERLINE,
} from '../draw/pod-mark.ts'

export interface PodMarkProps {
  state: PodState
  letter: string
  /** 1…8. */
  hue: number
  /** Of a ring: what is left. Of a pull: what is done. 0…1. */
  fraction?: number
  /** Edge in CSS pixels; at 18 and below the letter goes. */
  size?: number
  selected?: boolean
}

const LETTER_FROM = 19

export const PodMark = memo(function PodMark({
  state,
  letter,
  hue,
  fraction = 0,
  size = MARK,
  selected,
}: PodMarkProps) {
  const form = markForm(state)
  const style = { '--own': `var(--w${hue})`, '--f': fraction } as CSSProperties
  return (
    <svg className="pod" width={size} height={size} viewBox={`0 0 ${MARK} ${MARK}`} style={style} aria-hidden="true">
      {selected && <rect className="pod-sel" x="-3" y="-3" width="34" height="34" rx="5" />}
      {form.ring && <RingPart ring={form.ring} />}
      {form.body.map((shape) => (
        <ShapePart key={shape.d} shape={shape} className={state === 'ready' ? 'pod-ready' : undefined} />
      ))}
      {form.fills && <FillPart />}
      {(size >= LETTER_FROM || form.letter.text) && <LetterPart form={form} letter={letter} />}
      {form.badge.map((shape) => (
        <ShapePart key={shape.d} shape={shape} />
      ))}
    </svg>
  )
})

const colour = (ink: Ink | undefined) => (ink ? `var(--${ink})` : 'none')

function ShapePart({ shape, className }: { shape: Shape; className?: string | undefined }) {
  return (
    <path
      className={className}
      d={shape.d}
      fill={colour(shape.fill)}
      stroke={colour(shape.stroke)}
      strokeWidth={shape.width}
      strokeDasharray={shape.dash?.join(' ')}
      strokeLinecap={shape.round ? 'round' : undefined}
      strokeLinejoin={shape.round ? 'round' : undefined}
      opacity={shape.opacity}
    />
  )
}

function RingPart({ ring }: { ring: NonNullable<MarkForm['ring']> }) {
  const circle = { cx: MARK / 2, cy: MARK / 2, r: RING_RADIUS, fill: 'none' }
  return (
    <>
      <circle {...circle} stroke="var(--line)" strokeWidth={ring.width - 1} />
      <circle {...circle} className="pod-ring" stroke={colour(ring.ink)} strokeWidth={ring.width} pathLength={1} />
    </>
  )
}

/** The fill is cut from above and the waterline moved, both by `--f`: no clip ids, so any number of marks can stand in a document. */
function FillPart() {
  return (
    <>
      <path className="pod-fill" d={BODY} fill="var(--own)" opacity=".28" />
      <g className="pod-water">
        <path d={WATERLINE} transform={`translate(0 ${FILL_TOP})`} stroke="var(--own)" strokeWidth="1.5" />
      </g>
    </>
  )
}

function LetterPart({ form, letter }: { form: MarkForm; letter: string }) {
  const text = form.letter.text ?? letter
  return (
    <text
      x={MARK / 2}
      y={form.letter.y}
      textAnchor="middle"
      fontSize={form.letter.size * (text.length > 1 ? 0.85 : 1)}
      fontWeight="600"
      fill={colour(form.letter.ink)}
      style={text.length > 1 ? { fontStretch: '85%' } : undefined}
    >
      {text}
    </text>
  )
}
