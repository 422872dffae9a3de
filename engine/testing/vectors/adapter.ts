/** What an adapter is, and the small tools adapters share. */
import { isDeepStrictEqual } from 'node:util'
import type { Row } from './row.ts'

/** A row that says too little to be run, with the reason. */
export class SkipRow extends Error {}

/** A row whose answer differs, with both answers. */
export class RowMismatch extends Error {}

/** Runs the rows of one upstream test; throws RowMismatch or SkipRow, returns when the row holds. */
export type Adapter = (row: AdapterRow) => void

/** Adapters by `folder/file_test.go:TestName`. */
export type Adapters = Readonly<Record<string, Adapter>>

/** A row with its fields at hand. */
export interface AdapterRow extends Row {
  readonly in: Fields
  readonly out: Fields
  /** What "now" was when the row was recorded (RFC 3339), '' when nothing tells. */
  readonly recordedAt: string
}

// biome-ignore lint/suspicious/noExplicitAny: rows are foreign data of many shapes; each adapter knows its own
export type Fields = any

export function skip(reason: string): never {
  throw new SkipRow(reason)
}

function show(value: unknown): string {
  const text =
    typeof value === 'string'
      ? value
      : JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part))
  return text === undefined ? 'undefined' : text
}

/** Fails the row unless both are the same, deeply. */
export function same(actual: unknown, expected: unknown, what = ''): void {
  if (isDeepStrictEqual(plain(actual), plain(expected))) return
  throw new RowMismatch(`${what === '' ? '' : `${what}: `}got ${show(actual)}, expected ${show(expected)}`)
}

/** Fails the row unless the text holds the part. */
export function contains(text: string, part: string): void {
  if (!text.includes(part)) throw new RowMismatch(`got ${show(text)}, expected it to contain ${show(part)}`)
}

/** Go has no difference between absent, null and (for our purpose) undefined: dropped everywhere inside objects. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value ?? null
  const entries = Object.entries(value).filter(([, part]) => part !== null && part !== undefined)
  return Object.fromEntries(entries.map(([name, part]) => [name, plain(part)]))
}

/** The error a call throws, undefined when it returns. */
export function errorOf(call: () => unknown): Error | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** Whether the call's outcome (error or not) is the one wanted; gives the value when there is one. */
export function attempt<Value>(call: () => Value, wantError: boolean): Value | undefined {
  let value: Value | undefined
  const error = errorOf(() => {
    value = call()
  })
  if ((error !== undefined) !== wantError) {
    throw new RowMismatch(error ? `unexpected error: ${error.message}` : `expected an error, got ${show(value)}`)
  }
  return error === undefined ? value : undefined
}

/** An exact integer of a row. */
export function toBigInt(value: unknown): bigint {
  if (typeof value === 'object' && value !== null && '$integer' in value) return BigInt(String(value.$integer))
  return BigInt(value as number)
}

/** Checks a validator over `{value, loop}` rows: messages exactly when the row is bad. */
export function validity(messages: (value: Fields) => readonly unknown[]): Adapter {
  return (row) => {
    if (row.in.value === null || row.in.value === undefined) skip('the row does not carry its value')
    same(messages(row.in.value).length === 0, row.out.valid)
  }
}
