/** Sums and maxima of resource lists (`{cpu: '100m', memory: '1Gi'}`). Source: component-helpers resource. */
import { formatQuantity, type Quantity } from '../../api/quantity.ts'
import { addQuantities, compareQuantities, quantitySign } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'

/** As it stands in an object. */
export type ResourceList = Readonly<Record<string, string>>

/** Under calculation. */
export type Amounts = Map<string, Quantity>

export function amountsOf(list: ResourceList | null | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantity(text)]))
}

/** Canonical texts, names sorted. */
export function resourceListOf(amounts: Amounts): Record<string, string> {
  const names = [...amounts.keys()].sort()
  return Object.fromEntries(names.map((name) => [name, formatQuantity(amounts.get(name) as Quantity)]))
}

/** Adds `added` to `total` in place. */
export function addAmounts(total: Amounts, added: Amounts): void {
  for (const [name, amount] of added) {
    const present = total.get(name)
    total.set(name, present === undefined ? amount : addQuantities(present, amount))
  }
}

/** Raises `total` in place to at least `other`, name by name. */
export function raiseAmounts(total: Amounts, other: Amounts): void {
  for (const [name, amount] of other) {
    const present = total.get(name)
    if (present === undefined || compareQuantities(amount, present) > 0) total.set(name, amount)
  }
}

/** Whether the amount of a resource is above zero. */
export function isPositive(amount: Quantity | undefined): boolean {
  return amount !== undefined && quantitySign(amount) > 0
}

const HUGE_PAGES = 'hugepages-'

export function isHugePages(resource: string): boolean {
  return resource.startsWith(HUGE_PAGES)
}

/** Resources that can be asked for at the level of the Pod. */
export function isPodLevelResource(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || isHugePages(resource)
}
