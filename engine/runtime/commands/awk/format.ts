/** printf and sprintf of awk. */
import { floatText } from '../floats.ts'
import type { Value } from './values.ts'

interface Conversions {
  number(value: Value): number
  text(value: Value): string
}

const SPEC = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]*([a-zA-Z%])/g
const MAX_WIDTH = 65536

export function awkFormat(format: string, args: readonly Value[], awk: Conversions): string {
  let next = 0
  const take = (): Value => args[next++] ?? ''
  return format.replace(
    SPEC,
    (all, flags: string, width: string | undefined, precision: string | undefined, letter: string) => {
      if (letter === '%') return '%'
      const space = Math.min(MAX_WIDTH, width === '*' ? awk.number(take()) : Number(width ?? 0))
      const digits = precision === undefined ? -1 : precision === '*' ? awk.number(take()) : Number(precision || 0)
      const left = flags.includes('-') || space < 0
      const pad = (text: string) => (left ? text.padEnd(Math.abs(space)) : text.padStart(space))
      if (letter === 's') return pad(digits < 0 ? awk.text(take()) : awk.text(take()).slice(0, digits))
      if (letter === 'c') {
        const value = take()
        return pad(
          typeof value === 'string'
            ? value.slice(0, 1)
            : typeof value === 'number'
              ? String.fromCharCode(value & 255)
              : awk.text(value).slice(0, 1),
        )
      }
      const value = awk.number(take())
      if ('di'.includes(letter)) return number(whole(value), flags, digits, space, left)
      if ('oxXu'.includes(letter)) return number(unsigned(value, letter, flags), flags, digits, space, left)
      if (!'eEfFgG'.includes(letter)) return all
      const text = floatText(value, letter, digits, flags)
      return flags.includes('0') && !left ? zeroed(text, space) : pad(text)
    },
  )
}

const whole = (value: number): string =>
  Math.abs(value) < 1e21
    ? String(Math.trunc(value) + 0)
    : Number.isFinite(value)
      ? String(BigInt(Math.trunc(value)))
      : String(value)

function unsigned(value: number, letter: string, flags: string): string {
  const n = BigInt.asUintN(64, BigInt(Number.isFinite(value) ? Math.trunc(value) : 0))
  const base = letter === 'o' ? 8 : letter === 'u' ? 10 : 16
  const text =
    (flags.includes('#') && base === 16 ? '0x' : flags.includes('#') && base === 8 ? '0' : '') + n.toString(base)
  return letter === 'X' ? text.toUpperCase() : text
}

function number(text: string, flags: string, digits: number, space: number, left: boolean): string {
  let shown = text
  if (digits >= 0) shown = shown.replace(/\d+/, (d) => d.padStart(digits, '0'))
  if (!shown.startsWith('-')) shown = flags.includes('+') ? `+${shown}` : flags.includes(' ') ? ` ${shown}` : shown
  if (left) return shown.padEnd(Math.abs(space))
  return flags.includes('0') && digits < 0 ? zeroed(shown, space) : shown.padStart(space)
}

const zeroed = (text: string, space: number): string => {
  const [, sign = '', rest = ''] = /^([-+ ]?)(.*)$/.exec(text) as RegExpExecArray
  return sign + rest.padStart(space - sign.length, '0')
}
