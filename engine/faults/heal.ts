/** heal: the network is whole and fast again. */
import type { Fault } from './fault.ts'

export const heal: Fault = {
  name: 'heal',
  apply: (_machines, args, links) => {
    if (Object.keys(args).length > 0) throw new RangeError('the fault takes no arguments')
    return links.heal()
  },
}
