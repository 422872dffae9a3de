/** LimitRanges. Source: pkg/apis/core/validation ValidateLimitRange. */
import { duplicate, type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { child, index, key } from '../../api/fieldpath.ts'
import { qualifiedNameMessages } from '../../api/labelnames.ts'
import { formatQuantity, type Quantity } from '../../api/quantity.ts'
import { compareQuantities, preciseFloat } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { LimitRange, LimitRangeItem } from '../types.ts'
import {
  goQuantity,
  isOvercommitAllowed,
  validateContainerResourceName,
  validateResourceName,
} from '../validation/amounts.ts'
import { each } from '../validation/checks.ts'

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim']
const NOT_OF_PODS = "may not be specified when `type` is 'Pod'"
const ONE = quantity('1')

type Bound = 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio'

export function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const seen = new Set<string>()
  return (spec.limits ?? []).flatMap((item, i) => {
    const path = index('spec.limits', i)
    const errors = typeErrors(item.type, child(path, 'type'))
    if (seen.has(item.type)) errors.push(duplicate(child(path, 'type'), item.type))
    seen.add(item.type)
    return [...errors, ...nameErrors(item, path), ...boundErrors(item, path)]
  })
}

function typeErrors(type: string, path: string): FieldError[] {
  const errors = each(path, type, qualifiedNameMessages(type))
  if (errors.length > 0 || type.includes('/') || TYPES.includes(type)) return errors
  return [invalid(path, type, 'must be a standard limit type or fully qualified')]
}

const amountsOf = (item: LimitRangeItem, bound: Bound) => (item[bound] ?? {}) as Record<string, string>
const namesOf = (item: LimitRangeItem, bound: Bound) => Object.keys(amountsOf(item, bound)).sort()

/** Resource names, and which bounds a type may have. */
function nameErrors(item: LimitRangeItem, path: string): FieldError[] {
  const isPod = item.type === 'Pod'
  const validate = isPod || item.type === 'Container' ? validateContainerResourceName : validateResourceName
  const named = (bound: Bound) => namesOf(item, bound).flatMap((name) => validate(name, key(child(path, bound), name)))
  const errors = [...named('max'), ...named('min')]
  for (const bound of ['default', 'defaultRequest'] as const) {
    if (!isPod) errors.push(...named(bound))
    else if (namesOf(item, bound).length > 0) errors.push(forbidden(child(path, bound), NOT_OF_PODS))
  }
  if (item.type === 'PersistentVolumeClaim' && !amountsOf(item, 'min').storage && !amountsOf(item, 'max').storage) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided'
    errors.push(required(child(path, 'limits'), detail))
  }
  return [...errors, ...named('maxLimitRequestRatio')]
}

/** One resource's bounds, as far as they are given. */
type Bounds = Partial<Record<Bound, Quantity>>

function boundErrors(item: LimitRangeItem, path: string): FieldError[] {
  const relevant: Bound[] = item.type === 'Pod' ? ['max', 'min'] : ['max', 'min', 'default', 'defaultRequest']
  const bounds = [...relevant, 'maxLimitRequestRatio'] as Bound[]
  const names = [...new Set(bounds.flatMap((bound) => namesOf(item, bound)))].sort()
  return names.flatMap((name) => {
    const of: Bounds = {}
    for (const bound of bounds) {
      const text = amountsOf(item, bound)[name]
      if (text !== undefined) of[bound] = quantity(text)
    }
    const at = (bound: Bound) => key(child(path, bound), name)
    return [...orderErrors(of, at), ...ratioErrors(of, at), ...overcommitErrors(name, of, at)]
  })
}

type PathOf = (bound: Bound) => string

/** Which bound must not be above which, whose value and whose field the error names, and in which words. */
const ORDER: readonly (readonly [
  low: Bound,
  high: Bound,
  field: Bound,
  value: Bound,
  lowText: string,
  text: string,
])[] = [
  ['min', 'max', 'min', 'min', 'min', 'max value'],
  ['min', 'defaultRequest', 'defaultRequest', 'defaultRequest', 'min', 'default request value'],
  ['defaultRequest', 'max', 'defaultRequest', 'defaultRequest', 'default request', 'max value'],
  ['defaultRequest', 'default', 'defaultRequest', 'defaultRequest', 'default request', 'default limit value'],
  ['min', 'default', 'default', 'min', 'min', 'default value'],
  ['default', 'max', 'default', 'max', 'default', 'max value'],
]

function orderErrors(of: Bounds, at: PathOf): FieldError[] {
  return ORDER.flatMap(([lower, upper, field, value, lowText, highText]) => {
    const [low, high] = [of[lower], of[upper]]
    if (!low || !high || compareQuantities(low, high) <= 0) return []
    const detail = `${lowText} value ${formatQuantity(low)} is greater than ${highText} ${formatQuantity(high)}`
    return [invalid(at(field), goQuantity(of[value] as Quantity), detail)]
  })
}

function ratioErrors({ min, max, maxLimitRequestRatio: ratio }: Bounds, at: PathOf): FieldError[] {
  if (!ratio) return []
  const path = at('maxLimitRequestRatio')
  const errors: FieldError[] = []
  const text = formatQuantity(ratio)
  if (compareQuantities(ratio, ONE) < 0) errors.push(invalid(path, goQuantity(ratio), `ratio ${text} is less than 1`))
  if (!min || !max) return errors
  const widest = preciseFloat(max) / preciseFloat(min)
  if (preciseFloat(ratio) <= widest) return errors
  return [...errors, invalid(path, goQuantity(ratio), `ratio ${text} is greater than max/min = ${widest.toFixed(6)}`)]
}

/** Of what cannot be overcommitted, as much is asked for as is given. */
function overcommitErrors(name: string, { default: limit, defaultRequest: request }: Bounds, at: PathOf): FieldError[] {
  if (isOvercommitAllowed(name) || !limit || !request || compareQuantities(limit, request) === 0) return []
  const detail = `default value ${formatQuantity(limit)} must equal to defaultRequest value ${formatQuantity(request)} in ${name}`
  return [invalid(at('defaultRequest'), goQuantity(request), detail)]
}
