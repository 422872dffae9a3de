/** The difference of two values as go-cmp reports it. Source: go-cmp's report_compare.go FormatDiff. */
import { compare, type Node, type NodeRecord } from './compare.ts'
import { type Mark, render, type Text, type TextRecord } from './text.ts'
import type { GoType } from './types.ts'
import { DOTS, formatValue, isZero, mapKey, type Style, typed, wrap } from './values.ts'

/** Equal neighbours shown around a difference. */
const CONTEXT = 2
const NAMES = { struct: 'field', slice: 'element', map: 'entry' } as const

/** The report; empty when nothing differs. */
export function goDiff(type: GoType, x: unknown, y: unknown): string {
  const node = compare(type, x, y)
  return node.differ === 0 ? '' : render(formatDiff(node, { verbosity: 3, types: 'auto', mode: 'both' }))
}

/** What agrees is shown briefly, what differs at length. */
function formatDiff(node: Node, given: Style): Text {
  const verbosity = given.mode === 'same' ? 1 : Math.max(given.verbosity, 3)
  const style = { ...given, verbosity }
  if (node.depth === 0) return formatLeaf(node, style)
  if (node.target) return { prefix: '&', value: formatDiff(node.target, style), suffix: '' }
  const records = style.mode === 'both' ? changedRecords(node, style) : wholeRecords(node, style)
  return typed(node.type, wrap(records), style)
}

function formatLeaf({ type, x, y, differ }: Node, style: Style): Text {
  if (style.mode === '+') return formatValue(type, y, style)
  if (style.mode === '-' || differ === 0) return formatValue(type, x, style)
  return [
    { mark: '-', value: formatValue(type, x, { ...style, types: 'elide' }) },
    { mark: '+', value: formatValue(type, y, { ...style, types: 'elide' }) },
  ]
}

const childStyle = ({ type }: Node, style: Style): Style => ({
  ...style,
  verbosity: style.verbosity - 1,
  types: type.kind === 'struct' ? 'auto' : 'elide',
})

const keyOf = ({ type }: Node, { key }: NodeRecord): string =>
  type.kind === 'map' ? mapKey(type.name, key) : type.kind === 'struct' ? key : ''

function record(node: Node, part: NodeRecord, value: Text, mark: Mark = ''): TextRecord {
  const key = keyOf(node, part)
  return { mark, value, ...(key ? { key } : {}) }
}

/** One side, or both where they agree: all parts that are not zero, up to a number. */
function wholeRecords(node: Node, style: Style): TextRecord[] {
  const most = (1 << style.verbosity) << 1
  const inner = childStyle(node, style)
  const shown = node.records.filter(({ node: part }) => {
    if (style.mode === '-' && part.onlyIn === 'y') return false
    if (style.mode === '+' && part.onlyIn === 'x') return false
    return node.type.kind !== 'struct' || !isZero(part.type, style.mode === '+' ? part.y : part.x)
  })
  const records = shown.slice(0, most).map((part) => record(node, part, formatDiff(part.node, inner)))
  return shown.length > most ? [...records, { value: DOTS, comment: '' }] : records
}

/** Differences with some of what is around them. */
function changedRecords(node: Node, style: Style): TextRecord[] {
  const inner = childStyle(node, style)
  const out: TextRecord[] = []
  const groups = groupsOf(node.records)
  for (const [i, group] of groups.entries()) {
    if (group.equal) out.push(...context(node, group.parts, inner, i > 0, i < groups.length - 1))
    else for (const part of group.parts) out.push(...change(node, part, inner))
  }
  return out
}

interface Group {
  equal: boolean
  parts: NodeRecord[]
}

function groupsOf(records: readonly NodeRecord[]): Group[] {
  const groups: Group[] = []
  for (const part of records) {
    const same = part.node.differ === 0
    const last = groups.at(-1)
    if (last?.equal === same) last.parts.push(part)
    else groups.push({ equal: same, parts: [part] })
  }
  return groups
}

/** The first and last of a run of equal parts, dots for the rest; one alone is not worth dots. */
function context(node: Node, parts: NodeRecord[], inner: Style, after: boolean, before: boolean): TextRecord[] {
  const low = after ? Math.min(CONTEXT, parts.length) : 0
  let high = before ? Math.min(CONTEXT, parts.length - low) : 0
  if (parts.length - low - high === 1) high++
  const show = (part: NodeRecord) => record(node, part, formatDiff(part.node, { ...inner, mode: 'same' }))
  const hidden = parts.length - low - high
  const head = parts.slice(0, low).map(show)
  const tail = parts.slice(parts.length - high).map(show)
  if (hidden === 0) return [...head, ...tail]
  const { kind } = node.type
  const name = kind === 'struct' || kind === 'slice' || kind === 'map' ? NAMES[kind] : 'value'
  return [...head, { value: DOTS, comment: `${hidden} identical ${plural(name, hidden)}` }, ...tail]
}

function plural(name: string, count: number): string {
  if (count === 1) return name
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`
}

/** A part with one single difference below it is shown twice, old and new; else the difference is shown inside it. */
function change(node: Node, part: NodeRecord, inner: Style): TextRecord[] {
  const { node: child } = part
  if (child.children !== child.depth) return [record(node, part, formatDiff(child, inner))]
  const old = record(node, part, formatDiff(child, { ...inner, mode: '-' }), '-')
  const next = record(node, part, formatDiff(child, { ...inner, mode: '+' }), '+')
  if (child.onlyIn === 'x') return [old]
  return child.onlyIn === 'y' ? [next] : [old, next]
}
