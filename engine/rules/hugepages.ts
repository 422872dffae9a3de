/** Sizes of huge pages in names of resources and of media (pkg/apis/core/v1/helper). */
import { parseQuantity, type Quantity } from '../api/quantity.ts'
import { quantitySign } from '../api/quantitymath.ts'
import { isHugePages } from '../kinds/podresources/lists.ts'

const MEDIUM = 'HugePages-'

/** `hugepages-2Mi` → 2Mi. @throws RangeError when it is no such name */
export function hugePageSize(resource: string): Quantity {
  if (!isHugePages(resource)) throw new RangeError(`resource name: ${resource} is an invalid hugepage name`)
  return sizeOf(resource.slice('hugepages-'.length))
}

/** `HugePages-1Gi` → 1Gi. @throws RangeError when the medium names no size */
export function hugePageSizeOfMedium(medium: string): Quantity {
  if (!medium.startsWith(MEDIUM)) throw new RangeError(`medium: ${medium} doesn't have hugepage prefix or size`)
  return sizeOf(medium.slice(MEDIUM.length))
}

function sizeOf(text: string): Quantity {
  const size = parseQuantity(text)
  if (quantitySign(size) <= 0) throw new RangeError(`${text} is no size of a page`)
  return size
}
