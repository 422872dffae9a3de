/** nodeDown: the machine loses power; its lease is renewed no more. */
import { type Fault, textArg } from './fault.ts'

export const nodeDown: Fault = {
  name: 'nodeDown',
  apply: (machines, args) => machines.nodeDown(textArg(args, 'node')),
}
