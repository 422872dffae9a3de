/** What commands about files do with their operands: names in messages, what is missing, each in turn. */
import { attempt, type Errno, strerror } from '../files/errno.ts'
import type { Call } from '../kernel/contract.ts'
import { busyboxUsage } from './busyboxusage.ts'

/** A path in a message. */
export const q = (path: string): string => `'${path}'`

export function missingOperand(call: Call, after?: string): number {
  const gnu = call.flavour === 'gnu'
  const usage = gnu ? undefined : busyboxUsage(call.name)
  if (usage !== undefined) {
    call.err(usage)
    return 1
  }
  const what = call.name === 'touch' || call.name === 'ln' ? 'missing file operand' : 'missing operand'
  call.warn(after === undefined ? what : `missing destination file operand after '${after}'`)
  if (gnu) call.err(`Try '${call.name} --help' for more information.\n`)
  return 1
}

/** Does something to every path; says what failed (`what` and the path, or only the path). */
export function each(
  call: Call,
  paths: readonly string[],
  what: string,
  action: (path: string) => void,
  ignore?: (errno: Errno) => boolean,
): number {
  let status = 0
  for (const path of paths) {
    const { errno } = attempt(() => action(path))
    if (errno === undefined || ignore?.(errno)) continue
    call.warn(`${what === '' ? path : `${what} ${q(path)}`}: ${strerror(errno)}`)
    status = 1
  }
  return status
}
