/** Manifests in a text area: on phones, for those who want it, and everywhere until Monaco is there. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { TextRange } from '../../../engine/protocol/apply.ts'
import { offsetsOf } from './fix.ts'

/** A place to show; a new object each time it is asked for. */
export interface Reveal {
  range: TextRange
}

interface PlainEditorProps {
  name: string
  text: string
  reveal: Reveal | undefined
  /** A line to scroll to; the focus stays where it is. */
  shownLine: { line: number } | undefined
  /** Filled in when it makes room for the large editor: what was selected if one was writing. */
  left: RefObject<Selected>
  onChange(text: string): void
  /** The cursor went to another line; 1-based. */
  onLine(line: number): void
}

/** Offsets in the text; undefined while the focus is elsewhere. */
export type Selected = { start: number; end: number } | undefined

export function PlainEditor({ name, text, reveal, shownLine, left, onChange, onLine }: PlainEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(
    () => () => {
      const { current } = area
      const isFocused = current !== null && document.activeElement === current
      left.current = isFocused ? { start: current.selectionStart, end: current.selectionEnd } : undefined
    },
    [left],
  )
  useEffect(() => {
    if (!reveal || !area.current) return
    area.current.focus()
    area.current.setSelectionRange(...offsetsOf(area.current.value, reveal.range))
  }, [reveal])
  useEffect(() => {
    const { current } = area
    if (!shownLine || !current) return
    const lineHeight = current.scrollHeight / Math.max(1, current.value.split('\n').length)
    current.scrollTop = Math.max(0, (shownLine.line - 3) * lineHeight)
  }, [shownLine])
  return (
    <textarea
      ref={area}
      className="plain-editor"
      aria-label={name}
      translate="no"
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      wrap="off"
      value={text}
      onChange={(event) => onChange(event.target.value)}
      onSelect={({ currentTarget: { value, selectionStart } }) => onLine(lineOf(value, selectionStart))}
    />
  )
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length
