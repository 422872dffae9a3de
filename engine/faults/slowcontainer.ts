/** slowContainer: one container answers requests and probes later, until it ends; 0 makes it as quick as it was. */
import { type Fault, optionalText, textArg } from './fault.ts'

/** A minute: no probe and no client waits longer. */
const MAX_EXTRA_MS = 60_000

export const slowContainer: Fault = {
  name: 'slowContainer',
  apply: (machines, args) => {
    const { extraMs } = args
    if (typeof extraMs !== 'number' || !Number.isInteger(extraMs) || extraMs < 0 || extraMs > MAX_EXTRA_MS) {
      throw new RangeError(`extraMs must be 0 to ${MAX_EXTRA_MS}`)
    }
    const [namespace, pod] = [textArg(args, 'namespace'), textArg(args, 'pod')]
    return machines.strainContainer(namespace, pod, optionalText(args, 'container'), { extraMs })
  },
}
