/**
 * One decoding of one document: walks the value by the plan of its type, builds the clean copy, notes what is wrong.
 * The rules are those of sigs.k8s.io/json reading into the API's Go types, then writing them out again.
 */
import { canonicalQuantity } from '../quantity.ts'
import { canonicalBase64 } from './gobase64.ts'
import { readTime } from './gotime.ts'
import { copyJson, setOwn, TooDeepError } from './json.ts'
import type { FieldPlan, StructPlan, TypePlan } from './plan.ts'
import type { DecodeProblem } from './problems.ts'
import { strictProblem } from './problems.ts'

type Json = Record<string, unknown>

/** Structs nest this deep at most: far beyond any real object, well within the stack. */
const MAX_STRUCT_DEPTH = 500
/** Go's own limit on nesting. */
const MAX_JSON_DEPTH = 10_000
/** Values a document may hold; more than any body within the size limit can spell out without repeating aliases. */
const MAX_VALUES = 2_000_000
/** A quantity longer than this is refused as malformed: exact arithmetic on megabytes of digits takes minutes. */
const MAX_QUANTITY = 1000
/** Problems kept, so that a hostile document cannot make the answer as large as itself. */
const MAX_PROBLEMS = 10_000

/** Ends a decoding that would not end well: too deep or too large. */
export class HopelessError extends Error {}

/** What Go calls the kind of a JSON value. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'bigint' ? 'number' : typeof value
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value that Go's omitempty leaves out. */
function isEmpty(value: unknown): boolean {
  if (value === '' || value === 0 || value === false || value === undefined) return true
  if (Array.isArray(value)) return value.length === 0
  return false
}

/** Shapes that omitempty applies to; structs are always written, and free JSON is kept as given. */
function isScalarOrList(shape: string): boolean {
  return shape !== 'ref' && shape !== 'any' && shape !== 'intOrString'
}

function hasNoKeys(value: object): boolean {
  for (const _ in value) return false
  return true
}

export class Decoder {
  readonly problems: DecodeProblem[] = []
  readonly #path: (string | number)[] = []
  /** The struct that owns each part of the path; undefined for list positions and map keys. */
  readonly #owners: (StructPlan | undefined)[] = []
  /** Inside a value that Go reads with its lenient decoder: how much of the path its errors still name. */
  #lenientFrom: number | undefined
  #structDepth = 0
  #values = 0

  /** The struct's clean copy. Fields stand in the type's order; unknown ones are noted and left out. */
  struct(plan: StructPlan, input: Json): Json {
    if (++this.#structDepth > MAX_STRUCT_DEPTH) throw new HopelessError('exceeded max depth')
    this.#count()
    const output: Json = {}
    let known = 0
    for (const field of plan.fields) {
      const raw = input[field.name]
      if (raw !== undefined) known++
      const value = raw === undefined || raw === null ? this.#absent(field) : this.#present(plan, field, raw)
      if (value !== undefined) output[field.name] = value
    }
    let keys = 0
    for (const _ in input) keys++
    if (keys !== known) this.#noteUnknown(plan, input)
    this.#structDepth--
    return output
  }

  #present(plan: StructPlan, field: FieldPlan, raw: unknown): unknown {
    this.#path.push(field.name)
    this.#owners.push(plan)
    const value = this.#value(field.type, raw)
    this.#path.pop()
    this.#owners.pop()
    if (field.keep) return value
    if (field.type.shape === 'map') return value !== undefined && hasNoKeys(value as object) ? undefined : value
    return isScalarOrList(field.type.shape) && isEmpty(value) ? undefined : value
  }

  /** What a field holds that the document doesn't mention. */
  #absent(field: FieldPlan): unknown {
    if (field.pointer) return undefined
    const { shape } = field.type
    if (shape === 'ref' || shape === 'quantity' || shape === 'intOrString') return this.#zero(field.type)
    return field.always && shape !== 'any' && shape !== 'map' ? this.#zero(field.type) : undefined
  }

  /** Go's zero value as it is stored: what `null` gives inside a list or a map. */
  #zero(type: TypePlan): unknown {
    switch (type.shape) {
      case 'string':
      case 'bytes':
        return ''
      case 'boolean':
        return false
      case 'int32':
      case 'int64':
      case 'number':
      case 'intOrString':
        return 0
      case 'quantity':
        return '0'
      case 'list':
        return []
      case 'map':
        return {}
      case 'ref':
        return this.struct(type.struct(), {})
      default:
        return undefined
    }
  }

  #value(type: TypePlan, raw: unknown): unknown {
    switch (type.shape) {
      case 'string':
        return typeof raw === 'string' ? raw : this.#mismatch(type, raw)
      case 'boolean':
        return typeof raw === 'boolean' ? raw : this.#mismatch(type, raw)
      case 'int32':
      case 'int64':
      case 'number':
        return this.#number(type, raw)
      case 'ref':
        return isObject(raw) ? this.struct(type.struct(), raw) : this.#mismatch(type, raw)
      case 'list':
        return Array.isArray(raw) ? this.#list(type.of as TypePlan, raw) : this.#mismatch(type, raw)
      case 'map':
        return isObject(raw) ? this.#map(type.of as TypePlan, raw) : this.#mismatch(type, raw)
      case 'quantity':
        return this.#quantity(raw)
      case 'intOrString':
        return this.#intOrString(raw)
      case 'time':
      case 'microTime':
        return this.#time(raw, type.shape === 'microTime')
      case 'bytes':
        return this.#bytes(type, raw)
      default:
        return this.#free(type, raw)
    }
  }

  #element(type: TypePlan, raw: unknown, key: string | number): unknown {
    if (raw === null || raw === undefined) return this.#zero(type) ?? null
    this.#path.push(key)
    this.#owners.push(undefined)
    const value = this.#value(type, raw)
    this.#path.pop()
    this.#owners.pop()
    return value
  }

  #list(of: TypePlan, raw: readonly unknown[]): unknown[] {
    const output: unknown[] = []
    for (let at = 0; at < raw.length; at++) {
      this.#count()
      output.push(this.#element(of, raw[at], at))
    }
    return output
  }

  #map(of: TypePlan, raw: Json): Json {
    const output: Json = {}
    for (const key of Object.keys(raw)) {
      this.#count()
      setOwn(output, key, this.#element(of, raw[key], key))
    }
    return output
  }

  #number(type: TypePlan, raw: unknown): unknown {
    if (typeof raw !== 'number' && typeof raw !== 'bigint') return this.#mismatch(type, raw)
    const value = Number(raw)
    if (type.shape === 'number') return Number.isFinite(value) ? value : this.#mismatch(type, raw, `number ${raw}`)
    const limit = type.shape === 'int32' ? 2 ** 31 : 2 ** 63
    const fits = Number.isInteger(value) && value >= -limit && value < limit
    return fits ? value + 0 : this.#mismatch(type, raw, `number ${raw}`)
  }

  #quantity(raw: unknown): unknown {
    try {
      const text = (typeof raw === 'object' ? '{' : String(raw)).trim()
      return canonicalQuantity(text.length > MAX_QUANTITY ? '' : text)
    } catch (error) {
      return this.#stop((error as Error).message)
    }
  }

  #intOrString(raw: unknown): unknown {
    if (typeof raw === 'string') return raw
    const integer = typeof raw === 'number' && Number.isInteger(raw) && raw >= -(2 ** 31) && raw < 2 ** 31
    return integer ? raw + 0 : this.#stopMismatch(typeof raw === 'number' ? `number ${raw}` : jsonKind(raw), 'int32')
  }

  #time(raw: unknown, micro: boolean): unknown {
    if (typeof raw !== 'string') return this.#stopMismatch(jsonKind(raw), 'string')
    const reading = readTime(raw, micro)
    return 'text' in reading ? reading.text : this.#stop(reading.error)
  }

  #bytes(type: TypePlan, raw: unknown): unknown {
    if (typeof raw !== 'string') return this.#mismatch(type, raw)
    const text = canonicalBase64(raw)
    return typeof text === 'string' ? text : this.#note(`illegal base64 data at input byte ${text}`, false)
  }

  /** Free JSON, and the alternatives inside a CRD's schema. */
  #free(type: TypePlan, raw: unknown): unknown {
    if (type.shape === 'any') return this.#copy(raw)
    const bool = type.shape === 'schemaOrBool'
    if (isObject(raw)) return this.#leniently(() => this.struct(type.struct(), raw))
    if (bool) return typeof raw === 'boolean' ? raw : this.#stop('boolean or JSON schema expected')
    if (!Array.isArray(raw)) return undefined
    return this.#leniently(() => this.#list(type.of as TypePlan, raw))
  }

  /** Go reads these with its own decoder: unknown fields pass, errors name no field further in. */
  #leniently<T>(read: () => T): T {
    const outer = this.#lenientFrom
    this.#lenientFrom ??= this.#path.length
    const value = read()
    this.#lenientFrom = outer
    return value
  }

  /** Free JSON is kept as it is, down to Go's depth; the copy shares nothing with the document. */
  #copy(raw: unknown): unknown {
    try {
      const { value, values } = copyJson(raw, MAX_JSON_DEPTH - this.#path.length, MAX_VALUES - this.#values)
      this.#values += values
      return value
    } catch (error) {
      if (error instanceof TooDeepError) throw new HopelessError(error.message)
      throw error
    }
  }

  #count(): void {
    if (++this.#values > MAX_VALUES) throw new HopelessError('document contains excessive aliasing')
  }

  #noteUnknown(plan: StructPlan, input: Json): void {
    if (this.#lenientFrom !== undefined) return
    for (const key of Object.keys(input)) {
      if (plan.names.has(key) || this.problems.length >= MAX_PROBLEMS) continue
      this.problems.push(strictProblem('unknown', [...this.#path, key]))
    }
  }

  /** Go's text for a value of the wrong type, at the innermost struct's field. */
  #mismatchText(kind: string, goType: string): string {
    const owners = this.#owners.slice(0, this.#lenientFrom)
    const names = this.#path.filter((_, at) => owners[at] !== undefined)
    const owner = owners.findLast((candidate) => candidate !== undefined)
    const place = owner ? `Go struct field ${owner.definition.goName}.${names.join('.')}` : 'Go value'
    return `json: cannot unmarshal ${kind} into ${place} of type ${goType}`
  }

  #mismatch(type: TypePlan, raw: unknown, kind: string = jsonKind(raw)): undefined {
    return this.#note(this.#mismatchText(kind, type.goType), this.#lenientFrom !== undefined)
  }

  #stopMismatch(kind: string, goType: string): undefined {
    return this.#stop(this.#mismatchText(kind, goType))
  }

  #stop(message: string): undefined {
    return this.#note(message, true)
  }

  #note(message: string, fatal: boolean): undefined {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ kind: 'type', path: [...this.#path], message, fatal })
    return undefined
  }
}
