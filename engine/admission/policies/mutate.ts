/** What a policy makes of an object. Source: apiserver pkg/admission/plugin/policy/mutating/patch. */
import { withPlainLiterals } from '../../api/cel/literals.ts'
import { CelFailure } from '../../api/cel/program.ts'
import { jsonOfCel } from '../../api/cel/values.ts'
import { StatusError } from '../../api/errors.ts'
import type { KindDefinition } from '../../api/kind.ts'
import type { KObject } from '../../api/object.ts'
import { pathText } from '../../api/patch/fieldset.ts'
import { jsonPatch } from '../../api/patch/jsonpatch.ts'
import { TypedValues } from '../../api/patch/typed.ts'
import { TypingError } from '../../api/patch/typing.ts'
import { decode } from '../../api/schema/decode.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { Mutation } from '../../kinds/admissionregistration/mutations.ts'

/** Thrown for a change that cannot be made. */
export class MutationError extends Error {}

/** The object as one mutation leaves it, read again as a request is. @throws CelFailure, MutationError */
export function mutated(
  schemas: Schemas,
  definition: KindDefinition,
  object: KObject,
  { patchType, applyConfiguration, jsonPatch: patch }: Mutation,
  run: (expression: string) => unknown,
): KObject {
  const isPatch = patchType === 'JSONPatch'
  const expression = (isPatch ? patch : applyConfiguration)?.expression ?? ''
  const made = jsonOfCel(run(withPlainLiterals(expression)))
  try {
    const next = isPatch
      ? jsonPatch(structuredClone(object), made as unknown[])
      : merged(schemas, definition, object, made)
    return readAgain(schemas, definition, next)
  } catch (error) {
    if (error instanceof CelFailure) throw error
    if (!(error instanceof Error || error instanceof StatusError)) throw error
    throw new MutationError(`error applying patch: ${error.message}`)
  }
}

/** Merged as an apply merges; what is replaced as a whole cannot be spoken of in part. */
function merged(schemas: Schemas, { schema }: KindDefinition, object: KObject, made: unknown): unknown {
  const typed = new TypedValues(schemas)
  const definition = schemas.get(schema)
  const config = { apiVersion: object.apiVersion, kind: object.kind, ...(made as object) }
  const whole = typed.firstAtomic(config, definition)
  if (whole !== undefined) {
    throw new TypingError(
      `invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${pathText(whole)}`,
    )
  }
  return typed.merge(object, config, definition)
}

function readAgain(schemas: Schemas, { schema, custom, defaults }: KindDefinition, object: unknown): KObject {
  if (custom) return object as KObject
  const { value, message } = decode(schemas, schemas.get(schema), object as never, { fieldValidation: 'Strict' })
  if (value === undefined) throw new MutationError(message)
  const next = value as unknown as KObject
  defaults?.(next)
  return next
}
