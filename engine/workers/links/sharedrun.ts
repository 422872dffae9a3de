/**
 * A whole run as text: `1.<checksum>.<deflated JSON>`, for the fragment of an address and for files.
 *
 * Whatever claims to be one is looked at in the cheapest order: length, form, checksum, size when inflated, JSON, shape.
 * Nothing of it runs before all of that held, and no step takes longer than its limit lets it.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate'
import { ENGINE_VERSION } from '../../actionlog.ts'
import { checkLog, LogError } from '../../actionlogcheck.ts'
import { TextHash } from '../../core/hash.ts'
import type { OpenedRun, SharedRun } from '../../protocol/time.ts'
import { fromBase64Url, toBase64Url } from './base64url.ts'

const FORMAT = '1'
const CHECKSUM_DIGITS = 16
/** Longest text that is looked at: browsers carry more, people don't. */
const MOST_CHARACTERS = 4 * 2 ** 20
/** Most it may become when inflated. */
const MOST_BYTES = 16 * 2 ** 20
/** Deflated bytes taken at a time: each can become a thousand. */
const STEP_BYTES = 1024
const MOST_FILES = 64
const LONGEST_FILE = 2 ** 20
/** A year: far beyond what anybody watches, and short enough to be run. */
const LATEST_MS = 366 * 86_400_000

export function encodeRun({ log, untilMs, files }: SharedRun): string {
  const json = JSON.stringify({ log, untilMs, files })
  const body = toBase64Url(deflateSync(strToU8(json), { level: 9, mem: 8 }))
  return `${FORMAT}.${checksum(body)}.${body}`
}

/** Never throws: what is refused says why in one sentence. */
export function openRun(text: string): OpenedRun {
  try {
    const run = decode(text.trim())
    const { engine } = run.log
    return { run, engine: engine === ENGINE_VERSION ? 'same' : engine }
  } catch (error) {
    if (error instanceof Refusal || error instanceof LogError) return { refused: error.message }
    return { refused: `The link cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

class Refusal extends Error {}

const checksum = (body: string): string => new TextHash().add(body).digest()

function decode(text: string): SharedRun {
  if (text.length > MOST_CHARACTERS) throw new Refusal(`The link is longer than ${MOST_CHARACTERS} characters`)
  const [format, sum, body, more] = text.split('.')
  if (format !== FORMAT) throw new Refusal(`The link is of format ${short(format)}; this page reads format ${FORMAT}`)
  if (sum?.length !== CHECKSUM_DIGITS || !body || more !== undefined) throw new Refusal('The link is not complete')
  if (checksum(body) !== sum) throw new Refusal('The link was cut off or changed on its way')
  const bytes = fromBase64Url(body)
  if (bytes === undefined) throw new Refusal('The link has characters that none has')
  return checkRun(parse(inflate(bytes)))
}

function inflate(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = []
  let size = 0
  let ended = false
  const stream = new Inflate((chunk, final) => {
    chunks.push(chunk)
    size += chunk.length
    ended ||= final
  })
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    stream.push(bytes.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= bytes.length)
    if (size > MOST_BYTES) throw new Refusal(`The link holds more than ${MOST_BYTES / 2 ** 20} MB`)
  }
  if (!ended) throw new Refusal('The link is not complete')
  const whole = new Uint8Array(size)
  let to = 0
  for (const chunk of chunks) {
    whole.set(chunk, to)
    to += chunk.length
  }
  return whole
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(strFromU8(bytes))
  } catch {
    throw new Refusal('The link does not hold JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('The link holds no run')
  return value as Record<string, unknown>
}

/** @throws Refusal or LogError */
export function checkRun({ log, untilMs, files }: Record<string, unknown>): SharedRun {
  const checked = checkLog(log)
  if (!Number.isSafeInteger(untilMs) || (untilMs as number) < 0) throw new Refusal('untilMs: must be a whole number')
  const last = Math.max(untilMs as number, checked.actions.at(-1)?.atMs ?? 0)
  if (last > LATEST_MS) throw new Refusal('untilMs: a run is at most a year long')
  return { log: checked, untilMs: untilMs as number, files: checkFiles(files) }
}

function checkFiles(files: unknown): SharedRun['files'] {
  if (!Array.isArray(files) || files.length > MOST_FILES)
    throw new Refusal(`files: must be a list of at most ${MOST_FILES}`)
  return files.map((file: unknown) => {
    const { name, text, applied } = (file ?? {}) as Record<string, unknown>
    if (typeof name !== 'string' || name.length > 255 || !isText(text) || !(applied === undefined || isText(applied)))
      throw new Refusal('files: each has a name and a text')
    return { name, text, ...(applied === undefined ? {} : { applied }) }
  })
}

const isText = (text: unknown): text is string => typeof text === 'string' && text.length <= LONGEST_FILE

const short = (text = ''): string => JSON.stringify(text.slice(0, 12))
