/** fillDisk: something that is none of the cluster's takes so many bytes of a machine's disk; 0 gives them back. */
import { type Fault, textArg } from './fault.ts'

export const fillDisk: Fault = {
  name: 'fillDisk',
  apply: (machines, args) => {
    const { bytes } = args
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
      throw new RangeError('bytes must be a whole number, 0 or more')
    }
    return machines.fillDisk(textArg(args, 'node'), bytes)
  },
}
