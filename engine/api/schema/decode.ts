/**
 * Strict decoding of an untrusted value (parsed JSON or YAML) into a clean object of a kind, with the API server's errors.
 *
 * The object comes back as a round trip through Go's types would store it: fields in the type's order, explicit zeros of
 * plain fields gone, plain structs there even when empty (`resources: {}`), quantities, times and bytes canonical; what a
 * server writes as `null` (a time never set, a required list) is absent or empty here and appears again in encode.ts.
 */
import type { Definition } from './definition.ts'
import { Decoder, HopelessError, jsonKind } from './decoder.ts'
import { structPlan } from './plan.ts'
import type { Decoded, DecodeOptions } from './decoded.ts'
import type { DecodeProblem } from './problems.ts'
import { decodeErrorText, inOrder, strictProblem } from './problems.ts'
import type { Schemas } from './schemas.ts'

function refused(errors: readonly DecodeProblem[]): Decoded {
  return { errors, warnings: [], message: decodeErrorText(errors) }
}

/** Decodes `value` as a `definition`. Never throws for what the value is; never shares structure with it. */
export function decode(schemas: Schemas, definition: Definition, value: unknown, options: DecodeOptions = {}): Decoded {
  if (jsonKind(value) !== 'object' || value === null) return refused([rootProblem(value, definition)])
  if (definition.codec) return definition.codec.decode(value as Record<string, unknown>, options)
  const decoder = new Decoder()
  let output: Record<string, unknown>
  try {
    output = decoder.struct(structPlan(schemas, definition), value as Record<string, unknown>)
  } catch (error) {
    if (!(error instanceof HopelessError)) throw error
    return refused([{ kind: 'type', path: [], message: error.message, fatal: true }])
  }
  const mode = options.fieldValidation ?? 'Strict'
  const all = [...parserProblems(options), ...decoder.problems]
  if (all.length === 0) return { value: output, errors: [], warnings: [], message: '' }
  const problems = inOrder(all, value, options.sorted ?? false)
  if (mode === 'Strict' || problems[0]?.kind === 'type') {
    return refused(mode === 'Strict' ? problems : problems.filter((problem) => problem.kind === 'type'))
  }
  const warnings = mode === 'Warn' ? problems.map((problem) => problem.message) : []
  return { value: output, errors: [], warnings, message: '' }
}

function parserProblems({ duplicates = [], complaints = [] }: DecodeOptions): DecodeProblem[] {
  const told = complaints.map((message): DecodeProblem => ({ kind: 'duplicate', path: [], message, fatal: false }))
  return [...told, ...duplicates.map((path) => strictProblem('duplicate', path))]
}

function rootProblem(value: unknown, definition: Definition): DecodeProblem {
  const goType = definition.name.split('.').slice(-2).join('.')
  const message = `json: cannot unmarshal ${value === null ? 'null' : jsonKind(value)} into Go value of type ${goType}`
  return { kind: 'type', path: [], message, fatal: true }
}

/** The server's 400 text for a body of a known kind, e.g. `Pod in version "v1" cannot be handled as a Pod: …`. */
export function cannotHandle(kind: string, version: string, message: string, expected: string = kind): string {
  return `${kind} in version "${version}" cannot be handled as a ${expected}: ${message}`
}
