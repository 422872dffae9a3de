/** Command-line options as getopt reads them: `-abc`, `-n5`, `-n 5`, `--name=value`, `--`; words may come between. */
import type { Call } from '../kernel/contract.ts'
import { busyboxLetters, busyboxUsage } from './busyboxusage.ts'

export interface Options {
  /** Letters (or long names) given, with their value ('' for flags); the last one counts. */
  readonly flags: ReadonlyMap<string, string>
  /** Every value of an option that may be repeated. */
  all(name: string): string[]
  has(name: string): boolean
  get(name: string): string | undefined
  readonly words: string[]
}

/**
 * @param spec letters; one followed by `:` takes a value. @param long long names → the letter they stand for, with `:`
 * behind those that take a value. Undefined: an unknown option, which has been said.
 */
export function readOptions(
  call: Call,
  spec: string,
  long: Readonly<Record<string, string>> = {},
  settings: { stopAtWord?: boolean; args?: readonly string[] } = {},
): Options | undefined {
  const given: [string, string][] = []
  const words: string[] = []
  const args = settings.args ?? call.argv.slice(1)
  const letters = call.flavour === 'busybox' ? busyboxLetters(call.name) : undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      words.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=')
      const name = arg.slice(2, equals < 0 ? undefined : equals)
      const key = name in long ? name : Object.keys(long).find((candidate) => candidate.startsWith(name))
      const letter = key === undefined ? undefined : long[key]
      if (letter === undefined || letters?.includes(letter[0] as string) === false)
        return unknown(call, `unrecognized option '${arg}'`)
      const takes = letter.endsWith(':')
      if (takes && equals < 0 && i + 1 >= args.length) return unknown(call, `option '${arg}' requires an argument`)
      given.push([
        letter.replace(':', ''),
        takes ? (equals < 0 ? (args[++i] as string) : arg.slice(equals + 1)) : equals < 0 ? '' : arg.slice(equals + 1),
      ])
      continue
    }
    if (arg.length < 2 || !arg.startsWith('-')) {
      words.push(arg)
      if (settings.stopAtWord) {
        words.push(...args.slice(i + 1))
        break
      }
      continue
    }
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] as string
      const place = spec.indexOf(letter)
      if (place < 0 || letter === ':' || letters?.includes(letter) === false)
        return unknown(call, `invalid option -- '${letter}'`)
      if (spec[place + 1] !== ':') {
        given.push([letter, ''])
        continue
      }
      const value = arg.slice(j + 1) || args[++i]
      if (value === undefined) return unknown(call, `option requires an argument -- '${letter}'`)
      given.push([letter, value])
      break
    }
  }
  const flags = new Map(given)
  return {
    flags,
    words,
    has: (name) => flags.has(name),
    get: (name) => flags.get(name),
    all: (name) => given.filter(([key]) => key === name).map(([, value]) => value),
  }
}

function unknown(call: Call, text: string): undefined {
  call.warn(text)
  if (call.flavour === 'gnu') call.err(`Try '${call.name} --help' for more information.\n`)
  else call.err(busyboxUsage(call.name) ?? '')
  return undefined
}
