/** nodeFile: somebody logs in on a machine and puts a file on its disk, or removes one. */
import { type Fault, textArg } from './fault.ts'

export const nodeFile: Fault = {
  name: 'nodeFile',
  apply: (machines, args) => {
    const [node, path] = [textArg(args, 'node'), textArg(args, 'path')]
    if (!path.startsWith('/') || path.endsWith('/')) throw new RangeError('path must be that of a file, from the root')
    const { text, remove = false } = args
    if (typeof remove !== 'boolean' || remove === (text !== undefined)) {
      throw new RangeError('the fault needs text, or remove: true')
    }
    if (text !== undefined && typeof text !== 'string') throw new RangeError('text must be a text')
    return machines.putFile(node, path, text)
  },
}
