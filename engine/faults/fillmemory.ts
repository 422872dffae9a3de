/** fillMemory: one container's process holds so many bytes more than it needs, until it ends; 0 gives them back. */
import { type Fault, optionalText, textArg } from './fault.ts'

export const fillMemory: Fault = {
  name: 'fillMemory',
  apply: (machines, args) => {
    const { bytes } = args
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
      throw new RangeError('bytes must be a whole number, 0 or more')
    }
    const [namespace, pod] = [textArg(args, 'namespace'), textArg(args, 'pod')]
    return machines.strainContainer(namespace, pod, optionalText(args, 'container'), { heldBytes: bytes })
  },
}
