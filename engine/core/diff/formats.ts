/** How changes are shown: the normal format and the unified one. */
import type { Change } from './script.ts'

/** Said behind a last line that no newline ends. */
export const NO_NEWLINE = '\\ No newline at end of file'

export interface Side {
  readonly lines: readonly string[]
  readonly endsWithNewline: boolean
}

function shown(mark: string, side: Side, from: number, count: number): string {
  let text = ''
  for (let i = from; i < from + count; i++) {
    text += `${mark}${side.lines[i]}\n`
    if (i === side.lines.length - 1 && !side.endsWithNewline) text += `${NO_NEWLINE}\n`
  }
  return text
}

const span = (from: number, count: number): string =>
  count === 0 ? String(from) : count === 1 ? String(from + 1) : `${from + 1},${from + count}`

export function normal(a: Side, b: Side, changes: readonly Change[]): string {
  let text = ''
  for (const { from, deleted, to, inserted } of changes) {
    const letter = deleted === 0 ? 'a' : inserted === 0 ? 'd' : 'c'
    text += `${span(from, deleted)}${letter}${span(to, inserted)}\n`
    text += shown('< ', a, from, deleted)
    if (letter === 'c') text += '---\n'
    text += shown('> ', b, to, inserted)
  }
  return text
}

const range = (from: number, count: number): string =>
  count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`

/** The hunks, with `context` lines around; changes whose contexts touch share one. */
export function unified(a: Side, b: Side, changes: readonly Change[], context: number): string {
  const hunks: Change[][] = []
  for (const change of changes) {
    const before = hunks.at(-1)?.at(-1)
    if (before !== undefined && change.from - (before.from + before.deleted) <= context * 2) hunks.at(-1)?.push(change)
    else hunks.push([change])
  }
  return hunks.map((hunk) => hunkText(a, b, hunk, context)).join('')
}

function hunkText(a: Side, b: Side, hunk: readonly Change[], context: number): string {
  const first = hunk[0] as Change
  const last = hunk.at(-1) as Change
  const start = Math.max(0, first.from - context)
  const end = Math.min(a.lines.length, last.from + last.deleted + context)
  const newStart = first.to - (first.from - start)
  const newEnd = last.to + last.inserted + (end - last.from - last.deleted)
  let text = `@@ -${range(start, end - start)} +${range(newStart, newEnd - newStart)} @@\n`
  let at = start
  for (const { from, deleted, to, inserted } of hunk) {
    text += shown(' ', a, at, from - at) + shown('-', a, from, deleted) + shown('+', b, to, inserted)
    at = from + deleted
  }
  return text + shown(' ', a, at, end - at)
}
