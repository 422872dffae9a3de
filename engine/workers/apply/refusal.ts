/** From the API server's refusal to what the editor shows: kubectl's words, the place of each cause, the nearest fix. */
import type { Status } from '../../api/errors.ts'
import { decode } from '../../api/schema/decode.ts'
import type { Definition } from '../../api/schema/definition.ts'
import type { DecodeProblem } from '../../api/schema/problems.ts'
import { pathText } from '../../api/schema/problems.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { ApplyError, TextRange } from '../../protocol/apply.ts'
import { nearest } from './nearest.ts'
import { type Path, parseFieldPath, type Places } from './place.ts'

type Cause = ApplyError['causes'][number]

/** What the refused document is about. */
export interface Refused {
  schemas: Schemas
  definition: Definition
  value: unknown
  places: Places
  /** Where the object stands in its document: empty, or inside a List. */
  prefix: Path
}

/** `The Deployment "web" is invalid: …`, `Error from server (NotFound): error when creating "STDIN": …`. */
export function kubectlWords(status: Status, doing: string): string {
  const { reason = 'Unknown', message = '', details } = status
  if (reason !== 'Invalid') return `Error from server (${reason}): ${doing} "STDIN": ${message}`
  const causes = details?.causes ?? []
  const texts = causes.map((cause) => (cause.field ? `${cause.field}: ${cause.message}` : cause.message))
  const head = message.slice(0, message.indexOf(' is invalid:') + ' is invalid:'.length)
  if (causes.length === 0) return `The ${message}`
  const shown = `The ${head.replace(/^(\w+)\.[\w.]+ /, '$1 ')}`
  return texts.length === 1 ? `${shown} ${texts[0]}` : `${shown} \n${texts.map((text) => `* ${text}`).join('\n')}`
}

/** @param doing `error when creating`, as kubectl says */
export function refusal(status: Status, doing: string, about: Refused): ApplyError {
  const base = { code: status.code ?? 500, reason: status.reason ?? 'Unknown', message: kubectlWords(status, doing) }
  const problems = unreadable(status) ? problemsOf(about) : []
  const [causes, fix] = problems.length > 0 ? fromProblems(problems, about) : [fromStatus(status, about), undefined]
  const range =
    causes.find((cause) => cause.range)?.range ?? about.places.field(about.prefix).value ?? about.places.start()
  return { ...base, causes, range: firstLine(range), ...(fix ? { fix } : {}) }
}

/** The document cannot be decoded; of a patch the server says so of the patch as a whole. */
function unreadable({ reason, details }: Status): boolean {
  return reason === 'BadRequest' || (details?.causes?.some(({ field }) => field === 'patch') ?? false)
}

/** The server's text names the first problem only; decoding again here gives the place of each. */
function problemsOf({ schemas, definition, value }: Refused): readonly DecodeProblem[] {
  return decode(schemas, definition, value, { sorted: true }).errors
}

function fromProblems(problems: readonly DecodeProblem[], about: Refused): [Cause[], ApplyError['fix']] {
  let fix: ApplyError['fix']
  const causes = problems.map((problem): Cause => {
    const place = about.places.field([...about.prefix, ...problem.path])
    const range = problem.kind === 'type' ? (place.value ?? place.key) : (place.key ?? place.value)
    const found = problem.kind === 'unknown' && place.key ? fieldFix(problem.path, about, place.key) : undefined
    fix ??= found ?? (problem.kind === 'type' ? typeFix(problem, about, place.value) : undefined)
    const message = problem.kind === 'unknown' ? unknownWords(problem.path, found?.text) : problem.message
    return { field: pathText(problem.path), message, ...(range ? { range: firstLine(range) } : {}) }
  })
  return [causes, fix]
}

/** `startupProbe has no field failureTreshold. Closest match is failureThreshold.` */
function unknownWords(path: Path, closest: string | undefined): string {
  const parent = path.slice(0, -1).findLast((part) => typeof part === 'string')
  const holder = parent === undefined ? 'The object' : String(parent)
  const said = `${holder} has no field ${String(path.at(-1))}`
  return closest ? `${said}. Closest match is ${closest}.` : said
}

function fieldFix(path: Path, { schemas, definition }: Refused, key: TextRange): ApplyError['fix'] {
  const owner = definitionAt(schemas, definition, path.slice(0, -1))
  const match = owner && nearest(String(path.at(-1)), [...owner.byName.keys()])
  return match ? { label: match, range: key, text: match } : undefined
}

/** A number in quotes, or a word without them. */
function typeFix(problem: DecodeProblem, { value }: Refused, place: TextRange | undefined): ApplyError['fix'] {
  const given = valueAt(value, problem.path)
  if (!place || place.line !== place.endLine) return undefined
  if (/unmarshal string into .* of type u?int/.test(problem.message) && /^-?\d+$/.test(String(given))) {
    return { label: String(given), range: place, text: String(given) }
  }
  if (/unmarshal (number|bool) into .* of type string/.test(problem.message)) {
    return { label: JSON.stringify(String(given)), range: place, text: JSON.stringify(String(given)) }
  }
  return undefined
}

function fromStatus({ details }: Status, { places, prefix }: Refused): Cause[] {
  return (details?.causes ?? []).map(({ field, message }) => {
    if (!field) return { message }
    const place = places.field([...prefix, ...parseFieldPath(field)])
    const range = place.exact ? (place.value ?? place.key) : (place.key ?? place.value)
    return { field, message, ...(range ? { range: firstLine(range) } : {}) }
  })
}

/** The definition of the struct a path leads to. */
function definitionAt(schemas: Schemas, root: Definition, path: Path): Definition | undefined {
  let definition: Definition | undefined = root
  let type = undefined as Definition['fields'][number]['type'] | undefined
  for (const part of path) {
    if (type && (type.shape === 'list' || type.shape === 'map')) type = type.of
    else type = definition?.byName.get(String(part))?.type
    definition = type?.ref ? schemas.find(type.ref) : undefined
  }
  return definition
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const part of path) at = (at as Record<string, unknown> | undefined)?.[part as string]
  return at
}

/** A block of many lines is marked at its first. */
function firstLine(range: TextRange): TextRange {
  return range.endLine === range.line ? range : { ...range, endLine: range.line, endColumn: range.column + 200 }
}
