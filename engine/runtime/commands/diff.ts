/** diff: files, standard input and directories; the normal and the unified format. */
import type { Call, Command } from '../kernel/contract.ts'
import { attempt, strerror } from '../files/errno.ts'
import { BLOCKED } from './command.ts'
import { linesOf, slurp } from './filter.ts'
import { type Options, readOptions } from './options.ts'
import { strftime } from './strftime.ts'
import { normal, type Side, unified } from '../../core/diff/formats.ts'
import { type Change, changesOf } from '../../core/diff/script.ts'

const LONG = {
  unified: 'U:',
  brief: 'q',
  'report-identical-files': 's',
  'ignore-case': 'i',
  'ignore-all-space': 'w',
  'ignore-space-change': 'b',
  'ignore-blank-lines': 'B',
  recursive: 'r',
  'new-file': 'N',
  text: 'a',
  label: 'L:',
  color: 'C',
}

interface Comparison {
  readonly call: Call
  readonly options: Options
  readonly input: string
  /** Words in front of the names in `diff -r`'s headings. */
  readonly given: string
}

export const diff: Command = {
  name: 'diff',
  run(call) {
    const options = readOptions(call, 'uU:qsiwbBrNaL:dt', LONG)
    if (options === undefined) return 2
    const [left, right, more] = options.words
    if (left === undefined || right === undefined || more !== undefined) {
      call.warn(more === undefined ? `missing operand after '${left ?? call.name}'` : `extra operand '${more}'`)
      call.err("diff: Try 'diff --help' for more information.\n")
      return 2
    }
    const input = left === '-' || right === '-' ? slurp(call) : ''
    if (input === undefined) return BLOCKED
    const given = call.args.filter((word) => word.startsWith('-') && word !== '-').join(' ')
    return comparePaths({ call, options, input, given }, left, right)
  },
}

function comparePaths(c: Comparison, left: string, right: string): number {
  const [a, b] = [isDirectory(c, left), isDirectory(c, right)]
  if (a && b) return compareDirectories(c, left, right)
  const inside = (directory: string, file: string) => `${directory}/${file.slice(file.lastIndexOf('/') + 1)}`
  return compareFiles(c, a ? inside(left, right) : left, b ? inside(right, left) : right)
}

const isDirectory = ({ call }: Comparison, path: string): boolean =>
  path !== '-' && call.files.maybe(path)?.inode.kind === 'directory'

/** Bytes of a file, null when it cannot be read (said), '' for one that is missing and may be. */
function bytesOf({ call, options, input }: Comparison, path: string): string | null {
  if (path === '-') return input
  const missing = call.flavour === 'busybox' ? `can't stat '${path}'` : path
  const data = call.contents(path, (_, errno) => {
    if (errno !== 'ENOENT' || !options.has('N')) call.warn(`${missing}: ${strerror(errno)}`)
  })
  if (data !== undefined) return data
  return options.has('N') && call.files.maybe(path) === undefined ? '' : null
}

/** What of a line counts when lines are compared. */
function keyOf(options: Options): (line: string) => string {
  return (line) => {
    let key = line
    if (options.has('w')) key = key.replace(/\s+/g, '')
    else if (options.has('b')) key = key.replace(/\s+$/, '').replace(/\s+/g, ' ')
    return options.has('i') ? key.toLowerCase() : key
  }
}

const sideOf = (data: string): Side => ({ lines: linesOf(data), endsWithNewline: data === '' || data.endsWith('\n') })

function changes({ options }: Comparison, a: Side, b: Side): Change[] {
  const key = keyOf(options)
  const keys = ({ lines, endsWithNewline }: Side) =>
    lines.map((line, i) => key(line) + (i === lines.length - 1 && !endsWithNewline ? '\n' : ''))
  const found = changesOf(keys(a), keys(b))
  if (!options.has('B')) return found
  const blank = (side: Side, from: number, count: number) =>
    side.lines.slice(from, from + count).every((line) => line === '')
  return found.filter(({ from, deleted, to, inserted }) => !blank(a, from, deleted) || !blank(b, to, inserted))
}

function compareFiles(c: Comparison, left: string, right: string, heading = ''): number {
  const { call, options } = c
  const [before, after] = [bytesOf(c, left), bytesOf(c, right)]
  if (before === null || after === null) return 2
  if (before !== after && (before.includes('\0') || after.includes('\0')) && !options.has('a')) {
    call.out(`Binary files ${left} and ${right} differ\n`)
    return call.flavour === 'gnu' ? 2 : 1
  }
  const [a, b] = [sideOf(before), sideOf(after)]
  const found = before === after ? [] : changes(c, a, b)
  if (found.length === 0) {
    if (options.has('s')) call.out(`Files ${left} and ${right} are identical\n`)
    return 0
  }
  if (options.has('q')) call.out(`Files ${left} and ${right} differ\n`)
  else if (options.has('u') || options.has('U') || call.flavour === 'busybox') {
    const [oldLabel, newLabel] = options.all('L')
    call.out(heading + title(c, '---', left, oldLabel) + title(c, '+++', right, newLabel ?? undefined))
    call.out(unified(a, b, found, Number(options.get('U') || 3)))
  } else call.out(heading + normal(a, b, found))
  return 1
}

function title({ call }: Comparison, mark: string, path: string, label: string | undefined): string {
  if (label !== undefined || call.flavour === 'busybox') return `${mark} ${label ?? path}\n`
  const at = attempt(() => call.files.find(path)).value
  const ms = at === undefined ? call.unixMs : call.kernel.epochMs + at.inode.mtimeMs
  return `${mark} ${path}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', ms)}\n`
}

function compareDirectories(c: Comparison, left: string, right: string): number {
  const { call, options } = c
  const [olds, news] = [call.files.list(left), call.files.list(right)]
  let status = 0
  for (const name of [...new Set([...olds, ...news])].sort()) {
    const [a, b] = [`${left}/${name}`, `${right}/${name}`]
    const only = !olds.includes(name) ? right : !news.includes(name) ? left : undefined
    let outcome = 1
    if (only !== undefined && !options.has('N')) call.out(`Only in ${only}: ${name}\n`)
    else if (isDirectory(c, a) && isDirectory(c, b)) {
      if (options.has('r')) outcome = compareDirectories(c, a, b)
      else call.out(`Common subdirectories: ${a} and ${b}\n`)
      if (!options.has('r')) outcome = 0
    } else {
      const heading = call.flavour === 'gnu' ? `diff${c.given === '' ? '' : ` ${c.given}`} ${a} ${b}\n` : ''
      outcome = compareFiles(c, a, b, heading)
    }
    status = Math.max(status, outcome)
  }
  return status
}
