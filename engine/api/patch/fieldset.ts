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

/** Members of either; `a` itself when it has them all. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a
  if (isEmptySet(a)) return b
  let children: Map<string, FieldSet> | undefined
  for (const [key, child] of b.children) {
    const own = a.children.get(key)
    const both = own === undefined ? child : union(own, child)
    if (both === own || isEmptySet(both)) continue
    children ??= new Map(a.children)
    children.set(key, both)
  }
  const member = a.member || b.member
  return children === undefined && member === a.member ? a : { member, children: children ?? a.children }
}

/** Members of `a` that are none of `b`; `a` itself when nothing goes. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(b)) return a
  let children: Map<string, FieldSet> | undefined
  for (const [key, other] of b.children) {
    const own = a.children.get(key)
    const rest = own && difference(own, other)
    if (rest === own) continue
    children ??= new Map(a.children)
    if (isEmptySet(rest as FieldSet)) children.delete(key)
    else children.set(key, rest as FieldSet)
  }
  const member = a.member && !b.member
  return children === undefined && member === a.member ? a : { member, children: children ?? a.children }
}

/** Members of both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>()
  for (const [key, child] of a.children) {
    const other = b.children.get(key)
    const both = other === undefined ? EMPTY : intersection(child, other)
    if (!isEmptySet(both)) children.set(key, both)
  }
  return { member: a.member && b.member, children }
}

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

/** A set and its JSON, whichever came first: most writes leave most managers' fields as they were. */
const written = new WeakMap<FieldSet, Record<string, unknown>>()
const read = new WeakMap<object, FieldSet>()

/** FieldsV1 JSON; equal sets of one origin share it. */
export function encodeSet(set: FieldSet): Record<string, unknown> {
  let json = written.get(set)
  if (json === undefined) {
    json = encoded(set)
    written.set(set, json)
    read.set(json, set)
  }
  return json
}

function encoded(set: FieldSet): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, child] of [...set.children].sort(byElement)) {
    const below = encoded(child)
    out[key] = child.member && child.children.size > 0 ? { '.': {}, ...below } : below
  }
  return out
}

/** Reads FieldsV1 JSON, which nobody changes afterwards; what makes no sense is left out. */
export function decodeSet(json: unknown): FieldSet {
  if (!isObject(json)) return EMPTY
  let set = read.get(json)
  if (set === undefined) {
    set = decoded(json)
    read.set(json, set)
  }
  return set
}

function decoded(json: object): FieldSet {
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
