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
  /** Filled in when it makes room for the large editor: what was selected if one was writing. */
  left: RefObject<Selected>
  onChange(text: string): void
}

/** Offsets in the text; undefined while the focus is elsewhere. */
export type Selected = { start: number; end: number } | undefined

export function PlainEditor({ name, text, reveal, left, onChange }: PlainEditorProps) {
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
    />
  )
}
