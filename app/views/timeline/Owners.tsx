/** The tree of owners: what is read at the left, and what the keyboard walks along. */
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { type Row, spanAt } from '../../draw/timeline/rows.ts'
import { spanText } from './words.ts'

export interface OwnersProps {
  rows: readonly Row[]
  seen: readonly Row[]
  offset: number
  presentMs: number
  isSelected: (row: Row) => boolean
  toggle: (key: string) => void
  select: (row: Row) => void
  box: RefObject<HTMLDivElement | null>
}

export function Owners({ rows, seen, offset, presentMs, isSelected, toggle, select, box }: OwnersProps) {
  const [focusKey, setFocusKey] = useState('')
  const tree = useRef<HTMLDivElement>(null)
  const hasFocus = useRef(false)
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === focusKey),
  )
  const focused = rows[at]
  useLayoutEffect(() => {
    if (hasFocus.current) tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  })
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (!row) return
    setFocusKey(row.key)
    intoSight(box.current, row.y + offset, row.height)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!focused || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(rows.length - 1)
    else if (event.key === 'ArrowRight') {
      if (focused.expanded === false) toggle(focused.key)
      else if (focused.expanded) go(at + 1)
    } else if (event.key === 'ArrowLeft') {
      if (focused.expanded) toggle(focused.key)
      else go(rows.slice(0, at).findLastIndex(({ depth }) => depth < focused.depth))
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (focused.track) select(focused)
      else toggle(focused.key)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const drawn = focused && !seen.includes(focused) ? [...seen, focused] : seen
  return (
    <div
      ref={tree}
      className="timeline-owners"
      role="tree"
      aria-label="Objects over time. Enter selects, arrows walk and open."
      onKeyDown={onKeyDown}
      onFocus={() => {
        hasFocus.current = true
      }}
      onBlur={() => {
        hasFocus.current = false
      }}
    >
      {offset > 0 && (
        <div className="owner you" role="presentation" style={{ top: 0, height: offset }}>
          You
        </div>
      )}
      {drawn.map((row) => (
        <div
          key={row.key}
          className={isSelected(row) ? 'owner on' : 'owner'}
          data-what={row.track?.what ?? 'fold'}
          role="treeitem"
          aria-level={row.depth + 1}
          aria-expanded={row.expanded}
          aria-selected={isSelected(row)}
          aria-label={spokenRow(row, presentMs)}
          tabIndex={row === focused ? 0 : -1}
          style={{ top: row.y + offset, height: row.height, paddingLeft: 12 + row.depth * 12 }}
          onClick={(event) => {
            setFocusKey(row.key)
            if (!row.track || (event.target as Element).closest('.twist')) toggle(row.key)
            else select(row)
          }}
        >
          {row.depth > 0 && <span className="elbow" style={{ left: 4 + row.depth * 12 }} />}
          {row.expanded !== undefined && <span className={row.expanded ? 'twist open' : 'twist'} />}
          <span className="name">{row.title}</span> <span className="note">{row.note}</span>
        </div>
      ))}
    </div>
  )
}

/** Begins with the words that are seen, so that who speaks to the page finds them. */
function spokenRow({ track, title, note }: Row, presentMs: number): string {
  if (!track) return `${title} ${note}`
  if (track.ticks) {
    const { passedMs, missedMs, held } = track.ticks
    const holds = held.some(([, to]) => Number.isNaN(to)) ? ', passing now' : ''
    return `${title} ${note}, probe, ${missedMs.length} missed, ${passedMs.length} passed one by one${holds}`
  }
  const span = spanAt(track, presentMs)
  return [`${title} ${note}`, span ? spanText(span) : Number.isNaN(track.toMs) ? '' : 'gone'].filter(Boolean).join(', ')
}

/** Scrolls just as far as it takes; the sticky axis covers the top. */
function intoSight(box: HTMLDivElement | null, y: number, height: number): void {
  if (!box) return
  const axis = 25
  if (y < box.scrollTop) box.scrollTop = y
  else if (y + height + axis > box.scrollTop + box.clientHeight) box.scrollTop = y + height + axis - box.clientHeight
}
