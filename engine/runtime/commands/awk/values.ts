/** awk's values, and what an awk remembers between records. */

/** Numbers, texts, and texts that came from input and look like numbers (kept as [text]). */
export type Value = number | string | Input
interface Input {
  input: string
}
export type Cells = Map<string, Value>

export interface AwkState {
  globals: Map<string, Value | Cells>
  record: string
  fields: string[] | undefined
  /** Open ranges by the rule's number. */
  ranges: Set<number>
  /** Texts for commands that `print | "command"` feeds. */
  pipes: Map<string, string>
  /** Files read by getline (a command's output under `|` and its text), and how far; files written. */
  reading: Map<string, { lines: string[]; at: number }>
  written: Set<string>
  seed: number
  draws: number
  exit: number
}

export class Jump {
  constructor(
    readonly kind: 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return',
    readonly value: Value = '',
  ) {}
}

export class AwkError extends Error {}

const NUMERIC = /^[ \t\n\r]*[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|0[xX][0-9a-fA-F]+)[ \t\n\r]*$/

export const newState = (): AwkState => ({
  globals: new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['RS', '\n'],
    ['NR', 0],
    ['FNR', 0],
    ['NF', 0],
    ['SUBSEP', '\x1c'],
    ['CONVFMT', '%.6g'],
    ['OFMT', '%.6g'],
    ['RSTART', 0],
    ['RLENGTH', -1],
    ['FILENAME', ''],
  ]),
  record: '',
  fields: undefined,
  ranges: new Set(),
  pipes: new Map(),
  reading: new Map(),
  written: new Set(),
  seed: 0,
  draws: 0,
  exit: 0,
})

export const toInput = (text: string): Value => (NUMERIC.test(text) ? { input: text } : text)

export const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Small whole numbers in order, then the rest as they came: what most awks do for what people iterate. */
export function ordered(keys: string[]): string[] {
  return keys.every((key) => /^\d{1,9}$/.test(key)) ? keys.sort((a, b) => Number(a) - Number(b)) : keys
}

export function mixed(seed: number, n: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(n, 0xc2b2ae35)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}
