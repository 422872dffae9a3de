/** Compares what the engine gave with what was recorded, step by step, each form by its own rules. */
import { parse } from 'yaml'
import { LEFT_OUT } from './imitated.ts'
import { type Hashes, normaliseDescribe, normaliseJson, normaliseTable, normaliseText } from './normalise.ts'

/** What the two sides need to be made comparable. */
export interface Sides {
  recorded: Hashes
  ours: Hashes
}

/** '' when equal, else the first difference in words. */
export type Difference = string

/** First place where two JSON values differ. */
export function firstDifference(recorded: unknown, ours: unknown, at = ''): Difference {
  if (recorded === ours) return ''
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    if (recorded.length !== ours.length)
      return `${at || '/'}: ${recorded.length} items recorded, ours ${ours.length}: ${show(ours)} instead of ${show(recorded)}`
    return first(recorded.map((item, i) => firstDifference(item, ours[i], `${at}/${i}`)))
  }
  if (isObject(recorded) && isObject(ours)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])].sort()
    return first(keys.map((key) => firstDifference(recorded[key], ours[key], `${at}/${key}`)))
  }
  return `${at || '/'}: recorded ${show(recorded)}, ours ${show(ours)}`
}

const first = (differences: readonly Difference[]) => differences.find((difference) => difference !== '') ?? ''

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

export function compareJson(recorded: unknown, ours: unknown, sides: Sides): Difference {
  // A plain `get` leaves managedFields out.
  const fields = JSON.stringify(recorded ?? null).includes('"managedFields"')
  const plain = (value: unknown, hashes: Hashes) => JSON.parse(JSON.stringify(normaliseJson(value, hashes, fields)))
  return firstDifference(plain(recorded ?? null, sides.recorded), plain(ours ?? null, sides.ours))
}

/** First line that differs. */
function compareLines(recorded: string, ours: string): Difference {
  if (recorded === ours) return ''
  const [a, b] = [recorded.split('\n'), ours.split('\n')]
  const at = a.findIndex((line, i) => line !== b[i])
  const line = at < 0 ? a.length : at
  return `line ${line + 1}: recorded ${show(a[line])}, ours ${show(b[line])}`
}

export function compareTable(recorded: string, ours: string, sides: Sides, maskNodes: boolean): Difference {
  return compareLines(normaliseTable(recorded, sides.recorded, maskNodes), normaliseTable(ours, sides.ours, maskNodes))
}

/** @param sorted the order of lines means nothing, as a ConfigMap's */
export function compareDescribe(recorded: string, ours: string, sides: Sides, sorted = false): Difference {
  const plain = (text: string, hashes: Hashes) => {
    const lines = normaliseDescribe(text, hashes)
    return sorted ? lines.split('\n').sort().join('\n') : lines
  }
  return compareLines(plain(recorded, sides.recorded), plain(ours, sides.ours))
}

const trimmed = (text: string, hashes: Hashes) =>
  normaliseText(text, hashes)
    .split('\n')
    .map((line) => line.trimEnd().replace(/ +/g, ' '))
    .join('\n')
    .trim()

/** Rows of `kubectl get events` about what was not imitated, each once. */
function eventRows(text: string): string {
  const [head = '', ...rows] = text.split('\n')
  const kept = rows.filter((row) => !LEFT_OUT.has(row.trim().split(/\s+/)[2] ?? ''))
  return [head, ...new Set(kept)].join('\n')
}

export function compareText(recorded: string, ours: string, sides: Sides): Difference {
  return compareLines(trimmed(recorded, sides.recorded), trimmed(ours, sides.ours))
}

/** Output of a command, by what the command prints. */
export function compareOutput(words: readonly string[], recorded: string, ours: string, sides: Sides): Difference {
  const form = outputForm(words)
  if (form === 'json' || form === 'yaml') {
    const read = form === 'json' ? JSON.parse : (text: string) => parse(text)
    try {
      return compareJson(read(recorded || 'null'), read(ours || 'null'), sides)
    } catch {
      return compareText(recorded, ours, sides)
    }
  }
  if (words.includes('describe')) return compareDescribe(recorded, ours, sides)
  // kubectl orders this list by group; the recorder had its lines sorted.
  if (words[1] === 'api-resources') return compareTable(recorded, ours, sides, false)
  if (words[1] === 'drain') return compareDrain(recorded, ours, sides)
  if (words.includes('diff')) return compareText(withoutHeads(recorded), withoutHeads(ours), sides)
  if (words[1] === 'rollout' && words[2] === 'status') return compareText(verdict(recorded), verdict(ours), sides)
  if (words[1] === 'get' && words[2] === 'events') {
    const rows = (text: string, hashes: Hashes) => eventRows(normaliseTable(text, hashes, true))
    return compareLines(rows(recorded, sides.recorded), rows(ours, sides.ours))
  }
  if (words.includes('get') && (form === '' || form === 'wide')) {
    return compareTable(recorded, ours, sides, !words.includes('nodes'))
  }
  return compareText(recorded, ours, sides)
}

function outputForm(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-o' || word === '--output')
  if (at >= 0) return words[at + 1] ?? ''
  return words.find((word) => word.startsWith('-o='))?.slice(3) ?? ''
}

/**
 * kubectl evicts Pods at once and keeps what it warns of and what went wrong in maps: none of it has an order. How often it tries again before its time is
 * over is up to the host's clock, so each line counts once.
 */
function compareDrain(recorded: string, ours: string, sides: Sides): Difference {
  const lines = (text: string, hashes: Hashes) =>
    [...new Set(normaliseText(text, hashes).split(/\n|, |; |[[\]]|Warning: /))].sort().join('\n')
  return compareLines(lines(recorded, sides.recorded), lines(ours, sides.ours))
}

/** What a command complains about. */
export function compareErrors(words: readonly string[], recorded: string, ours: string, sides: Sides): Difference {
  return words[1] === 'drain' ? compareDrain(recorded, ours, sides) : compareText(recorded, ours, sides)
}

/** A diff's file names and times are the machine's. */
const withoutHeads = (text: string) =>
  text
    .split('\n')
    .filter((line) => !/^(diff |--- |\+\+\+ )/.test(line))
    .join('\n')

/** What `rollout status` ends with; the lines before depend on when it looked. */
const verdict = (text: string) => /^deployment .* successfully rolled out$/m.exec(text)?.[0] ?? ''
