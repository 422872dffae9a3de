/** The five fields of a schedule. Source: robfig/cron v3 parser.go (getField, getRange), error texts included. */

/** A schedule that cannot be read; the message is upstream's. */
export class CronError extends Error {}

/** What a field allows. */
export interface Field {
  readonly values: ReadonlySet<number>
  /** Every value, said by `*` or `?`: of the two fields of days, one with a star does not decide alone. */
  readonly star: boolean
}

export interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

export const MINUTES: Bounds = { min: 0, max: 59 }
export const HOURS: Bounds = { min: 0, max: 23 }
export const DAYS: Bounds = { min: 1, max: 31 }
export const MONTH_BOUNDS: Bounds = { min: 1, max: 12, names: MONTHS }
export const WEEKDAY_BOUNDS: Bounds = { min: 0, max: 6, names: WEEKDAYS }

export const anyOf = ({ min, max }: Bounds): Field => ({ values: range(min, max, 1), star: true })
export const only = (value: number): Field => ({ values: new Set([value]), star: false })

/** A list of ranges between commas. */
export function parseField(text: string, bounds: Bounds): Field {
  const parts = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => parseRange(part, bounds))
  return { values: new Set(parts.flatMap(({ values }) => [...values])), star: parts.some(({ star }) => star) }
}

/** `*`, `5`, `1-5`, each with an optional `/step`; `5/10` means from 5 on. */
function parseRange(text: string, bounds: Bounds): Field {
  const [limits = '', stepText, ...slashes] = text.split('/')
  const { start, end: last, star, single } = parseLimits(limits, bounds, text)
  if (slashes.length > 0) throw new CronError(`too many slashes: ${text}`)
  const step = stepText === undefined ? 1 : parseInteger(stepText)
  const end = stepText !== undefined && single ? bounds.max : last
  if (start < bounds.min) throw new CronError(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`)
  if (end > bounds.max) throw new CronError(`end of range (${end}) above maximum (${bounds.max}): ${text}`)
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`)
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`)
  return { values: range(start, end, step), star: star && step === 1 }
}

function parseLimits(text: string, bounds: Bounds, whole: string) {
  const [low = '', high, ...hyphens] = text.split('-')
  const single = high === undefined
  if (low === '*' || low === '?') return { start: bounds.min, end: bounds.max, star: true, single }
  const start = parseValue(low, bounds)
  if (hyphens.length > 0) throw new CronError(`too many hyphens: ${whole}`)
  return { start, end: high === undefined ? start : parseValue(high, bounds), star: false, single }
}

function parseValue(text: string, { names, min }: Bounds): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1
  return named < 0 ? parseInteger(text) : named + min
}

function parseInteger(text: string): number {
  if (!/^[-+]?[0-9]+$/.test(text)) {
    throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`)
  }
  const value = Number(text)
  if (value < 0) throw new CronError(`negative number (${value}) not allowed: ${text}`)
  return value
}

function range(start: number, end: number, step: number): Set<number> {
  const values = new Set<number>()
  for (let value = start; value <= end; value += step) values.add(value)
  return values
}
