/** pwd as a program of its own. */
import type { Command } from '../kernel/contract.ts'

export const pwd: Command = {
  name: 'pwd',
  run(call) {
    call.out(`${call.process.cwd}\n`)
    return 0
  },
}
