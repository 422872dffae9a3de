/** A handle on a track: dragged, or moved by keys. It says its value while it moves, and gives it when it rests. */
import { type KeyboardEvent, type PointerEvent, useState } from 'react'

export interface GripProps {
  label: string
  className: string
  value: number
  min: number
  max: number
  /** One press of an arrow; a page is so many of them. */
  step: number
  page: number
  /** As it is spoken and shown. */
  words: (value: number) => string
  /** From a share of the track's width to a value, and back. */
  valueOf(share: number): number
  shareOf(value: number): number
  onChange(value: number): void
  /** While it is dragged; undefined when it rests again. */
  onMove?(value: number | undefined): void
}

export function Grip({
  label,
  className,
  value,
  min,
  max,
  step,
  page,
  words,
  valueOf,
  shareOf,
  onChange,
  onMove,
}: GripProps) {
  const [draft, setDraft] = useState<number>()
  const [isHeld, setHeld] = useState(false)
  const [said, setSaid] = useState(value)
  if (said !== value) {
    setSaid(value)
    setDraft(undefined)
  }
  const shown = draft ?? value
  const within = (next: number) => Math.min(max, Math.max(min, next))
  const put = (next: number) => {
    setDraft(within(next))
    if (within(next) !== value) onChange(within(next))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: page, PageDown: -page }[
      event.key
    ]
    const to = by !== undefined ? shown + by : event.key === 'Home' ? min : event.key === 'End' ? max : undefined
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    put(to)
  }
  const shareAt = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = (currentTarget.parentElement as HTMLElement).getBoundingClientRect()
    return Math.min(1.2, Math.max(0, (clientX - left) / Math.max(1, width)))
  }
  const end = (keep: boolean) => {
    if (!isHeld) return
    setHeld(false)
    onMove?.(undefined)
    if (keep && draft !== undefined) put(draft)
    else setDraft(undefined)
  }
  return (
    <span
      className={`grip ${className}${isHeld ? ' held' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={shown}
      aria-valuetext={words(shown)}
      title={`${label}: ${words(shown)}`}
      style={{ left: `${Math.min(1, shareOf(shown)) * 100}%` }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.preventDefault()
        event.currentTarget.focus()
        event.currentTarget.setPointerCapture(event.pointerId)
        setHeld(true)
      }}
      onPointerMove={(event) => {
        if (!isHeld) return
        const next = within(valueOf(shareAt(event)))
        setDraft(next)
        onMove?.(next)
      }}
      onPointerUp={() => end(true)}
      onPointerCancel={() => end(false)}
    />
  )
}
