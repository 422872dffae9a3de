/** Places in a text, and fixes carried out in it. Pure. */
import type { ApplyError, TextRange } from '../../../engine/protocol/apply.ts'

/** The text after the edit. */
export function fixed(text: string, { range, text: replacement }: NonNullable<ApplyError['fix']>): string {
  const [begin, end] = offsetsOf(text, range)
  return text.slice(0, begin) + replacement + text.slice(end)
}

/** Where a range begins and ends, in characters from the start; beyond the text is its end. */
export function offsetsOf(text: string, { line, column, endLine, endColumn }: TextRange): [begin: number, end: number] {
  return [offsetOf(text, line, column), offsetOf(text, endLine, endColumn)]
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
