/** Field splitting by IFS (POSIX 2.6.5). */
import { BREAK, escapePattern, LITERAL, PATTERN_CHARACTERS, QUOTED } from './compile/pieces.ts'
import type { Shell } from './state.ts'

export interface Field {
  text: string
  /** The same as a pattern, when pattern characters in it count. */
  pattern: string | undefined
}

export const DEFAULT_IFS = ' \t\n'

class Collector {
  readonly fields: Field[] = []
  private text = ''
  private pattern = ''
  private isPattern = false
  private present = false

  add(text: string, quoted: boolean): void {
    this.present = true
    this.text += text
    if (quoted) this.pattern += escapePattern(text)
    else {
      this.pattern += text
      if (PATTERN_CHARACTERS.test(text)) this.isPattern = true
    }
  }

  end(): void {
    if (this.present) this.fields.push({ text: this.text, pattern: this.isPattern ? this.pattern : undefined })
    this.text = ''
    this.pattern = ''
    this.isPattern = false
    this.present = false
  }

  get open(): boolean {
    return this.present
  }

  /** An empty field that counts. */
  touch(): void {
    this.present = true
  }
}

export function splitFields(pieces: readonly string[], shell: Shell): Field[] {
  const collector = new Collector()
  const ifs = shell.get('IFS') ?? DEFAULT_IFS
  for (const piece of pieces) {
    const flag = piece[0]
    const text = piece.slice(1)
    if (flag === QUOTED) collector.add(text, true)
    else if (flag === LITERAL) {
      if (text !== '') collector.add(text, false)
    } else if (flag === BREAK) collector.end()
    else splitInto(collector, text, ifs)
  }
  collector.end()
  return collector.fields
}

function splitInto(collector: Collector, text: string, ifs: string): void {
  if (ifs === '') {
    if (text !== '') collector.add(text, false)
    return
  }
  let start = 0
  let i = 0
  while (i < text.length) {
    if (!ifs.includes(text[i] as string)) {
      i++
      continue
    }
    if (i > start) collector.add(text.slice(start, i), false)
    // White space around one other separator is one delimiter.
    let separators = 0
    while (i < text.length && ifs.includes(text[i] as string)) {
      if (!DEFAULT_IFS.includes(text[i] as string)) {
        if (separators === 1) break
        separators++
      }
      i++
    }
    if (separators === 1 && !collector.open) collector.touch()
    collector.end()
    start = i
  }
  if (start < text.length) collector.add(text.slice(start), false)
}

/** Splits a line for `read`: at most `count` fields, the last takes the rest. Backslashes were handled before. */
export function splitLine(line: string, escaped: ReadonlySet<number>, ifs: string, count: number): string[] {
  const isSeparator = (i: number) => !escaped.has(i) && ifs.includes(line[i] as string)
  const isSpace = (i: number) => isSeparator(i) && DEFAULT_IFS.includes(line[i] as string)
  const fields: string[] = []
  let i = 0
  while (i < line.length && isSpace(i)) i++
  while (i < line.length && fields.length < count - 1) {
    let end = i
    while (end < line.length && !isSeparator(end)) end++
    fields.push(line.slice(i, end))
    i = end
    while (i < line.length && isSpace(i)) i++
    if (i < line.length && isSeparator(i) && !isSpace(i)) {
      i++
      while (i < line.length && isSpace(i)) i++
    }
  }
  if (i < line.length || fields.length < count) fields.push(lastField(line, i, isSeparator, isSpace))
  return fields
}

/** The rest of the line without separators at its end; one that is no space stays when more than one field is left. */
function lastField(
  line: string,
  from: number,
  isSeparator: (i: number) => boolean,
  isSpace: (i: number) => boolean,
): string {
  let end = line.length
  while (end > from && isSpace(end - 1)) end--
  if (end > from && isSeparator(end - 1)) {
    let inner = false
    for (let i = from; i < end - 1; i++) if (isSeparator(i) && !isSpace(i)) inner = true
    if (!inner) {
      end--
      while (end > from && isSpace(end - 1)) end--
    }
  }
  return line.slice(from, end)
}
