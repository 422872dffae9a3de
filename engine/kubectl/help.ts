/** Short help of our own: what there is and which flags a command takes. */
import { GLOBAL_FLAGS } from './globalflags.ts'
import { parseFlag } from './base/flags.ts'
import type { Verb } from './verb.ts'

/** The commands of a group (`rollout`), or all. */
export function groupHelp(group: string, verbs: readonly Verb[]): string {
  const prefix = group === '' ? '' : `${group} `
  const names = verbs.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length))
  const shown = group === '' ? [...new Set(names.map((name) => name.split(' ')[0] as string))] : names
  const usage = group === '' ? 'kubectl [command] [flags]' : `kubectl ${group} [command] [flags]`
  return `Commands:\n${shown.map((name) => `  ${name}\n`).join('')}\nUsage:\n  ${usage}\n\n"kubectl <command> --help" lists a command's flags.\n`
}

export function verbHelp(verb: Verb): string {
  return `Usage:\n  kubectl ${verb.name} [flags]\n\nFlags:\n${flagLines(verb.flags)}\nGlobal flags:\n${flagLines(GLOBAL_FLAGS)}`
}

function flagLines(notations: readonly string[]): string {
  return notations
    .map(parseFlag)
    .map(
      ({ name, letter, type }) =>
        `  ${letter ? `-${letter}, ` : '    '}--${name}${type === 'bool' ? '' : ` <${type}>`}\n`,
    )
    .join('')
}
