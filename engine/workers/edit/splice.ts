/**
 * Where a text changes for an edit of a field: the smallest cut that says it, so that comments, quotes, order and empty
 * lines stay as they are. What it cannot do that way it does not do; the caller looks whether the result says what was meant.
 */
import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import type { FieldPath } from '../../protocol/edit.ts'
import { flowText, itemText, keyText, pairText, scalarText, valueText } from './write.ts'

/** Puts `insert` where `from` to `to` was. */
export interface Splice {
  from: number
  to: number
  insert: string
}

type Entry = Pair<Node, Node | null>

/** One text and its root node. */
export class Splicer {
  constructor(
    private readonly text: string,
    private readonly root: Node | null,
  ) {}

  /** Undefined where no small change does it. */
  set(path: FieldPath, value: unknown): Splice | undefined {
    let node = this.root
    for (let depth = 0; depth < path.length; depth++) {
      const step = path[depth] as string | number
      const next = childOf(node, step)
      if (next === undefined || (next.node === null && depth < path.length - 1)) {
        if (next?.pair) return this.fill(next.pair, nested(path.slice(depth + 1), value))
        return this.add(node, step, nested(path.slice(depth + 1), value))
      }
      if (isEmptyScalar(next.node) && next.pair) return this.fill(next.pair, nested(path.slice(depth + 1), value))
      if (depth < path.length - 1 && isEmptyFlow(next.node) && next.pair) {
        return this.replace(next.node as Node, nested(path.slice(depth + 1), value), this.column(next.pair.key))
      }
      if (depth === path.length - 1) {
        if (next.node === null) return next.pair && this.fill(next.pair, value)
        const column = next.pair ? this.column(next.pair.key) : this.dashColumn(next.node)
        return this.replace(next.node, value, column)
      }
      node = next.node
    }
    return undefined
  }

  remove(path: FieldPath): Splice | undefined {
    const parent = this.at(path.slice(0, -1))
    const step = path.at(-1) as string | number
    if (isMap(parent)) return this.removePair(parent as YAMLMap<Node, Node | null>, String(step))
    return isSeq(parent) && typeof step === 'number' ? this.removeItem(parent as YAMLSeq<Node>, step) : undefined
  }

  rename(path: FieldPath, to: string): Splice | undefined {
    const pair = pairOf(this.at(path.slice(0, -1)), String(path.at(-1)))
    if (!pair?.key.range) return undefined
    const [from, end] = pair.key.range
    return { from, to: end, insert: keyText(to) }
  }

  move(path: FieldPath, to: number): Splice | undefined {
    const seq = this.at(path.slice(0, -1))
    const from = path.at(-1) as number
    if (!isSeq(seq) || !seq.items[from] || !seq.items[to] || from === to) return undefined
    const ends = (seq.items as Node[]).map((item) => this.partEnd(seq as YAMLSeq<Node>, item))
    const begin = this.partBegin(seq as YAMLSeq<Node>)
    if (begin === undefined || ends.some((end) => end === undefined)) return undefined
    const parts = ends.map((end, i) => this.text.slice(i === 0 ? begin : ends[i - 1], end))
    if (seq.flow) return this.moveInFlow(seq as YAMLSeq<Node>, from, to)
    const lines = parts.map((part) => (part.endsWith('\n') ? part : `${part}\n`))
    const [moved] = lines.splice(from, 1)
    lines.splice(to, 0, moved as string)
    const insert = lines.join('')
    const last = ends.at(-1) as number
    return { from: begin, to: last, insert: this.text[last - 1] === '\n' ? insert : insert.slice(0, -1) }
  }

  // ------------------------------------------------------------------------------------------------ adding

  private add(parent: Node | null, step: string | number, value: unknown): Splice | undefined {
    if (isMap(parent)) {
      const map = parent as YAMLMap<Node, Node | null>
      return map.flow
        ? this.addToFlow(map, `${keyText(String(step))}: ${flowText(value)}`)
        : this.addPair(map, String(step), value)
    }
    if (!isSeq(parent) || step !== parent.items.length) return undefined
    const seq = parent as YAMLSeq<Node>
    if (seq.flow) return this.addToFlow(seq, flowText(value))
    const last = seq.items.at(-1)
    const dash = last && this.dashOf(last)
    if (!last || dash === undefined) return undefined
    const column = dash - this.lineStart(dash)
    return this.afterLine(this.contentEnd(last), `${' '.repeat(column)}${itemText(value, column)}`)
  }

  /** Short values join the short ones before the first block; others go to the end. */
  private addPair(map: YAMLMap<Node, Node | null>, key: string, value: unknown): Splice | undefined {
    const [first] = map.items
    if (!first) return undefined
    const column = this.column(first.key)
    const text = pairText(key, value, column)
    const isLong = typeof value === 'object' && value !== null
    const before = isLong ? map.items.at(-1) : lastShort(map.items)
    if (before) return this.afterLine(this.entryEnd(before), `${' '.repeat(column)}${text}`)
    const at = first.key.range?.[0] ?? 0
    return { from: at, to: at, insert: `${text}\n${' '.repeat(column)}` }
  }

  private addToFlow(collection: YAMLMap<Node, Node | null> | YAMLSeq<Node>, text: string): Splice | undefined {
    const end = collection.range?.[1]
    if (end === undefined) return undefined
    const last = collection.items.at(-1) as Entry | Node | undefined
    const lastEnd = last && ('key' in last ? this.entryEnd(last as Entry) : (last as Node).range?.[1])
    const at = lastEnd ?? end - 1
    return { from: at, to: at, insert: last ? `, ${text}` : text }
  }

  /** A key that has nothing yet. */
  private fill({ key, value: node }: Entry, value: unknown): Splice | undefined {
    const from = key.range?.[1]
    if (from === undefined) return undefined
    const colon = this.text.indexOf(':', from)
    if (colon < 0) return undefined
    const end = isScalar(node) && node.range && node.range[1] > node.range[0] ? node.range[1] : colon + 1
    const text = valueText(value, this.column(key))
    if (!text.startsWith('\n')) return { from: colon + 1, to: end, insert: text }
    return this.afterLine(end, text.slice(1))
  }

  private replace(node: Node, value: unknown, column: number | undefined): Splice | undefined {
    if (!node.range || column === undefined || isAlias(node)) return undefined
    const [from, end] = node.range
    if (isCollection(node) && !node.flow) return undefined
    if (this.inFlow(from)) return { from, to: end, insert: flowText(value) }
    if (isScalar(node) && this.text.slice(from, end).includes('\n')) {
      const text = scalarText(value, node, column)
      return { from, to: end, insert: this.text[end - 1] === '\n' ? `${text}\n` : text }
    }
    const text = isScalar(node) ? scalarText(value, node, column) : valueText(value, column)
    // A block goes below; the space behind the colon goes with what stood there.
    if (!text.startsWith('\n')) return { from, to: end, insert: text.trimStart() }
    const spaced = /[ \t]*$/.exec(this.text.slice(0, from))?.[0].length ?? 0
    return { from: from - spaced, to: end, insert: text }
  }

  // ------------------------------------------------------------------------------------------------ taking away

  private removePair(map: YAMLMap<Node, Node | null>, name: string): Splice | undefined {
    const at = map.items.findIndex(({ key }) => isNamed(key, name))
    const pair = map.items[at]
    const from = pair?.key.range?.[0]
    if (!pair || from === undefined) return undefined
    if (map.flow)
      return this.cutFromFlow(
        map.items.map((each) => [each.key.range?.[0] ?? 0, this.entryEnd(each)]),
        at,
      )
    const next = map.items[at + 1]?.key.range?.[0]
    const isAlone = this.text.slice(this.lineStart(from), from).trim() === ''
    if (map.items.length === 1) return this.emptied(map, '{}')
    // Behind a dash the next field takes its place.
    if (!isAlone) return next === undefined ? undefined : { from, to: next, insert: '' }
    return { from: this.lineStart(from), to: this.lineEnd(this.entryEnd(pair)), insert: '' }
  }

  private removeItem(seq: YAMLSeq<Node>, at: number): Splice | undefined {
    const item = seq.items[at]
    if (!item) return undefined
    if (seq.flow)
      return this.cutFromFlow(
        seq.items.map(({ range }) => [range?.[0] ?? 0, range?.[1] ?? 0]),
        at,
      )
    if (seq.items.length === 1) return this.emptied(seq, '[]')
    const dash = this.dashOf(item)
    if (dash === undefined) return undefined
    const from = this.lineStart(dash)
    return this.text.slice(from, dash).trim() === ''
      ? { from, to: this.lineEnd(this.contentEnd(item)), insert: '' }
      : undefined
  }

  /** The last one goes: what held it stays, empty. */
  private emptied(collection: YAMLMap<Node, Node | null> | YAMLSeq<Node>, text: string): Splice | undefined {
    const begin = collection.range?.[0]
    if (begin === undefined) return undefined
    const end = this.contentEnd(collection)
    const first = isSeq(collection) ? this.dashOf(collection.items[0] as Node) : begin
    if (first === undefined) return undefined
    const colon = /:[ \t]*(#[^\n]*)?\n[ \t]*$/.exec(this.text.slice(0, first))
    if (!colon) {
      return /[-:] +$/.test(this.text.slice(0, first)) ? { from: first, to: end, insert: text } : undefined
    }
    const comment = colon[1] ? ` ${colon[1]}` : ''
    return { from: colon.index + 1, to: this.rowEnd(end), insert: ` ${text}${comment}` }
  }

  private cutFromFlow(spans: readonly (readonly [number, number])[], at: number): Splice | undefined {
    const [from, to] = spans[at] as readonly [number, number]
    const next = spans[at + 1]
    const before = spans[at - 1]
    if (next) return { from, to: next[0], insert: '' }
    return before ? { from: before[1], to, insert: '' } : { from, to, insert: '' }
  }

  private moveInFlow(seq: YAMLSeq<Node>, from: number, to: number): Splice | undefined {
    const spans = seq.items.map(({ range }) => [range?.[0] ?? 0, range?.[1] ?? 0] as const)
    const texts = spans.map(([begin, end]) => this.text.slice(begin, end))
    const [moved] = texts.splice(from, 1)
    texts.splice(to, 0, moved as string)
    const begin = spans[0]?.[0] ?? 0
    const insert = texts
      .map((text, i) => text + this.text.slice(spans[i]?.[1], spans[i + 1]?.[0] ?? spans[i]?.[1]))
      .join('')
    return { from: begin, to: spans.at(-1)?.[1] ?? begin, insert }
  }

  // ------------------------------------------------------------------------------------------------ places

  at(path: FieldPath): Node | null | undefined {
    let node: Node | null | undefined = this.root
    for (const step of path) node = childOf(node, step)?.node
    return node
  }

  private column(key: Node): number {
    const at = key.range?.[0] ?? 0
    return at - this.lineStart(at)
  }

  private lineStart(at: number): number {
    return this.text.lastIndexOf('\n', at - 1) + 1
  }

  /** Past the newline of the line that ends with what ends at `end`. */
  private lineEnd(end: number): number {
    if (this.text[end - 1] === '\n') return end
    const newline = this.text.indexOf('\n', end)
    return newline < 0 ? this.text.length : newline + 1
  }

  /** Before that newline. */
  private rowEnd(end: number): number {
    const past = this.lineEnd(end)
    return this.text[past - 1] === '\n' ? past - 1 : past
  }

  private afterLine(end: number, text: string): Splice {
    const at = this.lineEnd(end)
    const hasNewline = at === 0 || this.text[at - 1] === '\n'
    return { from: at, to: at, insert: hasNewline ? `${text}\n` : `\n${text}` }
  }

  /** Where what it says ends: a block's own end may be that of the comments behind it. */
  private contentEnd(node: Node): number {
    if (!isCollection(node) || node.flow || node.items.length === 0) return node.range?.[1] ?? 0
    const last = node.items.at(-1) as Entry | Node
    return 'key' in last ? this.entryEnd(last as Entry) : this.contentEnd(last as Node)
  }

  private entryEnd({ key, value }: Entry): number {
    const keyEnd = key.range?.[1] ?? 0
    return value ? Math.max(keyEnd, this.contentEnd(value)) : keyEnd
  }

  /** The dash of an item, on the item's own line. */
  private dashOf(item: Node): number | undefined {
    const at = item.range?.[0]
    if (at === undefined) return undefined
    const before = /-[ \t]+$|-$/.exec(this.text.slice(this.lineStart(at), at))
    return before ? this.lineStart(at) + before.index : undefined
  }

  private dashColumn(item: Node): number | undefined {
    const dash = this.dashOf(item)
    return dash === undefined ? (this.inFlow(item.range?.[0] ?? 0) ? 0 : undefined) : dash - this.lineStart(dash)
  }

  /** Begin of the first item's part: with the comments right above it. */
  private partBegin(seq: YAMLSeq<Node>): number | undefined {
    const dash = this.dashOf(seq.items[0] as Node)
    if (seq.flow) return seq.range?.[0]
    if (dash === undefined || this.text.slice(this.lineStart(dash), dash).trim() !== '') return undefined
    let begin = this.lineStart(dash)
    for (let above = this.lineStart(begin - 1); begin > 0; above = this.lineStart(begin - 1)) {
      if (!this.text.slice(above, begin).trimStart().startsWith('#')) break
      begin = above
    }
    return begin
  }

  private partEnd(seq: YAMLSeq<Node>, item: Node): number | undefined {
    if (seq.flow) return item.range?.[1]
    return this.dashOf(item) === undefined ? undefined : this.lineEnd(this.contentEnd(item))
  }

  /** Whether a place stands inside brackets: there a value has no lines of its own. */
  private inFlow(at: number): boolean {
    let node = this.root
    for (let inner: Node | null | undefined = node; inner; node = inner) {
      if (isCollection(node) && node.flow && (node.range?.[0] ?? 0) < at) return true
      inner = isCollection(node) ? holding(node, at) : undefined
      if (!inner) return false
    }
    return false
  }
}

function holding(node: Node, at: number): Node | null | undefined {
  const inside = (each: Node | null | undefined) =>
    each?.range && each.range[0] <= at && at < Math.max(each.range[1], each.range[0] + 1)
  if (isMap(node)) return (node as YAMLMap<Node, Node | null>).items.map(({ value }) => value).find(inside)
  return isSeq(node) ? (node as YAMLSeq<Node>).items.find(inside) : undefined
}

const isNamed = (key: unknown, name: string): boolean => isScalar(key) && String(key.source ?? key.value) === name

function pairOf(node: Node | null | undefined, name: string): Entry | undefined {
  return isMap(node) ? (node as YAMLMap<Node, Node | null>).items.find(({ key }) => isNamed(key, name)) : undefined
}

function childOf(
  node: Node | null | undefined,
  step: string | number,
): { node: Node | null; pair?: Entry } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step] as Node | undefined
    return item && { node: item }
  }
  const pair = pairOf(node, String(step))
  return pair && { node: pair.value, pair }
}

const isEmptyScalar = (node: Node | null): boolean =>
  isScalar(node) && (node.value === null || node.source === '') && !node.type?.startsWith('QUOTE')

const isEmptyFlow = (node: Node | null): boolean => isCollection(node) && node.flow === true && node.items.length === 0

/** The last entry of the short ones that a map begins with. */
function lastShort(items: readonly Entry[]): Entry | undefined {
  const long = items.findIndex(({ value }) => isCollection(value) && !value.flow)
  return long < 0 ? items.at(-1) : items[long - 1]
}

/** `value` under the rest of a path. */
function nested(rest: FieldPath, value: unknown): unknown {
  return rest.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value)
}
