/**
 * The three walks of apply over typed values: which fields a value has, how two values differ, how one merges into
 * another. Source: structured-merge-diff typed (tofieldset.go, compare.go, merge.go).
 */
import { equal } from '../equal.ts'
import { setOwn } from '../schema/json.ts'
import type { Definition } from '../schema/definition.ts'
import type { Schemas } from '../schema/schemas.ts'
import { type FieldSet, type Path, pathText, SetBuilder } from './fieldset.ts'
import { isObject } from './jsonmerge.ts'
import {
  elementsOf,
  keyElement,
  type Typing,
  TypingError,
  typingOfDefinition,
  typingOfMember,
  typingOfType,
  valueElement,
} from './typing.ts'

/** Paths by what became of them between two values. */
export interface Comparison {
  added: FieldSet
  removed: FieldSet
  modified: FieldSet
}

const isLeaf = (typing: Typing) => typing.kind === 'scalar' || typing.kind === 'atomic'
const isEmpty = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)

export class TypedValues {
  constructor(private readonly schemas: Schemas) {}

  /** Every field a value speaks of. @throws TypingError for a field its type has not */
  fieldSet(value: unknown, definition: Definition): FieldSet {
    const out = new SetBuilder()
    this.collect(value, typingOfDefinition(definition), [], out)
    return out.build()
  }

  /** The first place at which a value speaks of a list, map or struct that is replaced as a whole. */
  firstAtomic(value: unknown, definition: Definition): Path | undefined {
    return this.atomicIn(value, typingOfDefinition(definition), [])
  }

  private atomicIn(value: unknown, typing: Typing, path: Path): Path | undefined {
    if (typing.kind === 'atomic') return typeof value === 'object' && value !== null ? path : undefined
    if (typing.kind === 'keyed') {
      const inner = typingOfType(this.schemas, typing.of)
      for (const [element, item] of elementsOf(typing, value)) {
        const found = this.atomicIn(item, inner, [...path, element])
        if (found) return found
      }
      return undefined
    }
    if (!isObject(value)) return undefined
    for (const [key, item] of Object.entries(value)) {
      const member = typingOfMember(this.schemas, typing, key)
      const found = member && this.atomicIn(item, member, [...path, `f:${key}`])
      if (found) return found
    }
    return undefined
  }

  private collect(value: unknown, typing: Typing, path: Path, out: SetBuilder): void {
    if (isLeaf(typing)) out.insert(path)
    else if (typing.kind === 'keyed' || typing.kind === 'set') this.collectList(value, typing, path, out)
    else if (isObject(value)) this.collectMembers(value, typing, path, out)
  }

  private collectMembers(value: Record<string, unknown>, typing: Typing, path: Path, out: SetBuilder): void {
    for (const key of Object.keys(value)) {
      const at = [...path, `f:${key}`]
      const member = typingOfMember(this.schemas, typing, key)
      if (member === undefined) throw new TypingError(`${pathText(at)}: field not declared in schema`)
      const inner = value[key]
      this.collect(inner, member, at, out)
      if (inner === null || (isObject(inner) && isEmpty(inner)) || typing.kind === 'map') out.insert(at)
    }
  }

  private collectList(value: unknown, typing: Typing, path: Path, out: SetBuilder): void {
    if (!Array.isArray(value)) return
    const seen = new Set<string>()
    for (const item of value) {
      const element = this.elementAt(item, typing, path)
      const at = [...path, element]
      if (seen.has(element))
        throw new TypingError(`${pathText(path)}: duplicate entries for key ${pathText([element])}`)
      seen.add(element)
      if (typing.kind === 'keyed') this.collect(item, typingOfType(this.schemas, typing.of), at, out)
      out.insert(at)
    }
  }

  private elementAt(item: unknown, typing: Typing, path: Path): string {
    try {
      return typing.kind === 'keyed' ? keyElement(item, typing.keys) : valueElement(item)
    } catch (error) {
      if (error instanceof TypingError) throw new TypingError(`${pathText(path)}: element 0: ${error.message}`)
      throw error
    }
  }

  /** How `next` differs from `old`. */
  compare(old: unknown, next: unknown, definition: Definition): Comparison {
    const out = { added: new SetBuilder(), removed: new SetBuilder(), modified: new SetBuilder() }
    this.walk(old, next, typingOfDefinition(definition), [], out)
    return { added: out.added.build(), removed: out.removed.build(), modified: out.modified.build() }
  }

  private walk(
    old: unknown,
    next: unknown,
    typing: Typing,
    path: Path,
    out: Record<keyof Comparison, SetBuilder>,
  ): void {
    if (old === next) return
    // Two empty values are compared as they stand: that keeps null and empty apart.
    const leaf = isLeaf(typing) || (isEmpty(old) && isEmpty(next))
    if (!leaf) this.walkInside(old, next, typing, path, out)
    if (old === undefined) out.added.insert(path)
    else if (next === undefined) out.removed.insert(path)
    else if (leaf && !equal(old, next)) out.modified.insert(path)
  }

  private walkInside(
    old: unknown,
    next: unknown,
    typing: Typing,
    path: Path,
    out: Record<keyof Comparison, SetBuilder>,
  ): void {
    if (typing.kind === 'keyed' || typing.kind === 'set') {
      const [before, after] = [elementsOf(typing, old), elementsOf(typing, next)]
      const inner: Typing = typing.kind === 'keyed' ? typingOfType(this.schemas, typing.of) : { kind: 'scalar' }
      for (const element of new Set([...before.keys(), ...after.keys()])) {
        this.walk(before.get(element), after.get(element), inner, [...path, element], out)
      }
      return
    }
    const [before, after] = [isObject(old) ? old : {}, isObject(next) ? next : {}]
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const member = typingOfMember(this.schemas, typing, key) ?? { kind: 'atomic' as const }
      const [was, is] = [own(before, key), own(after, key)]
      if (was !== undefined || is !== undefined) this.walk(was, is, member, [...path, `f:${key}`], out)
    }
  }

  /** `live` with everything `config` says; lists known by keys merge, and keep the live order with the config's. */
  merge(live: unknown, config: unknown, definition: Definition): unknown {
    return this.mergeInto(live, config, typingOfDefinition(definition))
  }

  private mergeInto(live: unknown, config: unknown, typing: Typing): unknown {
    if (config === undefined) return live
    if (live === undefined || live === null || isLeaf(typing) || isEmpty(config)) {
      // An empty map or list of a config takes nothing away.
      return isEmpty(config) && !isLeaf(typing) && !isEmpty(live) ? live : config
    }
    if (typing.kind === 'keyed' || typing.kind === 'set') return this.mergeLists(live, config, typing)
    if (!isObject(live) || !isObject(config)) return config
    const out: Record<string, unknown> = { ...live }
    for (const key of Object.keys(config)) {
      const member = typingOfMember(this.schemas, typing, key) ?? { kind: 'atomic' as const }
      setOwn(out, key, this.mergeInto(own(live, key), config[key], member))
    }
    return out
  }

  private mergeLists(live: unknown, config: unknown, typing: Typing): unknown[] {
    const [before, after] = [elementsOf(typing, live), elementsOf(typing, config)]
    const inner: Typing = typing.kind === 'keyed' ? typingOfType(this.schemas, typing.of) : { kind: 'scalar' }
    const merged = (element: string) => this.mergeInto(before.get(element), after.get(element), inner)
    return mergedOrder([...before.keys()], [...after.keys()]).map(merged)
  }

  /**
   * `value` without the members of a set and what is inside them, unless something inside is kept.
   * @param keep paths that stay, with all they stand in
   */
  remove(value: unknown, set: FieldSet, keep: FieldSet, definition: Definition): unknown {
    return this.without(value, set, keep, typingOfDefinition(definition))
  }

  private without(value: unknown, set: FieldSet, keep: FieldSet | undefined, typing: Typing): unknown {
    if (set.member && keep === undefined) return undefined
    if (isLeaf(typing) || value === null || typeof value !== 'object') return value
    if (typing.kind === 'keyed' || typing.kind === 'set') {
      const inner: Typing = typing.kind === 'keyed' ? typingOfType(this.schemas, typing.of) : { kind: 'scalar' }
      const kept: unknown[] = []
      for (const [element, item] of elementsOf(typing, value)) {
        const gone = set.children.get(element)
        const rest = gone === undefined ? item : this.without(item, gone, keep?.children.get(element), inner)
        if (rest !== undefined) kept.push(rest)
      }
      return kept
    }
    const out: Record<string, unknown> = { ...(value as Record<string, unknown>) }
    for (const [element, gone] of set.children) {
      const key = element.slice(2)
      const inner = own(out, key)
      if (inner === undefined) continue
      const member = typingOfMember(this.schemas, typing, key) ?? { kind: 'atomic' as const }
      const rest = this.without(inner, gone, keep?.children.get(element), member)
      if (rest === undefined) delete out[key]
      else setOwn(out, key, rest)
    }
    return out
  }

  /** A set with every struct on the way to its members (EnsureNamedFieldsAreMembers). */
  withStructs(set: FieldSet, definition: Definition): FieldSet {
    return this.ensure(set, typingOfDefinition(definition), true)
  }

  private ensure(set: FieldSet, typing: Typing, root: boolean): FieldSet {
    const children = new Map<string, FieldSet>()
    for (const [element, child] of set.children) {
      const inner = this.typingBelow(typing, element)
      const named = typing.kind === 'struct' && child.children.size > 0
      const ensured = this.ensure(child, inner, false)
      children.set(element, named ? { ...ensured, member: true } : ensured)
    }
    return { member: root ? false : set.member, children }
  }

  private typingBelow(typing: Typing, element: string): Typing {
    if (typing.kind === 'keyed') return typingOfType(this.schemas, typing.of)
    return typingOfMember(this.schemas, typing, element.slice(2)) ?? { kind: 'atomic' }
  }
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** The config's order for its own elements, the live ones put where they stood among them (merge.go visitListItems). */
function mergedOrder(live: readonly string[], config: readonly string[]): string[] {
  const inConfig = new Set(config)
  const shared = config.filter((element) => live.includes(element))
  const out: string[] = []
  const seen = new Set<string>()
  let nextShared = 0
  let i = 0
  let j = 0
  const push = (element: string) => {
    if (!seen.has(element)) out.push(element)
    seen.add(element)
  }
  while (i < live.length || j < config.length) {
    const l = live[i]
    const r = config[j]
    if (l !== undefined && !inConfig.has(l)) {
      push(l)
      i++
    } else if (r !== undefined && !live.includes(r)) {
      push(r)
      j++
    } else if (l !== undefined && r !== undefined && l === r) {
      push(l)
      i++
      j++
      nextShared++
    } else if (r !== undefined && shared[nextShared] === r) {
      push(r)
      j++
      nextShared++
    } else if (l !== undefined) i++
    else j++
  }
  return out
}
