/** Validation of `metadata`. Source: apimachinery pkg/api/validation, pkg/apis/meta/v1/validation, pkg/apis/core/validation (finalizers). */
import { equal } from './equal.ts'
import { type FieldError, forbidden, invalid, required, tooLong, verbatim } from './fielderror.ts'
import { child, index } from './fieldpath.ts'
import { goStrings, goStruct } from './gosyntax.ts'
import { goQuote } from './goquote.ts'
import { labelValueMessages, qualifiedNameMessages } from './labelnames.ts'
import { validateManagedFields } from './managedfieldsformat.ts'
import { type NameValidator, nameIsDnsLabel } from './names.ts'
import type { ObjectMeta, OwnerReference } from './object.ts'
import { byteLength } from './utf8.ts'

export const FIELD_IS_IMMUTABLE = 'field is immutable'
/** All keys and values of annotations together, in bytes. */
export const MAX_ANNOTATIONS_BYTES = 256 * 1024

const ORPHAN = 'orphan'
const FOREGROUND = 'foregroundDeletion'
const STANDARD_FINALIZERS: readonly string[] = ['kubernetes', ORPHAN, FOREGROUND]

type Meta = Partial<ObjectMeta>
type StringMap = Readonly<Record<string, string>> | null | undefined

export interface MetaRules {
  readonly namespaced: boolean
  /** The format of the kind's names. */
  readonly name: NameValidator
  /** Custom resources: finalizers need no domain. */
  readonly anyFinalizers?: boolean
}

/** Everything wrong with the metadata of an object to be created; its name is generated already. */
export function validateObjectMeta(meta: Meta, rules: MetaRules, path: string): FieldError[] {
  return [
    ...validateNames(meta, rules.name, path),
    ...validateNamespace(meta, rules.namespaced, child(path, 'namespace')),
    ...validateGeneration(meta, child(path, 'generation')),
    ...validateContents(meta, path),
    ...validateFinalizers(meta.finalizers ?? [], child(path, 'finalizers')),
    ...validateManagedFields(meta.managedFields ?? [], child(path, 'managedFields')),
    ...(rules.anyFinalizers ? [] : validateKubeFinalizers(meta.finalizers ?? [], child(path, 'finalizers'))),
  ]
}

function validateNames({ name = '', generateName = '' }: Meta, check: NameValidator, path: string): FieldError[] {
  const prefix = generateName === '' ? [] : check(generateName, true)
  const errors = prefix.map((message) => invalid(child(path, 'generateName'), generateName, message))
  if (name === '') return [...errors, required(child(path, 'name'), 'name or generateName is required')]
  return [...errors, ...check(name, false).map((message) => invalid(child(path, 'name'), name, message))]
}

function validateNamespace({ namespace = '' }: Meta, namespaced: boolean, path: string): FieldError[] {
  if (!namespaced) return namespace === '' ? [] : [forbidden(path, 'not allowed on this type')]
  if (namespace === '') return [required(path, '')]
  return nameIsDnsLabel(namespace, false).map((message) => invalid(path, namespace, message))
}

function validateGeneration({ generation = 0 }: Meta, path: string): FieldError[] {
  return generation < 0 ? [invalid(path, generation, 'must be greater than or equal to 0')] : []
}

/** Labels, annotations, owners: checked on create and update alike. */
function validateContents(meta: Meta, path: string): FieldError[] {
  return [
    ...validateLabels(meta.labels, child(path, 'labels')),
    ...validateAnnotations(meta.annotations, child(path, 'annotations')),
    ...validateOwnerReferences(meta.ownerReferences ?? [], child(path, 'ownerReferences')),
  ]
}

export function validateLabels(labels: StringMap, path: string): FieldError[] {
  return Object.keys(labels ?? {})
    .sort()
    .flatMap((name) => {
      const value = labels?.[name] ?? ''
      return [
        ...qualifiedNameMessages(name).map((message) => invalid(path, name, message)),
        ...labelValueMessages(value).map((message) => invalid(path, value, message)),
      ]
    })
}

/** Keys are qualified names in any case; all together have a limited size. */
export function validateAnnotations(annotations: StringMap, path: string): FieldError[] {
  const names = Object.keys(annotations ?? {}).sort()
  const errors = names.flatMap((name) =>
    qualifiedNameMessages(name.toLowerCase()).map((message) => invalid(path, name, message)),
  )
  let size = 0
  for (const name of names) size += byteLength(name) + byteLength(annotations?.[name] ?? '')
  return size > MAX_ANNOTATIONS_BYTES ? [...errors, tooLong(path, MAX_ANNOTATIONS_BYTES)] : errors
}

export function validateOwnerReferences(owners: readonly OwnerReference[], path: string): FieldError[] {
  const errors: FieldError[] = []
  let controller = ''
  for (const owner of owners) {
    errors.push(...validateOwnerReference(owner, path))
    if (!owner.controller) continue
    const name = `${owner.kind}/${owner.name}`
    if (controller === '') controller = name
    else errors.push(invalid(path, owners, twoControllers(controller, name)))
  }
  return errors
}

function twoControllers(first: string, second: string): string {
  return `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`
}

function validateOwnerReference(owner: OwnerReference, path: string): FieldError[] {
  const { apiVersion = '', kind = '', name = '', uid = '' } = owner
  const errors: FieldError[] = []
  if (apiVersion === '' || apiVersion.endsWith('/') || apiVersion.split('/').length > 2) {
    errors.push(invalid(child(path, 'apiVersion'), apiVersion, 'version must not be empty'))
  }
  if (kind === '') errors.push(invalid(child(path, 'kind'), kind, 'must not be empty'))
  if (name === '') errors.push(invalid(child(path, 'name'), name, 'must not be empty'))
  if (uid === '') errors.push(invalid(child(path, 'uid'), uid, 'must not be empty'))
  if (apiVersion === 'v1' && kind === 'Event') {
    errors.push(invalid(path, goOwner(owner), '/v1, Kind=Event is disallowed from being an owner'))
  }
  return errors
}

function goOwner({ apiVersion, kind, name, uid }: OwnerReference) {
  return verbatim(
    goStruct('v1.OwnerReference', [
      ['APIVersion', goQuote(apiVersion)],
      ['Kind', goQuote(kind)],
      ['Name', goQuote(name)],
      ['UID', goQuote(uid)],
      ['Controller', '(*bool)(nil)'],
      ['BlockOwnerDeletion', '(*bool)(nil)'],
    ]),
  )
}

/** Finalizers are qualified names, and the garbage collector's two exclude each other. */
export function validateFinalizers(finalizers: readonly string[], path: string): FieldError[] {
  const errors = finalizers.flatMap((finalizer) =>
    qualifiedNameMessages(finalizer).map((message) => invalid(path, finalizer, message)),
  )
  if (!finalizers.includes(ORPHAN) || !finalizers.includes(FOREGROUND)) return errors
  const detail = `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`
  return [...errors, invalid(path, verbatim(goStrings(finalizers)), detail)]
}

/** Built-in kinds: a finalizer is a standard one or has a domain. */
export function validateKubeFinalizers(finalizers: readonly string[], path: string): FieldError[] {
  const detail = 'name is neither a standard finalizer name nor is it fully qualified'
  return finalizers.flatMap((finalizer, position) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)
      ? []
      : [invalid(index(path, position), finalizer, detail)],
  )
}

/** Everything wrong with a change of metadata. */
export function validateObjectMetaUpdate(meta: Meta, old: Meta, path: string): FieldError[] {
  return [
    ...validateNoNewFinalizers(meta, old, child(path, 'finalizers')),
    ...validateVersions(meta, old, path),
    ...validateImmutable(meta.name, old.name, child(path, 'name')),
    ...validateImmutable(meta.namespace, old.namespace, child(path, 'namespace')),
    ...validateImmutable(meta.uid, old.uid, child(path, 'uid')),
    ...validateImmutable(meta.creationTimestamp, old.creationTimestamp, child(path, 'creationTimestamp')),
    ...validateImmutable(meta.deletionTimestamp, old.deletionTimestamp, child(path, 'deletionTimestamp')),
    ...validateImmutable(
      meta.deletionGracePeriodSeconds,
      old.deletionGracePeriodSeconds,
      child(path, 'deletionGracePeriodSeconds'),
    ),
    ...validateContents(meta, path),
    ...validateManagedFields(meta.managedFields ?? [], child(path, 'managedFields')),
  ]
}

/** The value must be the old one (absent and null are one). */
export function validateImmutable(value: unknown, old: unknown, path: string): FieldError[] {
  return equal(value ?? null, old ?? null) ? [] : [invalid(path, value, FIELD_IS_IMMUTABLE)]
}

/** An object on its way out takes no new finalizers. */
function validateNoNewFinalizers(meta: Meta, old: Meta, path: string): FieldError[] {
  if (!old.deletionTimestamp) return []
  const added = (meta.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer))
  if (added.length === 0) return []
  const list = goStrings([...new Set(added)].sort())
  const rule = 'no new finalizers can be added if the object is being deleted, found new finalizers'
  return [forbidden(path, `${rule} ${list}`)]
}

function validateVersions(meta: Meta, old: Meta, path: string): FieldError[] {
  const { resourceVersion = '', generation = 0 } = meta
  const errors: FieldError[] = []
  if (resourceVersion === '') {
    errors.push(invalid(child(path, 'resourceVersion'), resourceVersion, 'must be specified for an update'))
  }
  if (generation < (old.generation ?? 0)) {
    errors.push(invalid(child(path, 'generation'), generation, 'must not be decremented'))
  }
  return errors
}
