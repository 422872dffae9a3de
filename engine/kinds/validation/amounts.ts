/** Resource names and amounts. Source: pkg/apis/core/helper, pkg/apis/core/validation validateResourceName and neighbours. */
import { type FieldError, invalid, verbatim } from '../../api/fielderror.ts'
import { goQuote } from '../../api/goquote.ts'
import { qualifiedNameMessages } from '../../api/labelnames.ts'
import { formatQuantity, type Quantity } from '../../api/quantity.ts'
import { quantitySign, scaledValue } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import { each, NOT_NEGATIVE } from './checks.ts'

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage']
const HUGE_PAGES = 'hugepages-'
const COUNTED = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]
const STANDARD = new Set([
  ...COMPUTE,
  ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...COUNTED,
  'storage',
  'requests.storage',
])

/** A name that quotas and limits know without a domain. */
export const isStandard = (name: string): boolean => STANDARD.has(name)

export const isHugePages = (name: string): boolean => name.startsWith(HUGE_PAGES)

/** A resource of Kubernetes' own list, huge pages included (core helper IsStandardResourceName). */
export const isStandardResource = (name: string): boolean =>
  STANDARD.has(name) || isHugePages(name) || name.startsWith(`requests.${HUGE_PAGES}`)

/** One that containers can ask for (IsStandardContainerResourceName). */
export const isStandardForContainers = (name: string): boolean => COMPUTE.includes(name) || isHugePages(name)

/** Kubernetes' own: without a domain, or under kubernetes.io. */
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')

export function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && qualifiedNameMessages(`requests.${name}`).length === 0
}

/** More may be limited than is asked for; of devices and huge pages not. */
export const isOvercommitAllowed = (name: string): boolean => isNative(name) && !isHugePages(name)

export const isWhole = (name: string): boolean => COUNTED.includes(name) || isExtended(name)

export function validateResourceName(name: string, path: string): FieldError[] {
  const errors = each(path, name, qualifiedNameMessages(name))
  if (errors.length > 0 || name.includes('/') || isStandardResource(name)) return errors
  return [invalid(path, name, 'must be a standard resource type or fully qualified')]
}

/** A resource that containers can ask for. */
export function validateContainerResourceName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path)
  if (!name.includes('/')) {
    if (isStandardForContainers(name)) return errors
    return [...errors, invalid(path, name, 'must be a standard resource for containers')]
  }
  if (isNative(name) || isExtended(name)) return errors
  return [...errors, invalid(path, name, "doesn't follow extended resource name standard")]
}

/** Not negative, and whole where the resource is counted. */
export function validateAmount(name: string, text: string, path: string): FieldError[] {
  const amount = quantity(text)
  const errors = quantitySign(amount) < 0 ? [invalid(path, formatQuantity(amount), NOT_NEGATIVE)] : []
  if (!isWhole(name) || scaledValue(amount, -3) % 1000n === 0n) return errors
  return [...errors, invalid(path, goQuantity(amount), 'must be an integer')]
}

/** A quantity as Go prints the struct. */
export function goQuantity(amount: Quantity) {
  const i = `resource.int64Amount{value:${amount.digits}, scale:${amount.scale}}`
  const d = 'resource.infDecAmount{Dec:(*inf.Dec)(nil)}'
  return verbatim(`resource.Quantity{i:${i}, d:${d}, s:${goQuote(amount.text)}, Format:${goQuote(amount.format)}}`)
}

/** Huge pages come whole; undefined when the amount is right. */
export function hugePagesError(name: string, text: string): string | undefined {
  const size = scaledValue(quantity(name.slice(HUGE_PAGES.length)), 0)
  const amount = scaledValue(quantity(text), 0)
  if (amount > 0n && size > 0n && amount % size === 0n) return undefined
  return `${formatQuantity(quantity(text))} is not positive integer multiple of ${name}`
}
