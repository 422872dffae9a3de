/** `tar`: archives from files and files from archives, uncompressed; what `kubectl cp` runs in a container. */
import { readTar, type TarEntry, TarError, writeTar } from '../../core/tar.ts'
import type { Call, Command } from '../kernel/contract.ts'
import { attempt, strerror } from '../files/errno.ts'
import { makeParents } from './filecommands.ts'
import { inside, parent } from './paths.ts'
import { type Options, readOptions } from './options.ts'

const LONG = {
  create: 'c',
  extract: 'x',
  get: 'x',
  list: 't',
  file: 'f:',
  directory: 'C:',
  verbose: 'v',
  touch: 'm',
  'same-permissions': 'p',
  'preserve-permissions': 'p',
  'no-same-permissions': 'o',
  'no-same-owner': 'o',
  'strip-components': 'S:',
}

/** What was read of the archive so far. */
interface State {
  read: string
}

export const tar: Command = {
  name: 'tar',
  run(call) {
    const options = readOptions(call, 'cxtvmpof:C:zjhP', LONG, { args: dashed(call.args) })
    if (options === undefined) return 2
    if (options.has('z') || options.has('j')) {
      call.warn('compressed archives are not supported here')
      return 2
    }
    if (options.has('c')) return create(call, options)
    if (options.has('x') || options.has('t')) return unpack(call, options)
    call.warn("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
    return 2
  },
}

/** `tar cf - .`: the first word needs no dash, and takes its values from the words behind it. */
function dashed(args: readonly string[]): string[] {
  const [first = '', ...rest] = args
  if (first.startsWith('-') || first === '') return [...args]
  const letters = [...first]
  const values = letters.map((letter) => (letter === 'f' || letter === 'C' ? rest.shift() : undefined))
  return [
    ...letters.flatMap((letter, at) => [`-${letter}`, ...(values[at] === undefined ? [] : [values[at]])]),
    ...rest,
  ]
}

// ------------------------------------------------------------------------------------------------ writing

function create(call: Call, options: Options): number {
  const folder = options.get('C') ?? '.'
  const archive = options.get('f') ?? '-'
  const entries: TarEntry[] = []
  const gather = new Gathering(call, folder, entries)
  for (const word of options.words) gather.add(word)
  if (options.words.some((word) => word.startsWith('/')) && !options.has('P') && call.flavour === 'gnu') {
    call.err("tar: Removing leading `/' from member names\n")
  }
  if (options.has('v')) call.write(archive === '-' ? 2 : 1, entries.map(({ name }) => `${name}\n`).join(''))
  const bytes = writeTar(entries)
  if (archive === '-') call.out(bytes)
  else {
    const { errno } = attempt(() => call.files.write(archive, bytes))
    if (errno !== undefined) gather.fail(`${archive}: Cannot open: ${strerror(errno)}`)
  }
  if (gather.failed && call.flavour === 'gnu') call.warn('Exiting with failure status due to previous errors')
  return gather.failed ? 2 : 0
}

class Gathering {
  failed = false

  constructor(
    private readonly call: Call,
    private readonly folder: string,
    private readonly entries: TarEntry[],
  ) {}

  add(path: string): void {
    const { call } = this
    const place = path.startsWith('/') || this.folder === '.' ? path : inside(this.folder, path)
    const { value: found, errno } = attempt(() => call.files.find(place, false))
    if (found === undefined) return this.fail(`${path}: Cannot stat: ${strerror(errno ?? 'ENOENT')}`)
    const { inode } = found
    const name = path.replace(/^\/+/, '')
    const common = {
      mode: inode.mode,
      uid: inode.uid,
      gid: inode.gid,
      mtime: (call.kernel.epochMs + inode.mtimeMs) / 1000,
    }
    if (inode.kind === 'directory') {
      this.entries.push({ ...common, name: `${name.replace(/\/$/, '')}/`, kind: 'directory', target: '', data: '' })
      for (const child of call.files.list(place)) this.add(inside(path, child))
    } else if (inode.kind === 'symlink') {
      this.entries.push({ ...common, name, kind: 'symlink', target: inode.target, data: '' })
    } else if (inode.kind === 'file') {
      const { value: data, errno: why } = attempt(() => call.files.read(place))
      if (data === undefined) return this.fail(`${path}: Cannot open: ${strerror(why ?? 'EACCES')}`)
      this.entries.push({ ...common, name, kind: 'file', target: '', data })
    }
  }

  fail(text: string): void {
    this.failed = true
    this.call.warn(text)
  }
}

// ------------------------------------------------------------------------------------------------ reading

function unpack(call: Call, options: Options): number {
  const archive = options.get('f') ?? '-'
  const bytes = archive === '-' ? wholeInput(call) : call.contents(archive)
  if (typeof bytes === 'number') return bytes
  if (bytes === undefined) return 2
  try {
    const wanted = readTar(bytes).filter(({ name }) => isWanted(name, options.words))
    let failed = false
    for (const entry of wanted) {
      if (options.has('t') || options.has('v')) call.out(`${entry.name}\n`)
      if (!options.has('t') && !extract(call, options, entry)) failed = true
    }
    return failed ? 2 : 0
  } catch (error) {
    if (!(error instanceof TarError)) throw error
    call.warn(error.message)
    return 2
  }
}

const isWanted = (name: string, words: readonly string[]): boolean =>
  words.length === 0 || words.some((word) => name === word || name.startsWith(`${word.replace(/\/$/, '')}/`))

/** All of standard input, or what to wait for. */
function wholeInput(call: Call): string | number {
  let { read } = (call.state ?? { read: '' }) as State
  for (;;) {
    const data = call.read()
    if (data === null) return read
    if (data === undefined) {
      call.state = { read } satisfies State
      return call.waitInput()
    }
    read += data
  }
}

/** Puts one entry where it belongs; whether that went well. Names that climb out are refused. */
function extract(call: Call, options: Options, entry: TarEntry): boolean {
  const parts = entry.name
    .replace(/^\/+/, '')
    .split('/')
    .slice(Number(options.get('S') ?? 0))
  const name = parts.filter((part) => part !== '' && part !== '.').join('/')
  if (name === '') return true
  if (parts.includes('..')) {
    call.warn(`${entry.name}: Member name contains '..'`)
    return false
  }
  const path = inside(options.get('C') ?? '.', name)
  const { errno } = attempt(() => put(call, entry, path, options))
  if (errno === undefined) return true
  call.warn(`${entry.name}: Cannot open: ${strerror(errno)}`)
  return false
}

function put(call: Call, entry: TarEntry, path: string, options: Options): void {
  const { files } = call
  makeParents(call, parent(path))
  const there = files.maybe(path, false)?.inode.kind
  if (entry.kind === 'directory') {
    if (there !== 'directory') files.makeDirectory(path)
  } else {
    if (there !== undefined && there !== 'directory' && there !== entry.kind) files.unlink(path)
    if (entry.kind === 'file') files.write(path, entry.data)
    else {
      if (there === entry.kind) files.unlink(path)
      if (entry.kind === 'symlink') return files.symlink(entry.target, path)
      return files.link(inside(options.get('C') ?? '.', entry.target), path)
    }
  }
  files.chmod(path, () => entry.mode)
  if (!options.has('m')) files.touch(path, entry.mtime * 1000 - call.kernel.epochMs)
}
