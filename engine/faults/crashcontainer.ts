/** crashContainer: one container's process ends with an exit code (1 unless said otherwise). */
import { type Fault, optionalText, textArg } from './fault.ts'

export const crashContainer: Fault = {
  name: 'crashContainer',
  apply: (machines, args) => {
    const container = optionalText(args, 'container')
    const exitCode = args.exitCode === undefined ? 1 : args.exitCode
    if (typeof exitCode !== 'number' || !Number.isInteger(exitCode) || exitCode < 0 || exitCode > 255) {
      throw new RangeError('exitCode must be 0 to 255')
    }
    return machines.crashContainer(textArg(args, 'namespace'), textArg(args, 'pod'), container, exitCode)
  },
}
