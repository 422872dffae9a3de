/** One metric of an autoscaler. Source: pkg/apis/autoscaling/validation validateMetricSpec. */
import { type FieldError, forbidden, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { nameIsPathSegment } from '../../api/names.ts'
import { quantitySign } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { MetricIdentifier, MetricSpec, MetricTarget } from '../types.ts'
import { goQuantity } from '../validation/amounts.ts'
import { each } from '../validation/checks.ts'
import { validateReference } from './reference.ts'

type Target = Partial<MetricTarget>

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']
const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue']

/** Every source, in the order upstream looks at them; only the first is looked into. */
const SOURCES: readonly (readonly [keyof MetricSpec, (metric: MetricSpec, path: string) => FieldError[]])[] = [
  ['object', validateObject],
  ['external', validateExternal],
  ['pods', validatePods],
  ['resource', validateResource],
  ['containerResource', validateContainerResource],
]

const fieldOf = (type: string): keyof MetricSpec => (type.charAt(0).toLowerCase() + type.slice(1)) as keyof MetricSpec

export function validateMetric(metric: MetricSpec, path: string): FieldError[] {
  const { type = '' } = metric
  const unknown = TYPES.includes(type) ? [] : [notSupported(child(path, 'type'), type, TYPES)]
  const errors = type === '' ? [required(child(path, 'type'), 'must specify a metric source type')] : []
  const present = SOURCES.filter(([field]) => metric[field] !== undefined)
  const [first] = present
  errors.push(...unknown, ...(first ? first[1](metric, child(path, first[0])) : []))
  const expected = unknown.length === 0 ? fieldOf(type) : undefined
  // An unknown type is told of twice.
  errors.push(...unknown)
  if (expected !== undefined && metric[expected] === undefined) {
    errors.push(required(child(path, expected), 'must populate information for the given metric source'))
  }
  if (present.length === 1) return errors
  const others = present.filter(([field]) => field !== expected)
  return [
    ...errors,
    ...others.map(([field]) => forbidden(child(path, field), 'must populate the given metric source only')),
  ]
}

function validateObject({ object }: MetricSpec, path: string): FieldError[] {
  const target: Target = object?.target ?? {}
  const errors = [
    ...validateReference(object?.describedObject, child(path, 'describedObject')),
    ...validateIdentifier(object?.metric, child(path, 'metric')),
    ...validateTarget(target, child(path, 'target')),
  ]
  if (target.value !== undefined || target.averageValue !== undefined) return errors
  return [...errors, required(child(path, 'target', 'averageValue'), 'must set either a target value or averageValue')]
}

function validateExternal({ external }: MetricSpec, path: string): FieldError[] {
  const target: Target = external?.target ?? {}
  const errors = [
    ...validateIdentifier(external?.metric, child(path, 'metric')),
    ...validateTarget(target, child(path, 'target')),
  ]
  const [value, average] = [target.value !== undefined, target.averageValue !== undefined]
  if (!value && !average) {
    const detail = 'must set either a target value for metric or a per-pod target'
    errors.push(required(child(path, 'target', 'averageValue'), detail))
  }
  if (value && average) {
    const detail = 'may not set both a target value for metric and a per-pod target'
    errors.push(forbidden(child(path, 'target', 'value'), detail))
  }
  return errors
}

function validatePods({ pods }: MetricSpec, path: string): FieldError[] {
  const target: Target = pods?.target ?? {}
  const errors = [
    ...validateIdentifier(pods?.metric, child(path, 'metric')),
    ...validateTarget(target, child(path, 'target')),
  ]
  if (isPositive(target.averageValue)) return errors
  return [...errors, required(child(path, 'target', 'averageValue'), 'must specify a positive target averageValue')]
}

function validateResource({ resource }: MetricSpec, path: string): FieldError[] {
  const errors = resource?.name ? [] : [required(child(path, 'name'), 'must specify a resource name')]
  return [...errors, ...validateResourceTarget(resource?.target, child(path, 'target'))]
}

function validateContainerResource({ containerResource: resource }: MetricSpec, path: string): FieldError[] {
  const errors = resource?.name ? [] : [required(child(path, 'name'), 'must specify a resource name')]
  if (!resource?.container) errors.push(required(child(path, 'container'), 'must specify a container'))
  return [...errors, ...validateResourceTarget(resource?.target, child(path, 'target'))]
}

function validateResourceTarget(target: Target = {}, path: string): FieldError[] {
  const errors = validateTarget(target, path)
  const [share, average] = [target.averageUtilization !== undefined, target.averageValue !== undefined]
  if (!share && !average) {
    const detail = 'must set either a target raw value or a target utilization'
    errors.push(required(child(path, 'averageUtilization'), detail))
  }
  if (share && average) {
    const detail = 'may not set both a target raw value and a target utilization'
    errors.push(forbidden(child(path, 'averageValue'), detail))
  }
  return errors
}

function validateTarget(target: Target, path: string): FieldError[] {
  const { type = '', averageUtilization: share } = target
  const errors = type === '' ? [required(child(path, 'type'), 'must specify a metric target type')] : []
  if (!TARGET_TYPES.includes(type)) {
    errors.push(invalid(child(path, 'type'), type, 'must be either Utilization, Value, or AverageValue'))
  }
  for (const field of ['value', 'averageValue'] as const) {
    const amount = target[field]
    if (amount === undefined || isPositive(amount)) continue
    errors.push(invalid(child(path, field), goQuantity(quantity(amount)), 'must be positive'))
  }
  if (share !== undefined && share < 1) {
    errors.push(invalid(child(path, 'averageUtilization'), share, 'must be greater than 0'))
  }
  return errors
}

const isPositive = (amount: string | undefined): boolean => amount !== undefined && quantitySign(quantity(amount)) > 0

function validateIdentifier(metric: Partial<MetricIdentifier> | undefined, path: string): FieldError[] {
  const name = metric?.name ?? ''
  const at = child(path, 'name')
  return name === '' ? [required(at, 'must specify a metric name')] : each(at, name, nameIsPathSegment(name, false))
}
