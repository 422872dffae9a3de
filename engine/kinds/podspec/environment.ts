/** Environment variables of a container. Source: pkg/apis/core/validation ValidateEnv, ValidateEnvFrom. */
import { type FieldError, invalid, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { dnsSubdomainMessages, nameIsDnsSubdomain } from '../../api/names.ts'
import { configKeyMessages, relaxedEnvNameMessages } from '../../api/valueformats.ts'
import type { Container } from '../types.ts'
import { each } from '../validation/checks.ts'
import { validateFieldRef, validateResourceFieldRef } from './fieldrefs.ts'

type Variable = NonNullable<Container['env']>[number]
type Source = NonNullable<Container['envFrom']>[number]
type KeyRef = { name?: string; key?: string }

const FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

const ONE_ONLY = 'may not have more than one field specified at a time'

export function validateEnvironment(variables: readonly Variable[], path: string): FieldError[] {
  return variables.flatMap((variable, i) => {
    const at = index(path, i)
    const { name } = variable
    const named = name ? each(child(at, 'name'), name, relaxedEnvNameMessages(name)) : [required(child(at, 'name'), '')]
    return [...named, ...validateValueFrom(variable, child(at, 'valueFrom'))]
  })
}

function validateValueFrom({ value, valueFrom }: Variable, path: string): FieldError[] {
  if (!valueFrom) return []
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom
  const errors: FieldError[] = []
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, FIELDS, child(path, 'fieldRef')))
  if (resourceFieldRef)
    errors.push(...validateResourceFieldRef(resourceFieldRef, false, child(path, 'resourceFieldRef')))
  if (configMapKeyRef) errors.push(...validateKeyRef(configMapKeyRef, child(path, 'configMapKeyRef')))
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, child(path, 'secretKeyRef')))
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef].filter(Boolean).length
  const sources = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'
  if (count === 0) errors.push(invalid(path, '', `must specify one of: ${sources}`))
  else if (value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'))
  else if (count > 1) errors.push(invalid(path, '', ONE_ONLY))
  return errors
}

function validateKeyRef({ name = '', key = '' }: KeyRef, path: string): FieldError[] {
  const named = each(child(path, 'name'), name, dnsSubdomainMessages(name))
  const keyPath = child(path, 'key')
  return [...named, ...(key ? each(keyPath, key, configKeyMessages(key)) : [required(keyPath, '')])]
}

export function validateEnvironmentSources(sources: readonly Source[], path: string): FieldError[] {
  return sources.flatMap(({ prefix, configMapRef, secretRef }, i) => {
    const at = index(path, i)
    const errors = prefix ? each(child(at, 'prefix'), prefix, relaxedEnvNameMessages(prefix)) : []
    if (configMapRef) errors.push(...validateSourceName(configMapRef.name, child(at, 'configMapRef', 'name')))
    if (secretRef) errors.push(...validateSourceName(secretRef.name, child(at, 'secretRef', 'name')))
    if (!configMapRef && !secretRef) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    } else if (configMapRef && secretRef) errors.push(invalid(path, '', ONE_ONLY))
    return errors
  })
}

function validateSourceName(name: string | undefined, path: string): FieldError[] {
  return name ? each(path, name, nameIsDnsSubdomain(name, true)) : [required(path, '')]
}
