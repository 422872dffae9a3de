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

/** Gives each row a stable id: file, test without its line, case, hash of the input, and an ordinal where all that is equal. */
function nameRows(file: string, rows: readonly Row[]): NamedRow[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const test = row.source.replace(/#L\d+$/, '')
    const base = `${file} ${test.slice(test.lastIndexOf('/') + 1)} ${row.case} ${shortHash([row.input, row.expected])}`
    const count = (seen.get(base) ?? 0) + 1
    seen.set(base, count)
    return { ...row, file, id: count === 1 ? base : `${base} (${count})` }
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
