/** partition: some nodes hear nobody but each other; the control plane stays with them only when told so. */
import { type Fault, namesArg } from './fault.ts'

export const partition: Fault = {
  name: 'partition',
  apply: (_machines, args, links) => {
    const nodes = namesArg(args, 'nodes')
    if (nodes.length === 0) throw new RangeError('the fault needs nodes, a list of names')
    return links.partition(nodes, args.withControlPlane === true)
  },
}
