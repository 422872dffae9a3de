/** nodeUp: the machine boots again. */
import { type Fault, textArg } from './fault.ts'

export const nodeUp: Fault = {
  name: 'nodeUp',
  apply: (machines, args) => machines.nodeUp(textArg(args, 'node')),
}
