/**
 * What a kind makes of an object on its way into the store: before admission its defaults, after it the server's own fields
 * and validation. Source: apiserver pkg/registry/rest create.go, update.go.
 */
import { copyOf } from '../copy.ts'
import { invalid } from '../errors.ts'
import { type FieldError, fieldErrorBody } from '../fielderror.ts'
import type { FieldErrorLike, KindDefinition, ResourceInfo, StrategyContext } from '../kind.ts'
import {
  type NameValidator,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
  nameIsPathSegment,
} from '../names.ts'
import type { KObject, ObjectMeta } from '../object.ts'
import { validateObjectMeta, validateObjectMetaUpdate } from '../objectmeta.ts'
import { keptMeta, statusMeta, withGeneration } from './metadata.ts'
import type { WriteOptions } from './options.ts'

/** A kind in the version that is spoken, the table it is kept in, and the time (as text it costs, so it is asked for). */
export interface Strategy {
  definition: KindDefinition
  /** Of the table: what objects are stored as. */
  info: ResourceInfo
  context: () => StrategyContext
}

/** A new object of a kind; of the kinds with spec and status all have one shape, which keeps 150,000 Pods small. */
export function assemble(
  definition: KindDefinition,
  info: ResourceInfo,
  metadata: ObjectMeta,
  draft: KObject,
): KObject {
  const { apiVersion, kind } = typeOf(info)
  const { spec, status } = draft as { spec?: unknown; status?: unknown }
  const whole = definition.status && spec !== undefined && status !== undefined
  return (whole ? { apiVersion, kind, metadata, spec, status } : { ...draft, apiVersion, kind, metadata }) as KObject
}

/** A new object with its defaults and its owners' fields, before admission. */
export function prepareCreate({ definition }: Strategy, given: KObject, options: WriteOptions): KObject {
  const object = copyOf(given)
  if (definition.status && !definition.statusOnCreate) delete (object as { status?: unknown }).status
  definition.defaults?.(object)
  return options.manage ? options.manage(undefined, object) : object
}

/** What an update may touch: status or the rest, never what the server owns. */
export function prepareUpdate(
  { definition, info }: Strategy,
  given: KObject,
  old: KObject,
  options: WriteOptions,
): KObject {
  if (options.subresource === 'status') {
    const { status } = given as { status?: unknown }
    const next = {
      ...old,
      metadata: statusMeta(given, old),
      status,
    } as KObject
    return options.manage ? options.manage(old, next) : next
  }
  const part = definition.parts?.[options.subresource ?? '']
  if (part !== undefined) {
    const next = copyOf(part.merge(given, old))
    definition.defaults?.(next)
    return options.manage ? options.manage(old, next) : next
  }
  let next: KObject = {
    ...given,
    ...typeOf(info),
    metadata: keptMeta(given.metadata, old.metadata),
  }
  if (options.trusted !== true) {
    next = copyOf(next)
    definition.defaults?.(next)
    if (options.manage) next = options.manage(old, next)
    return next
  }
  return definition.generation ? withGeneration(next, old) : next
}

/** The part of a create after admission: the server's own fields, then validation. */
export function finishCreate({ definition, context }: Strategy, given: KObject, options: WriteOptions): KObject {
  const { info, nameRule } = definition
  // Admission may have returned an object that is shared; prepareForCreate writes in place.
  const object = { ...given, metadata: { ...given.metadata } }
  definition.prepareForCreate?.(object, context())
  const rules = { namespaced: info.namespaced, name: NAME_RULES[nameRule] }
  const errors = [
    ...validateObjectMeta(object.metadata, rules, 'metadata').map(likeOf),
    ...(definition.validate?.(object) ?? []),
  ]
  if (errors.length > 0) throw invalid(info, object.metadata.name, errors)
  options.warnings?.push(...(definition.warnings?.(object, undefined) ?? []))
  return object
}

/** The part of an update after admission: the server's own fields, then validation. */
export function finishUpdate(
  { definition, info, context }: Strategy,
  given: KObject,
  old: KObject,
  options: WriteOptions,
): KObject {
  const { name } = given.metadata
  if (options.subresource === 'status') {
    const withStatus = definition.prepareForStatusUpdate ? ownStatus(given) : given
    definition.prepareForStatusUpdate?.(withStatus, old, context())
    check(info, name, definition.validateStatusUpdate?.(withStatus, old))
    return withStatus
  }
  const part = definition.parts?.[options.subresource ?? '']
  if (part !== undefined) {
    check(info, name, part.validate(given, old))
    return given
  }
  let next = given
  definition.prepareForUpdate?.(next, old, context())
  if (definition.status) next = withStatusOf(next, old)
  if (definition.generation) next = withGeneration(next, old)
  // Upstream checks metadata twice, in the generic registry and in the kind's own validation, and says so twice.
  const metaErrors = validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata').map(likeOf)
  check(info, name, [...metaErrors, ...metaErrors, ...(definition.validateUpdate?.(next, old) ?? [])])
  options.warnings?.push(...(definition.warnings?.(next, old) ?? []))
  return next
}

function check(info: ResourceInfo, name: string, errors: readonly FieldErrorLike[] | undefined): void {
  if (errors !== undefined && errors.length > 0) throw invalid(info, name, errors)
}

/** Which validator of api/names a kind's names follow. */
const NAME_RULES: Readonly<Record<KindDefinition['nameRule'], NameValidator>> = {
  subdomain: nameIsDnsSubdomain,
  label: nameIsDnsLabel,
  label1035: nameIsDns1035Label,
  path: nameIsPathSegment,
}

const likeOf = (error: FieldError): FieldErrorLike => ({
  type: error.type.replace('FieldValue', ''),
  field: error.field,
  message: fieldErrorBody(error),
})

function withStatusOf(next: KObject, old: KObject): KObject {
  const { status } = old as { status?: unknown }
  const kept = { ...next } as KObject & { status?: unknown }
  if (status === undefined) delete kept.status
  else kept.status = status
  return kept
}

/** The same object with a status that may be written to. */
function ownStatus(object: KObject): KObject {
  const { status } = object as { status?: object }
  return { ...object, status: { ...status } } as KObject
}

/** What objects of a table are stored as, whatever version they came in. */
const typeOf = ({ group, version, kind }: ResourceInfo) => ({
  apiVersion: group ? `${group}/${version}` : version,
  kind,
})
