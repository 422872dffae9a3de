/** A drawing for keyboards and screen readers: a flat list of levels with one roving focus. The drawing shows where it stands. */
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'

export interface TreeLine {
  key: string
  /** From 1. */
  level: number
  /** As it is read out. */
  name: string
}

export interface HiddenTreeProps {
  label: string
  lines: readonly TreeLine[]
  onSelect(key: string): void
  /** Told where the focus stands; empty when it left. */
  onFocus(key: string): void
}

/** Lines rendered around the focus. */
const WINDOW = 60

export function HiddenTree({ label, lines, onSelect, onFocus }: HiddenTreeProps) {
  const [key, setKey] = useState('')
  const tree = useRef<HTMLDivElement>(null)
  const hasFocus = useRef(false)
  const at = Math.max(
    0,
    lines.findIndex((line) => line.key === key),
  )
  useLayoutEffect(() => {
    if (hasFocus.current) tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  })
  const go = (index: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))]
    if (!line) return
    setKey(line.key)
    onFocus(line.key)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const here = lines[at]
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return
    const level = here.level
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(lines.length - 1)
    else if (event.key === 'ArrowRight') go((lines[at + 1]?.level ?? 0) > level ? at + 1 : at)
    else if (event.key === 'ArrowLeft') {
      const parent = lines.slice(0, at).findLastIndex((line) => line.level < level)
      go(parent < 0 ? at : parent)
    } else if (event.key === 'Enter' || event.key === ' ') onSelect(here.key)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  if (lines.length === 0) return null
  const from = Math.max(0, at - WINDOW / 2)
  return (
    <div
      ref={tree}
      className="vh"
      role="tree"
      aria-label={label}
      onKeyDown={onKeyDown}
      onFocus={() => {
        hasFocus.current = true
        onFocus(lines[at]?.key ?? '')
      }}
      onBlur={() => {
        hasFocus.current = false
        onFocus('')
      }}
    >
      {lines.slice(from, from + WINDOW).map((line, i) => (
        <div
          key={line.key}
          role="treeitem"
          aria-level={line.level}
          aria-selected={from + i === at}
          tabIndex={from + i === at ? 0 : -1}
        >
          {line.name}
        </div>
      ))}
    </div>
  )
}
