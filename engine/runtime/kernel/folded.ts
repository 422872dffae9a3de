/**
 * What waits is kept folded: a container's processes as one row of values, of which it holds only those in which it differs from
 * others that wait at the same place. Thousands of shells of a template share their stacks, traps and functions and keep a few
 * numbers and their variables. Folding changes nothing: whoever looks gets the processes as they were.
 */
import { copyData } from './copydata.ts'

/** Values of what is folded, in a fixed order. What decides how they are read is part of the shape's number. */
export class Writer {
  readonly values: unknown[] = []
  hash = 0

  put(value: unknown): void {
    this.values.push(value)
  }

  /** A number that says how much follows, or where code stands: those that share a shape have the same. */
  count(n: number): void {
    this.hash = (Math.imul(this.hash ^ n, 0x01000193) + 0x9e3779b9) | 0
    this.values.push(n)
  }

  map(map: ReadonlyMap<unknown, unknown> | undefined): void {
    this.count(map === undefined ? -1 : map.size)
    if (map === undefined) return
    for (const [key, value] of map) {
      this.values.push(key)
      this.values.push(value)
    }
  }

  list(list: readonly unknown[]): void {
    this.count(list.length)
    for (const item of list) this.values.push(item)
  }

  /** What a command keeps while it waits, value by value: those of a template differ in few. */
  data(value: unknown): void {
    if (Array.isArray(value) && value.length <= MAX_MEMBERS && !Object.isFrozen(value)) {
      this.count(LIST)
      this.count(value.length)
      for (const item of value) this.data(item)
      return
    }
    const keys = membersOf(value)
    if (keys === undefined) {
      this.count(WHOLE)
      this.values.push(value)
      return
    }
    this.count(RECORD)
    this.count(keys.length)
    this.values.push(keys)
    for (const key of keys) this.data((value as Record<string, unknown>)[key])
  }

  clear(): void {
    this.values.length = 0
    this.hash = 0
  }
}

/** How a value that is data is written. */
const [WHOLE, LIST, RECORD] = [0, 1, 2]
/** Longer lists and larger records are kept as they are. */
const MAX_MEMBERS = 32

/** Names of a plain record's members; undefined: it is none, or shared, or large. */
function membersOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return undefined
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined
  const keys = Object.keys(value)
  return keys.length <= MAX_MEMBERS ? keys : undefined
}

/** Takes values off a row in the order in which they were put. */
export class Reader {
  private at = 0
  constructor(private readonly values: readonly unknown[]) {}

  take<T>(): T {
    return this.values[this.at++] as T
  }

  map<K, V>(): Map<K, V> | undefined {
    const size = this.take<number>()
    if (size < 0) return undefined
    const map = new Map<K, V>()
    for (let i = 0; i < size; i++) {
      const key = this.take<K>()
      map.set(key, this.take<V>())
    }
    return map
  }

  /** What `data` put: a copy of its own. */
  data(): unknown {
    const kind = this.take<number>()
    if (kind === WHOLE) return copyData(this.take())
    const size = this.take<number>()
    if (kind === LIST) return Array.from({ length: size }, () => this.data())
    const record: Record<string, unknown> = {}
    for (const key of this.take<readonly string[]>()) record[key] = this.data()
    return record
  }

  /** `empty` when there is nothing. */
  list<T>(empty: T[]): T[] {
    const length = this.take<number>()
    if (length === 0) return empty
    return Array.from({ length }, () => this.take<T>())
  }
}

/** What was folded: the values of its shape, but for those at `places`. Never changed. */
export class Folded {
  constructor(
    private readonly base: readonly unknown[],
    private readonly places: readonly number[],
    private readonly own: readonly unknown[],
  ) {}

  read(): Reader {
    const values = this.base.slice()
    this.places.forEach((place, i) => {
      values[place] = this.own[i]
    })
    return new Reader(values)
  }
}

interface Shape {
  readonly base: readonly unknown[]
  /** What does not differ from it anywhere. */
  readonly same: Folded
  /** Where any that were folded differ from it, ascending; what was folded keeps those of its time. */
  places: readonly number[]
}

/** Of one program; past it they are forgotten and found again. */
const MAX_SHAPES = 64
/** Past so many a shape is no likeness. */
const MAX_PLACES = 48
const NOTHING: readonly never[] = []

/** By the program that runs, and by the number of the shape. No state. */
const known = new WeakMap<object, Map<number, Shape>>()

/** @param program what those that are alike run */
export function fold(program: object, { values, hash }: Writer): Folded {
  let shapes = known.get(program)
  if (shapes === undefined) known.set(program, (shapes = new Map()))
  const shape = shapes.get(hash)
  const places = shape?.base.length === values.length ? placesOf(shape, values) : undefined
  if (shape === undefined || places === undefined) {
    if (shapes.size >= MAX_SHAPES) shapes.clear()
    const base = values.slice()
    const same = new Folded(base, NOTHING, NOTHING)
    shapes.set(hash, { base, same, places: NOTHING })
    return same
  }
  if (places.length === 0) return shape.same
  shape.places = places
  return new Folded(
    shape.base,
    places,
    places.map((place) => values[place]),
  )
}

/** The shape's places, and those where these values differ, too; undefined: too many. */
function placesOf({ base, places }: Shape, values: readonly unknown[]): readonly number[] | undefined {
  let more: number[] | undefined
  let at = 0
  for (let i = 0; i < values.length; i++) {
    if (places[at] === i) at++
    else if (values[i] !== base[i] && !alike(values[i], base[i])) (more ??= []).push(i)
  }
  if (more === undefined) return places
  if (places.length + more.length > MAX_PLACES) return undefined
  return [...places, ...more].sort((a, b) => a - b)
}

/** Lists and plain records that nobody changes, with the same in them. */
function alike(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i])
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => (a as Record<string, unknown>)[key] === (b as Record<string, unknown>)[key])
}
