/** Text that fits on a line or breaks into an indented block, with marks in front. Source: go-cmp's report_text.go. */

/** Who has a line: both, the old side or the new one. */
export type Mark = '' | '-' | '+'

export type Text = string | { prefix: string; value: Text; suffix: string } | TextRecord[]

export interface TextRecord {
  mark?: Mark
  key?: string
  value: Text
  /** What the dots stand for; such a line has no comma. */
  comment?: string
}

const MAX_LINE = 80
/** The recorded server's binary has no-break spaces here; go-cmp leaves it to chance which. */
const SPACE = '\u00a0'

const indent = (mark: Mark, depth: number): string => (mark || SPACE) + SPACE + '\t'.repeat(depth)

/** The whole report, a newline at its end. */
export function render(text: Text): string {
  return `${indent('', 0)}${expand(compact(text, '').node, '', 0)}\n`
}

/** The text on one line where it fits, and that line's length. */
function compact(text: Text, mark: Mark): { node: Text; length: number } {
  if (typeof text === 'string') return { node: text, length: text.length }
  if (Array.isArray(text)) return compactList(text, mark)
  const { prefix, suffix } = text
  const inner = compact(text.value, mark)
  const length = prefix.length + inner.length + suffix.length
  if (typeof inner.node === 'string') return { node: prefix + inner.node + suffix, length }
  return { node: { prefix, value: inner.node, suffix }, length }
}

function compactList(list: TextRecord[], mark: Mark): { node: Text; length: number } {
  let broken = false
  const records = list.map((record) => {
    const own = record.mark || mark
    const { node } = compact(record.value, own)
    if (record.mark || typeof node !== 'string' || record.comment) broken = true
    return { ...record, value: node }
  })
  const line = records
    .map(({ key, value }) => (key ? `${key}: ` : '') + (typeof value === 'string' ? value : ''))
    .join(', ')
  if (mark && line.length > MAX_LINE) broken = true
  return broken ? { node: records, length: line.length } : { node: line, length: line.length }
}

function expand(text: Text, mark: Mark, depth: number): string {
  if (typeof text === 'string') return text
  if (Array.isArray(text)) return expandList(text, mark, depth)
  return text.prefix + expand(text.value, mark, depth) + text.suffix
}

function expandList(list: readonly TextRecord[], mark: Mark, depth: number): string {
  const end = `\n${indent(mark, depth)}`
  const isSimple = list.every(
    ({ mark: own, key, value, comment }) => !own && !key && !comment && typeof value === 'string',
  )
  if (isSimple)
    return (
      batches(
        list.map(({ value }) => value as string),
        mark,
        depth + 1,
      ) + end
    )
  const padding = keyPadding(list)
  const lines = list.map((record, i) => {
    const own = record.mark || mark
    const key = record.key ? `${record.key}: ` : ''
    const value = expand(record.value, own, depth + 1)
    const tail = record.comment === undefined ? ',' : record.comment && ` // ${record.comment}`
    return `\n${indent(own, depth + 1)}${key}${' '.repeat(padding[i] ?? 0)}${value}${tail}`
  })
  return lines.join('') + end
}

/** Short values side by side. */
function batches(values: readonly string[], mark: Mark, depth: number): string {
  let out = ''
  let batch = ''
  const emit = () => {
    if (batch) out += `\n${indent(mark, depth)}${batch.trimEnd()}`
    batch = ''
  }
  for (const value of values) {
    if (batch.length + value.length + 2 > MAX_LINE) emit()
    batch += `${value}, `
  }
  emit()
  return out
}

/** Spaces that line up the values of neighbouring one-line records. */
function keyPadding(list: readonly TextRecord[]): number[] {
  const padding = new Array<number>(list.length).fill(0)
  let start = 0
  const close = (end: number) => {
    const width = Math.max(0, ...list.slice(start, end).map(({ key }) => key?.length ?? 0))
    for (let i = start; i < end; i++) padding[i] = width - (list[i]?.key?.length ?? 0)
    start = end + 1
  }
  for (const [i, { key, value }] of list.entries()) if (!key || typeof value !== 'string') close(i)
  close(list.length)
  return padding
}
