/** Two values of a Go type, compared part by part. Source of the rules: github.com/google/go-cmp cmp.Diff. */
import { equal } from '../../api/equal.ts'
import { compareQuantities } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { GoType } from './types.ts'

type Json = Record<string, unknown>

/** One compared value and its parts. */
export interface Node {
  type: GoType
  /** The values; undefined is Go's zero value, or (in a slice or map) nothing at all. */
  x: unknown
  y: unknown
  /** Parts of a struct, slice or map. */
  records: NodeRecord[]
  /** What a pointer points to. */
  target: Node | undefined
  /** Leaves that agree and that differ. */
  same: number
  differ: number
  /** Nodes below, and the length of the longest way down. */
  children: number
  depth: number
  /** In a slice or map: only one side has it. */
  onlyIn: 'x' | 'y' | undefined
}

export interface NodeRecord {
  /** Field name, map key as text; empty in a slice. */
  key: string
  node: Node
}

export function compare(type: GoType, x: unknown, y: unknown): Node {
  const node: Node = {
    type,
    x,
    y,
    records: [],
    target: undefined,
    same: 0,
    differ: 0,
    children: 0,
    depth: 0,
    onlyIn: undefined,
  }
  if (type.kind === 'struct') compareFields(node, type.fields())
  else if (type.kind === 'pointer') comparePointers(node, type.of)
  else if (type.kind === 'slice') compareSlices(node, type.of)
  else if (type.kind === 'map') compareMaps(node, type.of)
  else leaf(node, sameScalar(type, x, y))
  return node
}

function leaf(node: Node, same: boolean): void {
  if (same) node.same++
  else node.differ++
}

function sameScalar({ kind }: GoType, x: unknown, y: unknown): boolean {
  if (kind === 'quantity') return compareQuantities(quantity(String(x ?? '0')), quantity(String(y ?? '0'))) === 0
  const zero = kind === 'string' || kind === 'time' ? '' : kind === 'boolean' ? false : 0
  return (x ?? zero) === (y ?? zero)
}

function adopt(parent: Node, child: Node): void {
  parent.same += child.same
  parent.differ += child.differ
  parent.children += child.children + 1
  parent.depth = Math.max(parent.depth, child.depth + 1)
}

function add(parent: Node, key: string, child: Node): void {
  adopt(parent, child)
  parent.records.push({ key, node: child })
}

function compareFields(node: Node, fields: readonly { name: string; json: string; type: GoType }[]): void {
  const read = (from: unknown, json: string) => (json === '' ? from : (from as Json | undefined)?.[json])
  for (const { name, json, type } of fields) add(node, name, compare(type, read(node.x, json), read(node.y, json)))
}

const isNil = (value: unknown): boolean => value === undefined || value === null

function comparePointers(node: Node, of: GoType): void {
  if (isNil(node.x) || isNil(node.y)) return leaf(node, isNil(node.x) && isNil(node.y))
  node.target = compare(of, node.x, node.y)
  adopt(node, node.target)
}

/** An empty list decodes to none. */
const isEmpty = (value: unknown): boolean => isNil(value) || Object.keys(value as object).length === 0

function compareSlices(node: Node, of: GoType): void {
  if (isEmpty(node.x) || isEmpty(node.y)) return leaf(node, isEmpty(node.x) && isEmpty(node.y))
  for (const [x, y] of align(node.x as unknown[], node.y as unknown[], of)) {
    if (x !== undefined && y !== undefined) add(node, '', compare(of, x, y))
    else add(node, '', only(of, x, y))
  }
}

function compareMaps(node: Node, of: GoType): void {
  if (isEmpty(node.x) || isEmpty(node.y)) return leaf(node, isEmpty(node.x) && isEmpty(node.y))
  const x = node.x as Json
  const y = node.y as Json
  for (const key of [...new Set([...Object.keys(x), ...Object.keys(y)])].sort()) {
    const both = x[key] !== undefined && y[key] !== undefined
    add(node, key, both ? compare(of, x[key], y[key]) : only(of, x[key], y[key]))
  }
}

function only(type: GoType, x: unknown, y: unknown): Node {
  const onlyIn = x === undefined ? 'y' : 'x'
  return { type, x, y, records: [], target: undefined, same: 0, differ: 1, children: 0, depth: 0, onlyIn }
}

type Pair = readonly [x: unknown, y: unknown]

/** Which elements belong together: equal ones in order, and between them similar ones. */
function align(x: readonly unknown[], y: readonly unknown[], of: GoType): Pair[] {
  const lengths = common(x, y)
  const pairs: Pair[] = []
  let [i, j] = [0, 0]
  let gap = { x: [] as unknown[], y: [] as unknown[] }
  const close = () => {
    pairs.push(...pairUp(gap.x, gap.y, of))
    gap = { x: [], y: [] }
  }
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && equal(x[i], y[j])) {
      close()
      pairs.push([x[i++], y[j++]])
    } else if (j >= y.length || (i < x.length && at(lengths, i + 1, j) >= at(lengths, i, j + 1))) gap.x.push(x[i++])
    else gap.y.push(y[j++])
  }
  close()
  return pairs
}

const at = (table: readonly (readonly number[])[], i: number, j: number): number => table[i]?.[j] ?? 0

/** Length of the longest common subsequence from (i, j) on. */
function common(x: readonly unknown[], y: readonly unknown[]): number[][] {
  const table: number[][] = Array.from({ length: x.length + 1 }, () => new Array<number>(y.length + 1).fill(0))
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      const row = table[i] as number[]
      row[j] = equal(x[i], y[j]) ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1))
    }
  }
  return table
}

/** Go-cmp shows two elements as one that changed when they agree in about as much as they differ in. */
function pairUp(x: readonly unknown[], y: readonly unknown[], of: GoType): Pair[] {
  const pairs: Pair[] = []
  const shared = Math.min(x.length, y.length)
  for (let i = 0; i < shared; i++) {
    const { same, differ } = compare(of, x[i], y[i])
    if (same + 1 >= differ) pairs.push([x[i], y[i]])
    else pairs.push([x[i], undefined], [undefined, y[i]])
  }
  for (const item of x.slice(shared)) pairs.push([item, undefined])
  for (const item of y.slice(shared)) pairs.push([undefined, item])
  return pairs
}
