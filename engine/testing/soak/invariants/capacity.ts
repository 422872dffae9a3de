/** What the Pods of a node request never exceeds what it has to give; reckoned anew at every binding, by addition. */
import { quantity } from '../../../api/quantityvalue.ts'
import { compareQuantities } from '../../../api/quantitymath.ts'
import type { Node, Pod } from '../../../kinds/types.ts'
import { isPodTerminal } from '../../../rules/podutil.ts'
import { addAmounts, type Amounts, amountsOf } from '../../../kinds/podresources/lists.ts'
import type { Invariant } from '../invariant.ts'

/** The soak's Pods have plain containers alone: their sum is what they ask for. */
function requestsOf({ spec }: Pod): Amounts {
  const total: Amounts = new Map()
  for (const { resources } of spec.containers) addAmounts(total, amountsOf(resources?.requests as never))
  addAmounts(total, new Map([['pods', quantity('1')]]))
  return total
}

export const capacity: Invariant = {
  name: 'requests fit the node',
  watch: ({ server }, { broken, tried }) => {
    const { store } = server
    store.watch('pods', (_row, before, after) => {
      const node = (after as Pod | undefined)?.spec.nodeName
      if (!node || (before as Pod | undefined)?.spec.nodeName === node) return
      tried()
      const total: Amounts = new Map()
      store.table('pods').each(undefined, (object) => {
        const pod = object as Pod
        if (pod.spec.nodeName === node && !isPodTerminal(pod)) addAmounts(total, requestsOf(pod))
      })
      const { allocatable } = (store.table('nodes').find('', node) as Node | undefined)?.status ?? {}
      for (const [resource, amount] of amountsOf(allocatable as never)) {
        const asked = total.get(resource)
        if (asked !== undefined && compareQuantities(asked, amount) > 0)
          broken(`${after?.metadata.name} is bound to ${node}, whose ${resource} does not suffice`)
      }
    })
    return undefined
  },
}
