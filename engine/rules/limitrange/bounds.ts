/** Whether Pods and claims stay within a limit range. Source: plugin/pkg/admission/limitranger PodValidateLimitFunc and neighbours. */
import { formatQuantity, type Quantity } from '../../api/quantity.ts'
import { compareQuantities, preciseFloat, quantitySign } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '../../kinds/types.ts'
import { podLimits, podRequests } from '../../kinds/podresources/total.ts'

type Find = (name: string) => Quantity | undefined

/** Amounts asked for and limits, by resource. */
interface Measured {
  requests: Find
  limits: Find
}

const NOTHING: Find = () => undefined

export function podErrors({ spec }: LimitRange, pod: Pod): string[] {
  return (spec.limits ?? []).flatMap((item) => {
    if (item.type === 'Pod') return boundErrors(item, podMeasured(pod), maximum)
    if (item.type !== 'Container') return []
    const containers = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])]
    return containers.flatMap((container) => boundErrors(item, containerMeasured(container), maximum))
  })
}

export function claimErrors({ spec }: LimitRange, claim: PersistentVolumeClaim): string[] {
  const measured = { requests: finder(claim.spec.resources?.requests), limits: NOTHING }
  return (spec.limits ?? [])
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap((item) => boundErrors({ ...item, maxLimitRequestRatio: {} }, measured, maximumRequest))
}

const finder = (list: object | undefined): Find => {
  const amounts = (list ?? {}) as Record<string, string>
  return (name) => (amounts[name] === undefined ? undefined : quantity(amounts[name]))
}

const containerMeasured = ({ resources }: Container): Measured => ({
  requests: finder(resources?.requests),
  limits: finder(resources?.limits),
})

function podMeasured(pod: Pod): Measured {
  const [requests, limits] = [podRequests(pod), podLimits(pod)]
  return { requests: (name) => requests.get(name), limits: (name) => limits.get(name) }
}

type Constraint = (name: string, type: string, bound: Quantity, measured: Measured) => string | undefined

function boundErrors(item: LimitRangeItem, measured: Measured, most: Constraint): string[] {
  const check = (bounds: object | undefined, constraint: Constraint) => {
    const list = (bounds ?? {}) as Record<string, string>
    return Object.keys(list)
      .sort()
      .flatMap((name) => constraint(name, item.type, quantity(list[name] as string), measured) ?? [])
  }
  return [...check(item.min, minimum), ...check(item.max, most), ...check(item.maxLimitRequestRatio, ratio)]
}

const minimum: Constraint = (name, type, bound, { requests, limits }) => {
  const [request, limit] = [requests(name), limits(name)]
  const text = `minimum ${name} usage per ${type} is ${formatQuantity(bound)}`
  if (request === undefined) return `${text}. No request is specified`
  if (compareQuantities(request, bound) < 0) return `${text}, but request is ${formatQuantity(request)}`
  if (limit !== undefined && compareQuantities(limit, bound) < 0)
    return `${text}, but limit is ${formatQuantity(limit)}`
  return undefined
}

const maximum: Constraint = (name, type, bound, { requests, limits }) => {
  const [request, limit] = [requests(name), limits(name)]
  const text = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`
  if (limit === undefined) return `${text}. No limit is specified`
  if (compareQuantities(limit, bound) > 0) return `${text}, but limit is ${formatQuantity(limit)}`
  if (request !== undefined && compareQuantities(request, bound) > 0) {
    return `${text}, but request is ${formatQuantity(request)}`
  }
  return undefined
}

/** Claims ask and have no limits. */
const maximumRequest: Constraint = (name, type, bound, { requests }) => {
  const request = requests(name)
  const text = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`
  if (request === undefined) return `${text}. No request is specified`
  return compareQuantities(request, bound) > 0 ? `${text}, but request is ${formatQuantity(request)}` : undefined
}

const ratio: Constraint = (name, type, bound, { requests, limits }) => {
  const [request, limit] = [requests(name), limits(name)]
  const text = `${name} max limit to request ratio per ${type} is ${formatQuantity(bound)}`
  if (!request || quantitySign(request) === 0) return `${text}, but no request is specified or request is 0`
  if (!limit || quantitySign(limit) === 0) return `${text}, but no limit is specified or limit is 0`
  const observed = preciseFloat(limit) / preciseFloat(request)
  return observed > preciseFloat(bound) ? `${text}, but provided ratio is ${observed.toFixed(6)}` : undefined
}
