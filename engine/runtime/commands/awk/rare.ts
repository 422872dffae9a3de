/** Functions of awk that few programs call: chance, time, bits. */
import type { Call } from '../../kernel/contract.ts'
import { strftime } from '../strftime.ts'
import type { Effects } from './effects.ts'
import type { Expr } from './parse.ts'
import { AwkError, type AwkState, mixed, type Value } from './values.ts'

interface Running {
  readonly s: AwkState
  readonly call: Call
  number(value: Value): number
  text(value: Value): string
  readonly effects: Effects
  system(command: string): number
  close(name: string): number
}

export function rareFunction(awk: Running, name: string, value: (i: number) => Value, args: readonly Expr[]): Value {
  const number = (i: number) => awk.number(value(i))
  switch (name) {
    case 'rand': {
      awk.s.draws++
      const bits =
        awk.s.seed === 0
          ? awk.effects.once(() => awk.call.kernel.randomBits(awk.call.container))
          : mixed(awk.s.seed, awk.s.draws)
      return (bits >>> 0) / 4294967296
    }
    case 'srand': {
      const before = awk.s.seed
      awk.s.seed = args[0] === undefined ? Math.floor(awk.call.unixMs / 1000) : number(0)
      awk.s.draws = 0
      return before
    }
    case 'systime':
      return Math.floor(awk.call.unixMs / 1000)
    case 'strftime':
      return strftime(
        args[0] === undefined ? '%a %b %e %H:%M:%S %Z %Y' : awk.text(value(0)),
        args[1] === undefined ? awk.call.unixMs : number(1) * 1000,
      )
    case 'and':
      return Number(BigInt(Math.trunc(number(0))) & BigInt(Math.trunc(number(1))))
    case 'or':
      return Number(BigInt(Math.trunc(number(0))) | BigInt(Math.trunc(number(1))))
    case 'xor':
      return Number(BigInt(Math.trunc(number(0))) ^ BigInt(Math.trunc(number(1))))
    case 'lshift':
      return number(0) * 2 ** number(1)
    case 'rshift':
      return Math.floor(number(0) / 2 ** number(1))
    case 'close':
      return awk.close(awk.text(value(0)))
    case 'system':
      return awk.system(awk.text(value(0)))
    case 'fflush':
      return 0
    case ',':
      return awk.text(value(args.length - 1))
    default:
      throw new AwkError(`function ${name} never defined`)
  }
}
