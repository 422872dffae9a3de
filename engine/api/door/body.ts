/**
 * From a request's body to an object of a kind, or upstream's refusal.
 * Source: apiserver pkg/endpoints/handlers/create.go, rest.go (transformDecodeError), runtime/serializer/json.
 */
import { badRequest, failure, type StatusError } from '../errors.ts'
import { goQuote } from '../goquote.ts'
import type { KindDefinition } from '../kind.ts'
import type { KObject } from '../object.ts'
import { cannotHandle, decode } from '../schema/decode.ts'
import type { FieldValidation } from '../schema/decoded.ts'
import type { Definition } from '../schema/definition.ts'
import { duplicateKeys } from '../schema/duplicates.ts'
import type { FieldPath } from '../schema/problems.ts'
import type { Schemas } from '../schema/schemas.ts'
import { readTypeMeta } from '../schema/typemeta.ts'
import { byteLength } from '../utf8.ts'
import { jsonSyntaxError } from './jsonsyntax.ts'
import { readYaml } from './yamltext.ts'

/** Largest body in bytes (apiserver MaxRequestBodyBytes). */
export const MAX_BODY_BYTES = 3 * 1024 * 1024

/** A body as parsed, before anything is known of its kind. */
export interface ParsedBody {
  value: unknown
  format: 'json' | 'yaml'
  /** Whole paths of keys given twice (JSON only). */
  duplicates: readonly FieldPath[]
  /** The YAML reader's text for keys given twice. */
  yamlProblem?: string
}

const SUMMARY = 30

export const tooLarge = (): StatusError =>
  failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MAX_BODY_BYTES}`)

/** @throws StatusError 413 */
export function checkSize(body: string): void {
  if (body.length * 3 > MAX_BODY_BYTES && byteLength(body) > MAX_BODY_BYTES) throw tooLarge()
}

/** Parses a text; `error` is upstream's for text that cannot be read. */
export function parseBody(text: string, format: 'json' | 'yaml'): ParsedBody | { error: string } {
  return format === 'json' ? parseJson(text) : parseYaml(text)
}

function parseJson(text: string): ParsedBody | { error: string } {
  try {
    return { value: JSON.parse(text), format: 'json', duplicates: duplicateKeys(text) }
  } catch {
    return {
      error: `couldn't get version/kind; json parse error: ${jsonSyntaxError(text) ?? 'unexpected end of JSON input'}`,
    }
  }
}

function parseYaml(text: string): ParsedBody | { error: string } {
  const { value, error, duplicates } = readYaml(text)
  if (error !== undefined) return { error: `error converting YAML to JSON: ${error}` }
  const yamlProblem = duplicates.length > 0 ? `yaml: unmarshal errors:\n${duplicates.join('\n')}` : undefined
  return { value: value ?? null, format: 'yaml', duplicates: [], yamlProblem }
}

/** The first bytes of a body, for messages about bodies that say nothing of themselves. */
export function summary(text: string): string {
  if (text === '') return '<empty>'
  if (text.startsWith('{')) return text.length > SUMMARY ? `${text.slice(0, SUMMARY)} ...` : text
  const bytes = new TextEncoder().encode(text.slice(0, SUMMARY * 2))
  const hex = [...bytes.slice(0, SUMMARY)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return bytes.length > SUMMARY ? `${hex} ...` : hex
}

/** What a body is decoded into. */
export interface DecodeTarget {
  kind: string
  group: string
  version: string
  definition: Definition
  /** Whether the server knows a kind, for the error about a body of another one. */
  knows(apiVersion: string, kind: string): boolean
}

export function targetOf(
  schemas: Schemas,
  { info, schema }: KindDefinition,
  knows: DecodeTarget['knows'],
): DecodeTarget {
  return { kind: info.kind, group: info.group, version: info.version, definition: schemas.get(schema), knows }
}

export interface DecodeBody {
  validation: FieldValidation
  warnings: string[]
}

/** Decodes a text as the target's kind. @throws StatusError 400 */
export function decodeBody<T = KObject>(
  schemas: Schemas,
  target: DecodeTarget,
  text: string,
  format: 'json' | 'yaml',
  how: DecodeBody,
): T {
  const parsed = parseBody(text, format)
  if ('error' in parsed) throw unrecognized(target, parsed.error, text)
  const meta = readTypeMeta(parsed.value)
  if ('error' in meta) throw unrecognized(target, meta.error, text)
  const apiVersion = target.group ? `${target.group}/${target.version}` : target.version
  checkType(target, apiVersion, meta.apiVersion || apiVersion, meta.kind || target.kind)
  return decodeParsed<T>(schemas, target, parsed, how)
}

/** Decodes what was parsed already. @throws StatusError 400 */
export function decodeParsed<T>(schemas: Schemas, target: DecodeTarget, parsed: ParsedBody, how: DecodeBody): T {
  const decoded = decode(schemas, target.definition, parsed.value ?? {}, {
    fieldValidation: how.validation,
    duplicates: parsed.duplicates,
    sorted: parsed.format === 'yaml',
  })
  const strict = parsed.yamlProblem !== undefined && how.validation !== 'Ignore'
  if (decoded.value === undefined)
    throw refused(target, strict ? withYaml(decoded.message, parsed.yamlProblem) : decoded.message)
  if (strict && how.validation === 'Strict') throw refused(target, `strict decoding error: ${parsed.yamlProblem}`)
  if (strict) how.warnings.push(parsed.yamlProblem as string)
  how.warnings.push(...decoded.warnings)
  return decoded.value as T
}

/** The YAML reader's complaint comes before the decoder's strict ones. */
function withYaml(message: string, problem: string | undefined): string {
  const prefix = 'strict decoding error: '
  return message.startsWith(prefix) ? `${prefix}${problem}, ${message.slice(prefix.length)}` : message
}

const refused = (target: DecodeTarget, message: string) =>
  badRequest(cannotHandle(target.kind, target.version, message))

function unrecognized(target: DecodeTarget, error: string, text: string): StatusError {
  return badRequest(`the object provided is unrecognized (must be of type ${target.kind}): ${error} (${summary(text)})`)
}

function checkType(target: DecodeTarget, wanted: string, apiVersion: string, kind: string): void {
  if (apiVersion === wanted && kind === target.kind) return
  const version = apiVersion.split('/').at(-1) ?? ''
  if (!target.knows(apiVersion, kind)) {
    const text = `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`
    throw badRequest(cannotHandle(kind, version, text, target.kind))
  }
  if (apiVersion !== wanted) {
    throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`)
  }
  const text = `converting (${version}.${kind}) to (${target.group || 'core'}.${target.kind}): unknown conversion`
  throw badRequest(cannotHandle(kind, version, text, target.kind))
}
