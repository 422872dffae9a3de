/** Resource lists: amounts print canonically and are kept no finer than a thousandth. Source: SetDefaults_ResourceList. */
import { formatQuantity, parseQuantity } from '../../api/quantity.ts'
import { roundUpQuantity } from '../../api/quantitymath.ts'

type ResourceList = Record<string, string>

const MILLI = -3

/** Canonical text of an amount, rounded up to thousandths; text that is no quantity stays (decoding refuses it). */
export function canonicalAmount(amount: unknown): unknown {
  try {
    return formatQuantity(roundUpQuantity(parseQuantity(String(amount)), MILLI).rounded)
  } catch {
    return amount
  }
}

/** Canonical amounts of one list, in place. */
export function defaultResourceList(list: ResourceList): void {
  for (const name of Object.keys(list)) list[name] = canonicalAmount(list[name]) as string
}

/** Canonical amounts of requests and limits, in place. */
export function defaultResources(resources: { requests?: ResourceList; limits?: ResourceList }): void {
  if (resources.limits) defaultResourceList(resources.limits)
  if (resources.requests) defaultResourceList(resources.requests)
}

/** What is limited but not asked for is asked for as much as it is limited (Pods only, not templates). */
export function requestWhatIsLimited(resources: { requests?: ResourceList; limits?: ResourceList }): void {
  if (!resources.limits) return
  resources.requests = { ...resources.limits, ...resources.requests }
}
