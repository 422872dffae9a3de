/**
 * Sets of field paths, as managedFields keep them (FieldsV1). Source: structured-merge-diff fieldpath.
 *
 * A set is a tree; a path's elements are written as FieldsV1 writes them: `f:name`, `k:{"name":"c"}`, `v:"x"`. Sets are
 * immutable: operations give new ones and share what stays.
 */
import { isObject } from './jsonmerge.ts'

export interface FieldSet {
  /** The path to here is itself in the set. */
  member: boolean
  children: ReadonlyMap<string, FieldSet>
}

export const EMPTY: FieldSet = { member: false, children: new Map() }

export type Path = readonly string[]

export function isEmptySet(set: FieldSet): boolean {
  return !set.member && set.children.size === 0
}

/** Combines two trees node by node and prunes empty branches. */
function combine(a: FieldSet, b: FieldSet, member: (a: boolean, b: boolean) => boolean): FieldSet {
  const children = new Map<string, FieldSet>()
  for (const key of new Set([...a.children.keys(), ...b.children.keys()])) {
    const child = combine(a.children.get(key) ?? EMPTY, b.children.get(key) ?? EMPTY, member)
    if (!isEmptySet(child)) children.set(key, child)
  }
  return { member: member(a.member, b.member), children }
}

export const union = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmptySet(b) ? a : isEmptySet(a) ? b : combine(a, b, (x, y) => x || y)

export const difference = (a: FieldSet, b: FieldSet): FieldSet => (isEmptySet(b) ? a : combine(a, b, (x, y) => x && !y))

export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmptySet(a) || isEmptySet(b) ? EMPTY : combine(a, b, (x, y) => x && y)

/** `a` without the members of `b` and all below them. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (b.member) return EMPTY
  const children = new Map<string, FieldSet>()
  for (const [key, child] of a.children) {
    const other = b.children.get(key)
    const rest = other === undefined ? child : recursiveDifference(child, other)
    if (!isEmptySet(rest)) children.set(key, rest)
  }
  return { member: a.member, children }
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a.member !== b.member || a.children.size !== b.children.size) return false
  for (const [key, child] of a.children) {
    const other = b.children.get(key)
    if (other === undefined || !equalSets(child, other)) return false
  }
  return true
}

/** Every member path, in the order of the tree. */
export function pathsOf(set: FieldSet, at: Path = []): Path[] {
  const out: Path[] = set.member ? [at] : []
  for (const [key, child] of [...set.children].sort(byElement)) out.push(...pathsOf(child, [...at, key]))
  return out
}

/** Collects members while a walk goes on. */
export class SetBuilder {
  private readonly root: MutableSet = { member: false, children: new Map() }

  insert(path: Path): void {
    let node = this.root
    for (const key of path) {
      let child = node.children.get(key)
      if (child === undefined) {
        child = { member: false, children: new Map() }
        node.children.set(key, child)
      }
      node = child
    }
    node.member = true
  }

  build(): FieldSet {
    return this.root
  }
}

interface MutableSet {
  member: boolean
  children: Map<string, MutableSet>
}

/** A set of whole paths. */
export function setOf(...paths: Path[]): FieldSet {
  const builder = new SetBuilder()
  for (const path of paths) builder.insert(path)
  return builder.build()
}

/** FieldsV1 JSON. */
export function encodeSet(set: FieldSet): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, child] of [...set.children].sort(byElement)) {
    const below = encodeSet(child)
    out[key] = child.member && child.children.size > 0 ? { '.': {}, ...below } : below
  }
  return out
}

/** Reads FieldsV1 JSON; what makes no sense is left out. */
export function decodeSet(json: unknown): FieldSet {
  const node = (value: unknown): FieldSet => {
    const children = new Map<string, FieldSet>()
    let member = false
    if (isObject(value)) {
      for (const key of Object.keys(value)) {
        if (key === '.') member = true
        else if (/^[fkvi]:/.test(key)) children.set(key, node(value[key]))
      }
    }
    return { member: member || children.size === 0, children }
  }
  return { ...node(json), member: false }
}

function byElement([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** As messages print a path: `.spec.containers[name="c"].image`. */
export function pathText(path: Path): string {
  return path.map(elementText).join('')
}

function elementText(element: string): string {
  const rest = element.slice(2)
  if (element.startsWith('f:')) return `.${rest}`
  if (element.startsWith('v:')) return `[=${rest}]`
  if (element.startsWith('i:')) return `[${rest}]`
  const keys = JSON.parse(rest) as Record<string, unknown>
  return `[${Object.keys(keys)
    .sort()
    .map((key) => `${key}=${JSON.stringify(keys[key])}`)
    .join(',')}]`
}
