/** zoneDown: every machine of a zone loses power. */
import { type Fault, textArg } from './fault.ts'

export const zoneDown: Fault = {
  name: 'zoneDown',
  apply: (machines, args) =>
    machines
      .nodesIn(textArg(args, 'zone'))
      .map((node) => machines.nodeDown(node))
      .includes(true),
}
