/** Quantities as plain numbers for hot paths (scheduler, kubelet, controllers): parsed once per distinct text. */
import { parseQuantity, type Quantity } from './quantity.ts'
import { scaledValue } from './quantitymath.ts'

/** Clusters write few distinct quantities; a full cache is dropped rather than aged. */
const CACHE_LIMIT = 8192

const parsed = new Map<string, Quantity>()
const milliValues = new Map<string, number>()
const values = new Map<string, number>()

function remember<Value>(cache: Map<string, Value>, text: string, value: Value): Value {
  if (cache.size >= CACHE_LIMIT) cache.clear()
  cache.set(text, value)
  return value
}

/** `parseQuantity` with a cache; throws QuantityError on bad text. */
export function quantity(text: string): Quantity {
  return parsed.get(text) ?? remember(parsed, text, parseQuantity(text))
}

/** Thousandths, rounded away from zero (`100m` is 100). Exact up to 2^53. Throws QuantityError. */
export function milliValue(text: string): number {
  return milliValues.get(text) ?? remember(milliValues, text, Number(scaledValue(quantity(text), -3)))
}

/** Whole units, rounded away from zero (`1Ki` is 1024, `100m` is 1). Exact up to 2^53. Throws QuantityError. */
export function value(text: string): number {
  return values.get(text) ?? remember(values, text, Number(scaledValue(quantity(text), 0)))
}
