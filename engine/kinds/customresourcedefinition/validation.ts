/** CustomResourceDefinitions. Source: apiextensions-apiserver pkg/apis/apiextensions/validation. */
import { type Crd, crdCondition, type CrdVersion } from '../../api/custom/crd.ts'
import { parseJsonPath } from '../../api/custom/jsonpath.ts'
import { type FieldError, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { dns1035LabelMessages } from '../../api/names.ts'
import { validateImmutable } from '../../api/objectmeta.ts'
import { dnsSubdomain, each } from '../validation/checks.ts'
import { validateStructural } from './structural.ts'

const SCOPES = ['Cluster', 'Namespaced']
const COLUMN_TYPES = ['integer', 'number', 'string', 'boolean', 'date']

export function validateCrd(crd: Crd): FieldError[] {
  const { spec } = crd
  const wanted = `${spec.names.plural}.${spec.group}`
  const errors: FieldError[] = []
  if (crd.metadata.name !== wanted) {
    errors.push(invalid('metadata.name', crd.metadata.name, 'must be spec.names.plural+"."+spec.group'))
  }
  return [...errors, ...groupErrors(spec.group), ...scopeErrors(spec.scope), ...versionErrors(spec), ...nameErrors(crd)]
}

export function validateCrdUpdate(next: Crd, old: Crd): FieldError[] {
  const errors = validateCrd(next)
  errors.push(...validateImmutable(next.spec.group, old.spec.group, 'spec.group'))
  if (!crdCondition(old, 'Established')) return errors
  return [
    ...errors,
    ...validateImmutable(next.spec.scope, old.spec.scope, 'spec.scope'),
    ...validateImmutable(next.spec.names.kind, old.spec.names.kind, 'spec.names.kind'),
    ...validateImmutable(next.spec.names.plural, old.spec.names.plural, 'spec.names.plural'),
    ...storedErrors(next, old),
  ]
}

/** A version that objects may be stored in stays. */
function storedErrors({ spec }: Crd, { status }: Crd): FieldError[] {
  const names = (spec.versions ?? []).map(({ name }) => name)
  return (status.storedVersions ?? []).flatMap((name, i) =>
    names.includes(name)
      ? []
      : [
          invalid(
            index('status.storedVersions', i),
            name,
            'missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions'.replaceAll(
              'v1',
              name,
            ),
          ),
        ],
  )
}

function groupErrors(group: string): FieldError[] {
  if (!group) return [required('spec.group', '')]
  const errors = dnsSubdomain(group, 'spec.group')
  if (errors.length > 0 || group.includes('.')) return errors
  return [invalid('spec.group', group, 'should be a domain with at least one dot')]
}

const scopeErrors = (scope: string): FieldError[] =>
  SCOPES.includes(scope) ? [] : [scope ? notSupported('spec.scope', scope, SCOPES) : required('spec.scope', '')]

function versionErrors({ versions = [] }: Crd['spec']): FieldError[] {
  const path = 'spec.versions'
  const errors = versions.flatMap((version, i) => validateVersion(version, index(path, i)))
  const names = versions.map(({ name }) => name)
  const shown = verbatim(`[]apiextensions.CustomResourceDefinitionVersion{${names.join(', ')}}`)
  if (new Set(names).size < names.length) errors.push(invalid(path, shown, 'must contain unique version names'))
  if (versions.filter(({ storage }) => storage).length !== 1) {
    errors.push(invalid(path, shown, 'must have exactly one version marked as storage version'))
  }
  return errors
}

function validateVersion(version: CrdVersion, path: string): FieldError[] {
  const { name, schema, subresources, additionalPrinterColumns: columns = [], selectableFields = [] } = version
  const errors = each(child(path, 'name'), name, dns1035LabelMessages(name))
  const at = child(path, 'schema', 'openAPIV3Schema')
  if (!schema?.openAPIV3Schema) errors.push(required(at, 'schemas are required'))
  else errors.push(...validateStructural(schema.openAPIV3Schema, at))
  for (const [i, { name: title, type, jsonPath }] of columns.entries()) {
    const column = index(child(path, 'additionalPrinterColumns'), i)
    if (!title) errors.push(required(child(column, 'name'), ''))
    if (!COLUMN_TYPES.includes(type)) {
      const detail = `must be one of ${COLUMN_TYPES.join(',')}`
      errors.push(type ? invalid(child(column, 'type'), type, detail) : required(child(column, 'type'), detail))
    }
    errors.push(...pathErrors(jsonPath, child(column, 'jsonPath')))
  }
  for (const [i, { jsonPath }] of selectableFields.entries()) {
    errors.push(...pathErrors(jsonPath, child(index(child(path, 'selectableFields'), i), 'jsonPath')))
  }
  return [...errors, ...scaleErrors(subresources?.scale, child(path, 'subresources', 'scale'))]
}

function pathErrors(jsonPath: string, path: string): FieldError[] {
  if (!jsonPath) return [required(path, '')]
  return parseJsonPath(jsonPath) === undefined ? [invalid(path, jsonPath, 'is an invalid path')] : []
}

function scaleErrors(scale: NonNullable<CrdVersion['subresources']>['scale'], path: string): FieldError[] {
  if (!scale) return []
  const check = (field: 'specReplicasPath' | 'statusReplicasPath', under: string) => {
    const at = child(path, field)
    if (!scale[field]) return [required(at, '')]
    const detail = `should be a json path under ${under}`
    return scale[field].startsWith(`${under}.`) ? [] : [invalid(at, scale[field], detail)]
  }
  return [...check('specReplicasPath', '.spec'), ...check('statusReplicasPath', '.status')]
}

function nameErrors({ spec }: Crd): FieldError[] {
  const { plural, singular = '', kind = '', listKind = '', shortNames = [], categories = [] } = spec.names
  const path = 'spec.names'
  const label = (field: string, value: string) => each(child(path, field), value, dns1035LabelMessages(value))
  const mixed = (field: string, value: string) =>
    dns1035LabelMessages(value.toLowerCase()).map((message) =>
      invalid(child(path, field), value, `may have mixed case, but should otherwise match: ${message}`),
    )
  const errors = [
    ...(plural ? label('plural', plural) : [required(child(path, 'plural'), '')]),
    ...(singular ? label('singular', singular) : []),
    ...(kind ? mixed('kind', kind) : [required(child(path, 'kind'), '')]),
    ...(listKind ? mixed('listKind', listKind) : []),
  ]
  if (kind && kind === listKind)
    errors.push(invalid(child(path, 'listKind'), listKind, 'kind and listKind may not be the same'))
  for (const [i, name] of shortNames.entries()) errors.push(...label(`shortNames[${i}]`, name))
  for (const [i, name] of categories.entries()) errors.push(...label(`categories[${i}]`, name))
  return errors
}
