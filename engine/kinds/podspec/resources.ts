/** Requests and limits of a container. Source: pkg/apis/core/validation validateResourceRequirements. */
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
} from '../../api/fielderror.ts'
import { child, index, key } from '../../api/fieldpath.ts'
import { formatQuantity } from '../../api/quantity.ts'
import { compareQuantities } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { Container, ResourceRequirements } from '../types.ts'
import {
  hugePagesError,
  isHugePages,
  isOvercommitAllowed,
  validateAmount,
  validateContainerResourceName,
} from '../validation/amounts.ts'

type List = Readonly<Record<string, string>>

const QOS_RESOURCES = ['cpu', 'memory']

/** @param claimNames names of the Pod's resource claims. */
export function validateResources(
  resources: ResourceRequirements,
  claimNames: readonly string[],
  path: string,
): FieldError[] {
  const limits = (resources.limits ?? {}) as List
  const requests = (resources.requests ?? {}) as List
  const errors = [
    ...names(limits).flatMap((name) => validateEntry(name, limits, key(child(path, 'limits'), name))),
    ...names(requests).flatMap((name) => [
      ...validateEntry(name, requests, key(child(path, 'requests'), name)),
      ...validateAgainstLimit(name, requests, limits, path),
    ]),
  ]
  const all = [...names(limits), ...names(requests)]
  if (all.some(isHugePages) && !all.some((name) => QOS_RESOURCES.includes(name))) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'))
  }
  return [...errors, ...validateClaims(resources, claimNames, child(path, 'claims'))]
}

/** Go ranges over maps in no order; sorted names make one. */
const names = (list: List): string[] => Object.keys(list).sort()

function validateEntry(name: string, list: List, path: string): FieldError[] {
  const text = list[name] ?? '0'
  const errors = [...validateContainerResourceName(name, path), ...validateAmount(name, text, path)]
  const wrong = isHugePages(name) ? hugePagesError(name, text) : undefined
  return wrong === undefined ? errors : [...errors, invalid(path, formatQuantity(quantity(text)), wrong)]
}

function validateAgainstLimit(name: string, requests: List, limits: List, path: string): FieldError[] {
  const limit = limits[name]
  if (limit === undefined) {
    if (isOvercommitAllowed(name)) return []
    return [required(child(path, 'limits'), 'Limit must be set for non overcommitable resources')]
  }
  const asked = quantity(requests[name] ?? '0')
  const most = quantity(limit)
  const order = compareQuantities(asked, most)
  const at = child(path, 'requests')
  if (order !== 0 && !isOvercommitAllowed(name)) {
    return [invalid(at, formatQuantity(asked), `must be equal to ${name} limit of ${formatQuantity(most)}`)]
  }
  if (order <= 0) return []
  return [invalid(at, formatQuantity(asked), `must be less than or equal to ${name} limit of ${formatQuantity(most)}`)]
}

function validateClaims({ claims = [] }: ResourceRequirements, known: readonly string[], path: string): FieldError[] {
  return claims.flatMap(({ name }, i) => {
    const at = index(path, i)
    if (!name) return [required(at, '')]
    const errors = claims.slice(0, i).some((other) => other.name === name) ? [duplicate(at, name)] : []
    if (known.includes(name)) return errors
    const list = known.length === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`
    const detail = `must be one of the names in pod.spec.resourceClaims${list}`
    return [...errors, { ...notFound(at, name), detail }]
  })
}

/** Source: validateResizePolicy. Upstream gives the list's path, not the entry's. */
export function validateResizePolicy(
  { resizePolicy = [] }: Container,
  podRestarts: string,
  path: string,
): FieldError[] {
  return resizePolicy.flatMap(({ resourceName, restartPolicy }, i) => {
    const errors: FieldError[] = []
    if (resizePolicy.slice(0, i).some((other) => other.resourceName === resourceName)) {
      errors.push(duplicate(index(path, i), resourceName))
    }
    errors.push(...choice(resourceName, path, ['cpu', 'memory']))
    errors.push(...choice(restartPolicy, path, ['NotRequired', 'RestartContainer']))
    if (podRestarts === 'Never' && restartPolicy !== 'NotRequired') {
      errors.push(invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"))
    }
    return errors
  })
}

function choice(value: string, path: string, supported: readonly string[]): FieldError[] {
  if (!value) return [required(path, '')]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}
