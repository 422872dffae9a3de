/** A LabelSelector as a selector; one that cannot be used, which the API server lets nobody write, selects nothing. */
import { NOTHING, type Selector } from '../../api/labels.ts'
import { LabelSelectorError, labelSelector } from '../../api/labelselector.ts'
import type { LabelSelector } from '../../kinds/types.ts'

export function usableSelector(object: LabelSelector | null | undefined): Selector {
  try {
    return labelSelector(object)
  } catch (error) {
    if (error instanceof LabelSelectorError) return NOTHING
    throw error
  }
}
