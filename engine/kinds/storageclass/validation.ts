/** StorageClasses. Source: pkg/apis/storage/validation, pkg/apis/core/validation ValidateTopologySelectorTerm. */
import { equal } from '../../api/equal.ts'
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { validateImmutable } from '../../api/objectmeta.ts'
import { byteLength } from '../../api/utf8.ts'
import type { StorageClass, TopologySelectorTerm } from '../types.ts'
import { oneOf, qualifiedName } from '../validation/checks.ts'

type Requirement = NonNullable<TopologySelectorTerm['matchLabelExpressions']>[number]

const MOST_PARAMETERS = 512
const PARAMETERS_BYTES = 256 * 1024
const RECLAIM = ['Delete', 'Retain']
const BINDING = ['Immediate', 'WaitForFirstConsumer']

export function validateStorageClass(object: StorageClass): FieldError[] {
  const { provisioner = '', parameters = {}, reclaimPolicy, volumeBindingMode, allowedTopologies = [] } = object
  return [
    ...validateProvisioner(provisioner),
    ...validateParameters(parameters),
    ...(reclaimPolicy && !RECLAIM.includes(reclaimPolicy)
      ? [notSupported('reclaimPolicy', reclaimPolicy, RECLAIM)]
      : []),
    ...oneOf(volumeBindingMode, 'volumeBindingMode', BINDING),
    ...validateTopologies(allowedTopologies),
  ]
}

const validateProvisioner = (name: string): FieldError[] =>
  name === ''
    ? [required('provisioner', '')]
    : qualifiedName(name.toLowerCase(), 'provisioner').map((error) => ({ ...error, badValue: name }))

export function validateParameters(parameters: Readonly<Record<string, string>>): FieldError[] {
  const names = Object.keys(parameters)
  if (names.length > MOST_PARAMETERS) return [tooLong('parameters', MOST_PARAMETERS)]
  const errors = names.includes('') ? [invalid('parameters', '', 'field can not be empty.')] : []
  let size = 0
  for (const name of names) size += byteLength(name) + byteLength(parameters[name] as string)
  return size > PARAMETERS_BYTES ? [...errors, tooLong('parameters', PARAMETERS_BYTES)] : errors
}

/** Every term is told under the list's own path; terms that say the same are duplicates. */
function validateTopologies(terms: readonly TopologySelectorTerm[]): FieldError[] {
  const seen: unknown[] = []
  return terms.flatMap((term, i) => {
    const expressions = term.matchLabelExpressions ?? []
    const errors = validateTerm(expressions)
    const meaning = Object.fromEntries(expressions.map(({ key, values }) => [key, [...(values ?? [])].sort()]))
    if (seen.some((other) => equal(other, meaning))) {
      errors.push(duplicate(child(index('allowedTopologies', i), 'matchLabelExpressions'), ''))
    }
    seen.push(meaning)
    return errors
  })
}

function validateTerm(expressions: readonly Requirement[]): FieldError[] {
  const keys = new Set<string>()
  return expressions.flatMap(({ key, values = [] }, i) => {
    const path = index(child('allowedTopologies', 'matchLabelExpressions'), i)
    const at = child(path, 'values')
    const errors = values.length === 0 ? [required(at, '')] : []
    for (const [j, value] of values.entries()) {
      if (values.indexOf(value) < j) errors.push(duplicate(index(at, j), value))
    }
    errors.push(...qualifiedName(key, child(path, 'key')))
    if (keys.has(key)) errors.push(duplicate(child(path, 'key'), key))
    keys.add(key)
    return errors
  })
}

export function validateStorageClassUpdate(next: StorageClass, old: StorageClass): FieldError[] {
  const errors: FieldError[] = []
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy'] as const) {
    if (!equal(next[field] ?? null, old[field] ?? null)) {
      errors.push(forbidden(field, `updates to ${field} are forbidden.`))
    }
  }
  return [
    ...errors,
    ...validateImmutable(next.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode'),
    ...validateTopologies(next.allowedTopologies ?? []),
  ]
}
