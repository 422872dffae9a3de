/** Values that are a number or a text, mostly a percentage (`maxSurge: 25%`). Source: apimachinery pkg/util/intstr. */
import { goQuote } from './goquote.ts'
import { integerError, parseInteger } from './gonumber.ts'

export type IntOrString = number | string

/** Thrown when an IntOrString is neither a number nor a percentage; the message is apimachinery's. */
export class IntOrStringError extends Error {}

/** A text that is a 32-bit integer becomes that number, any other stays. */
export function parseIntOrString(text: string): IntOrString {
  const { value, error } = parseInteger(text, 32)
  return error === undefined ? Number(value) : text
}

/** The number, or that of the percentage. Throws IntOrStringError. */
export function intOrPercent(value: IntOrString): { value: number; isPercent: boolean } {
  if (typeof value === 'number') return { value, isPercent: false }
  if (!value.endsWith('%')) throw new IntOrStringError('invalid type: string is not a percentage')
  const digits = value.slice(0, -1)
  const { value: percent, error } = parseInteger(digits, 64)
  if (error === undefined) return { value: Number(percent), isPercent: true }
  throw new IntOrStringError(`invalid value ${goQuote(value)}: ${integerError('Atoi', digits, error)}`)
}

/** The number, or the share of `total` that the percentage names, rounded up or down. Throws IntOrStringError. */
export function scaledIntOrPercent(value: IntOrString | null | undefined, total: number, roundUp: boolean): number {
  if (value === null || value === undefined) throw new IntOrStringError('nil value for IntOrString')
  const amount = readAmount(value)
  if (!amount.isPercent) return amount.value
  const share = (amount.value * total) / 100
  return roundUp ? Math.ceil(share) : Math.floor(share)
}

function readAmount(value: IntOrString): { value: number; isPercent: boolean } {
  try {
    return intOrPercent(value)
  } catch (error) {
    if (!(error instanceof IntOrStringError)) throw error
    throw new IntOrStringError(`invalid value for IntOrString: ${error.message}`)
  }
}
