/** Carries out a fix in a text. Pure. */
import type { ApplyError } from '../../../engine/protocol.ts'

/** The text after the edit. */
export function fixed(text: string, { range, text: replacement }: NonNullable<ApplyError['fix']>): string {
  return (
    text.slice(0, offsetOf(text, range.line, range.column)) +
    replacement +
    text.slice(offsetOf(text, range.endLine, range.endColumn))
  )
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0
  for (let n = 1; n < line; n++) {
    const newline = text.indexOf('\n', at)
    if (newline < 0) return text.length
    at = newline + 1
  }
  return Math.min(text.length, at + column - 1)
}
