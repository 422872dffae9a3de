/** Go's reading of decimal integers (strconv.ParseInt with base 10) and its error texts. */
import { goQuote } from './goquote.ts'

/** A value, or Go's reason why there is none. */
export interface ParsedInteger {
  readonly value: bigint
  readonly error?: 'invalid syntax' | 'value out of range'
}

/** Reads an optionally signed decimal integer of the given width. Out of range gives the nearest bound and the error. */
export function parseInteger(text: string, bits: 32 | 64): ParsedInteger {
  if (!/^[-+]?[0-9]+$/.test(text)) return { value: 0n, error: 'invalid syntax' }
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  if (BigInt.asIntN(bits, value) === value) return { value }
  const bound = 1n << BigInt(bits - 1)
  return { value: value < 0n ? -bound : bound - 1n, error: 'value out of range' }
}

/** Go's error text, e.g. `strconv.Atoi: parsing "x": invalid syntax`. */
export function integerError(functionName: string, text: string, error: string): string {
  return `strconv.${functionName}: parsing ${goQuote(text)}: ${error}`
}
