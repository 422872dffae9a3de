/** sed: the command, its options, files edited in place. */
import { attempt, strerror } from '../../files/errno.ts'
import type { Call, Command } from '../../kernel/contract.ts'
import { linesOf } from '../filter.ts'
import { readOptions } from '../options.ts'
import { begin, Editor, type State } from './editor.ts'
import { parseSed, type SedCommand, SedError } from './parse.ts'

export const sed: Command = {
  name: 'sed',
  run(call) {
    const options = readOptions(
      call,
      'ne:f:Eri:szul:',
      {
        quiet: 'n',
        silent: 'n',
        expression: 'e:',
        file: 'f:',
        'regexp-extended': 'E',
        'in-place': 'i',
        separate: 's',
        'null-data': 'z',
        posix: 'P',
      },
      { args: inPlace(call.args) },
    )
    if (options === undefined) return 1
    const words = [...options.words]
    const scripts = [...options.all('e'), ...options.all('f').map((file) => call.contents(file) ?? '')]
    if (scripts.length === 0) {
      const first = words.shift()
      if (first === undefined) {
        call.err('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n')
        return 1
      }
      scripts.push(first)
    }
    let commands: readonly SedCommand[]
    try {
      commands = parseSed(scripts.join('\n'), options.has('E') || options.has('r'))
    } catch (error) {
      if (!(error instanceof SedError)) throw error
      call.warn(error.message)
      return call.flavour === 'busybox' ? 1 : error.status
    }
    const suffix = options.get('i')
    if (suffix !== undefined) return editFiles(call, commands, words, options.has('n'), suffix)
    const state = (call.state ?? begin()) as State
    call.state = state
    return new Editor(call, commands, state, options.has('n'), words.length === 0 ? ['-'] : words).run()
  },
}

/** `-i` takes its suffix only when glued on. */
const inPlace = (args: readonly string[]): string[] =>
  args.flatMap((arg) =>
    arg === '-i' || arg === '--in-place'
      ? ['-i', '']
      : /^-[nErsz]+i$/.test(arg)
        ? [arg.slice(0, -1), '-i', '']
        : /^-i[Ern]$/.test(arg)
          ? [arg]
          : [arg],
  )

function editFiles(
  call: Call,
  commands: readonly SedCommand[],
  files: readonly string[],
  quiet: boolean,
  suffix: string,
): number {
  let status = 0
  for (const file of files) {
    const { value: data, errno } = attempt(() => call.files.read(file))
    if (data === undefined) {
      call.warn(
        errno === 'EISDIR'
          ? `couldn't edit ${file}: not a regular file`
          : `can't read ${file}: ${strerror(errno ?? 'ENOENT')}`,
      )
      status = 4
      continue
    }
    const state = begin()
    Object.assign(state, { file: 1, queue: linesOf(data), ended: true, unended: data !== '' && !data.endsWith('\n') })
    const editor = new Editor(call, commands, state, quiet, [file])
    editor.keep = true
    editor.run()
    const { errno: trouble } = attempt(() => {
      if (suffix !== '') call.files.write(suffix.includes('*') ? suffix.replace('*', file) : file + suffix, data)
      call.files.write(file, state.out)
    })
    if (trouble !== undefined) {
      call.warn(`couldn't open temporary file: ${strerror(trouble)}`)
      status = 4
    }
  }
  return status
}
