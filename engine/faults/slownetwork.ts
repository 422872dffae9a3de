/** slowNetwork: every message of some nodes, or of all, takes longer. */
import { type Fault, namesArg } from './fault.ts'

/** A minute: beyond that nothing would tell it from a partition. */
const MAX_EXTRA_MS = 60_000

export const slowNetwork: Fault = {
  name: 'slowNetwork',
  apply: (_machines, args, links) => {
    const { extraMs } = args
    if (typeof extraMs !== 'number' || !Number.isInteger(extraMs) || extraMs < 0 || extraMs > MAX_EXTRA_MS) {
      throw new RangeError(`extraMs must be 0 to ${MAX_EXTRA_MS}`)
    }
    return links.slow(namesArg(args, 'nodes', []), extraMs)
  },
}
