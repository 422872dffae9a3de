/** Rows of the conformance vectors: reading them, naming them, giving them a verdict. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One case of upstream's: what went in and what came out. */
export interface Row {
  readonly source: string
  readonly case: string
  readonly input: unknown
  readonly expected: unknown
  readonly helper?: string
}

/** A row with the name it keeps as long as its content stays. */
export interface NamedRow extends Row {
  readonly file: string
  readonly id: string
  /** The latest instant among the rows of the same upstream file: the moment its tests called "now". */
  readonly recordedAt: string
}

/** Integers that a double cannot hold are read as this. */
export interface BigInteger {
  readonly $integer: string
}

/** Strings stay as they are; long integers outside them become objects. */
const LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

function parseExactly(text: string): unknown {
  const safe = text.replace(LONG_INTEGER, (token) => {
    if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token
    return `{"$integer":"${token}"}`
  })
  return JSON.parse(safe)
}

/** FNV-1a, 32 bits, of the JSON text: enough to tell rows of one test apart. */
function shortHash(value: unknown): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(JSON.stringify(value) ?? '')) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  }
  return hash.toString(16).padStart(8, '0')
}

function upstreamFile({ source }: Row): string {
  return source.replace(/:[^:]*$/, '')
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g

/** The latest timestamp in the rows of each upstream file: recorded rows count their times from it. */
function latestInstants(rows: readonly Row[]): Map<string, string> {
  const latest = new Map<string, string>()
  for (const row of rows) {
    const file = upstreamFile(row)
    for (const instant of JSON.stringify(row.input)?.match(INSTANT) ?? []) {
      if (instant > (latest.get(file) ?? '')) latest.set(file, instant)
    }
  }
  return latest
}

/** Gives each row a stable id: file, test without its line, case, hash of the input, and an ordinal where all that is equal. */
function nameRows(file: string, rows: readonly Row[]): NamedRow[] {
  const seen = new Map<string, number>()
  const latest = latestInstants(rows)
  return rows.map((row) => {
    const test = row.source.replace(/#L\d+$/, '')
    const base = `${file} ${test.slice(test.lastIndexOf('/') + 1)} ${row.case} ${shortHash([row.input, row.expected])}`
    const count = (seen.get(base) ?? 0) + 1
    seen.set(base, count)
    const recordedAt = latest.get(upstreamFile(row)) ?? ''
    return { ...row, file, recordedAt, id: count === 1 ? base : `${base} (${count})` }
  })
}

/** Every row of every JSON file of a folder, files in order of name; undefined when there is no such folder. */
export function loadRows(folder: string): NamedRow[] | undefined {
  if (!existsSync(folder)) return undefined
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return files.sort().flatMap((file) => {
    const content = parseExactly(readFileSync(join(folder, file), 'utf8'))
    return Array.isArray(content) ? nameRows(file, content as Row[]) : []
  })
}
