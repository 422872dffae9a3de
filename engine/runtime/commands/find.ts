/** find: tests, -exec, -print0, -delete. */
import type { Call, Command } from '../kernel/contract.ts'
import { attempt, strerror } from '../files/errno.ts'
import { sizeOf } from '../files/inode.ts'
import type { Location } from '../files/view.ts'
import { matches } from '../shell/pattern.ts'
import { ownerName } from './ls.ts'
import { modeText } from './modes.ts'
import { BadPattern, compileRegex } from './regex.ts'
import { unescape } from './escapes.ts'

interface Found {
  path: string
  at: Location
  depth: number
}

type Node =
  | { type: 'test'; test: (found: Found, call: Call) => boolean }
  | { type: 'not'; node: Node }
  | { type: 'and'; left: Node; right: Node }
  | { type: 'or'; left: Node; right: Node }
  | { type: 'exec'; words: string[]; many: boolean }

class Wrong extends Error {}

const KINDS: Record<string, string> = { f: 'file', d: 'directory', l: 'symlink', p: 'fifo', c: 'device' }
const base = (path: string) => (path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1))

/** `+n`, `-n`, `n`. */
function compared(text: string, value: (found: Found, call: Call) => number, unit = 1): Node {
  const n = Number(text.replace(/^[-+]/, '').replace(/[a-zA-Z]$/, '')) * unit
  return {
    type: 'test',
    test: (found, call) => {
      const v = value(found, call)
      return text.startsWith('+') ? v > n : text.startsWith('-') ? v < n : v === n
    },
  }
}

const SIZE_UNITS: Record<string, number> = { c: 1, w: 2, b: 512, k: 1024, M: 1048576, G: 1073741824 }

class Parser {
  private at = 0
  acts = false
  minDepth = 0
  maxDepth = Number.POSITIVE_INFINITY
  depthFirst = false

  constructor(private readonly words: readonly string[]) {}

  parse(): Node {
    const node = this.words.length === 0 ? ALWAYS : this.or()
    if (this.at < this.words.length) throw new Wrong(`paths must precede expression: \`${this.words[this.at]}'`)
    return node
  }

  private or(): Node {
    let left = this.and()
    while (this.words[this.at] === '-o' || this.words[this.at] === '-or') {
      this.at++
      left = { type: 'or', left, right: this.and() }
    }
    return left
  }

  private and(): Node {
    let left = this.not()
    for (
      let word = this.words[this.at];
      word !== undefined && word !== '-o' && word !== '-or' && word !== ')';
      word = this.words[this.at]
    ) {
      if (word === '-a' || word === '-and') this.at++
      left = { type: 'and', left, right: this.not() }
    }
    return left
  }

  private not(): Node {
    const word = this.words[this.at]
    if (word === '!' || word === '-not') {
      this.at++
      return { type: 'not', node: this.not() }
    }
    if (word === '(') {
      this.at++
      const node = this.or()
      if (this.words[this.at++] !== ')')
        throw new Wrong("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
      return node
    }
    return this.primary()
  }

  private argument(name: string): string {
    const word = this.words[this.at++]
    if (word === undefined) throw new Wrong(`missing argument to \`${name}'`)
    return word
  }

  private primary(): Node {
    const name = this.words[this.at++] as string
    const test = (t: (found: Found, call: Call) => boolean): Node => ({ type: 'test', test: t })
    switch (name) {
      case '-name':
      case '-iname': {
        const pattern = this.argument(name)
        const fold = name === '-iname'
        return test(({ path }) =>
          matches(fold ? pattern.toLowerCase() : pattern, fold ? base(path).toLowerCase() : base(path)),
        )
      }
      case '-path':
      case '-wholename': {
        const pattern = this.argument(name)
        return test(({ path }) => matches(pattern, path))
      }
      case '-regex': {
        const regex = compileRegex(`^(${this.argument(name)})$`, 'extended')
        return test(({ path }) => regex.matcher(path).find())
      }
      case '-type': {
        const letters = this.argument(name).split(',')
        const unknown = letters.find((letter) => KINDS[letter] === undefined)
        if (unknown !== undefined) throw new Wrong(`Unknown argument to -type: ${unknown}`)
        const kinds = letters.map((letter) => KINDS[letter])
        return test(({ at }) => kinds.includes(at.inode.kind))
      }
      case '-empty':
        return test(({ at }) => (at.inode.kind === 'directory' ? at.inode.entries.size === 0 : sizeOf(at.inode) === 0))
      case '-size': {
        const text = this.argument(name)
        const unit = SIZE_UNITS[text.slice(-1)] ?? 512
        return compared(text, ({ at }) => Math.ceil(sizeOf(at.inode) / unit))
      }
      case '-mtime':
        return compared(this.argument(name), ({ at }, call) => Math.floor((call.nowMs - at.inode.mtimeMs) / 86_400_000))
      case '-mmin':
        return compared(this.argument(name), ({ at }, call) => Math.ceil((call.nowMs - at.inode.mtimeMs) / 60_000))
      case '-newer': {
        const other = this.argument(name)
        return test(({ at }, call) => at.inode.mtimeMs > (call.files.maybe(other)?.inode.mtimeMs ?? 0))
      }
      case '-perm': {
        const text = this.argument(name)
        const bits = Number.parseInt(text.replace(/^[-/]/, ''), 8)
        return test(({ at }) =>
          text.startsWith('-')
            ? (at.inode.mode & bits) === bits
            : text.startsWith('/')
              ? (at.inode.mode & bits) !== 0
              : (at.inode.mode & 0o7777) === bits,
        )
      }
      case '-user': {
        const who = this.argument(name)
        return test(
          ({ at }, call) => String(at.inode.uid) === who || ownerName(call, at.inode.uid, '/etc/passwd') === who,
        )
      }
      case '-executable':
        return test(({ at }, call) => call.files.may(at, 1))
      case '-true':
        return ALWAYS
      case '-false':
        return test(() => false)
      case '-maxdepth':
        this.maxDepth = Number(this.argument(name))
        return ALWAYS
      case '-mindepth':
        this.minDepth = Number(this.argument(name))
        return ALWAYS
      case '-depth':
        this.depthFirst = true
        return ALWAYS
      case '-xdev':
      case '-mount':
        return ALWAYS
      default:
        return this.action(name)
    }
  }

  private action(name: string): Node {
    const act = (t: (found: Found, call: Call) => boolean): Node => {
      this.acts = true
      return { type: 'test', test: t }
    }
    switch (name) {
      case '-print':
        return act(({ path }, call) => (call.out(`${path}\n`), true))
      case '-print0':
        return act(({ path }, call) => (call.out(`${path}\0`), true))
      case '-printf': {
        const format = this.argument(name)
        return act((found, call) => (call.out(formatted(format, found, call)), true))
      }
      case '-prune':
        return { type: 'test', test: (found) => ((found as Found & { pruned?: boolean }).pruned = true) }
      case '-quit':
        return act((found) => ((found as Found & { quit?: boolean }).quit = true))
      case '-delete':
        this.depthFirst = true
        return act(({ path, at }, call) => {
          const { errno } = attempt(() =>
            at.inode.kind === 'directory' ? call.files.removeDirectory(path) : call.files.unlink(path),
          )
          if (errno !== undefined) call.warn(`cannot delete '${path}': ${strerror(errno)}`)
          return errno === undefined
        })
      case '-exec':
      case '-execdir':
      case '-ok': {
        this.acts = true
        const words: string[] = []
        for (;;) {
          const word = this.argument(name)
          if (word === ';') return { type: 'exec', words, many: false }
          if (word === '+' && words.at(-1) === '{}') return { type: 'exec', words: words.slice(0, -1), many: true }
          words.push(word)
        }
      }
      default:
        throw new Wrong(
          name.startsWith('-') ? `unknown predicate \`${name}'` : `paths must precede expression: \`${name}'`,
        )
    }
  }
}

const ALWAYS: Node = { type: 'test', test: () => true }

function formatted(format: string, { path, at, depth }: Found, call: Call): string {
  const text = format.replace(/%([pPfhsmyudTg%])/g, (_, letter: string) => {
    switch (letter) {
      case 'p':
        return path
      case 'P':
        return path
          .split('/')
          .slice(path.split('/').length - depth)
          .join('/')
      case 'f':
        return base(path)
      case 'h':
        return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
      case 's':
        return String(sizeOf(at.inode))
      case 'm':
        return (at.inode.mode & 0o7777).toString(8)
      case 'y':
        return modeText(at.inode)[0] === '-' ? 'f' : (modeText(at.inode)[0] as string)
      case 'd':
        return String(depth)
      case 'u':
        return ownerName(call, at.inode.uid, '/etc/passwd')
      default:
        return '%'
    }
  })
  return unescape(text, 'plain').text
}

/** A walk is made at once; commands it asks for run one after the other. */
interface State {
  /** Commands to run, and how far. */
  commands: string[][]
  at: number
  pid: number
  status: number
}

export const find: Command = {
  name: 'find',
  run(call) {
    const state = (call.state ?? walk(call)) as State
    call.state = state
    for (;;) {
      if (state.pid > 0) {
        const ended = call.reap(state.pid)
        if (ended === undefined) return call.waitChild()
        state.pid = 0
      }
      const command = state.commands[state.at++]
      if (command === undefined) return state.status
      const { pid } = call.spawn(command)
      if (pid < 0) state.status = 1
      else state.pid = pid
      if (pid > 0) return call.waitChild()
    }
  },
}

function walk(call: Call): State {
  const words = call.args.filter((word) => word !== '-L' && word !== '-P' && word !== '-H')
  const split = words.findIndex((word) => word.startsWith('-') || word === '(' || word === '!')
  const roots = split < 0 ? words : words.slice(0, split)
  const state: State = { commands: [], at: 0, pid: 0, status: 0 }
  let node: Node
  const parser = new Parser(split < 0 ? [] : words.slice(split))
  try {
    node = parser.parse()
  } catch (error) {
    if (!(error instanceof Wrong) && !(error instanceof BadPattern)) throw error
    call.warn(error.message)
    return { ...state, status: 1 }
  }
  const collected = new Map<Node, string[]>()
  const evaluate = (n: Node, found: Found): boolean => {
    if (n.type === 'test') return n.test(found, call)
    if (n.type === 'not') return !evaluate(n.node, found)
    if (n.type === 'and') return evaluate(n.left, found) && evaluate(n.right, found)
    if (n.type === 'or') return evaluate(n.left, found) || evaluate(n.right, found)
    if (n.many) collected.set(n, [...(collected.get(n) ?? []), found.path])
    else state.commands.push(n.words.map((word) => word.replaceAll('{}', found.path)))
    return true
  }
  let quit = false
  const visit = (path: string, depth: number): void => {
    const { value: at, errno } = attempt(() => call.files.find(path, false))
    if (at === undefined) {
      call.warn(
        call.flavour === 'gnu'
          ? `'${path}': ${strerror(errno ?? 'ENOENT')}`
          : `${path}: ${strerror(errno ?? 'ENOENT')}`,
      )
      state.status = 1
      return
    }
    const found: Found & { pruned?: boolean; quit?: boolean } = { path, at, depth }
    const meet = (): void => {
      if (depth < parser.minDepth || quit) return
      if (evaluate(node, found) && !parser.acts) call.out(`${path}\n`)
      if (found.quit) quit = true
    }
    if (!parser.depthFirst) meet()
    if (at.inode.kind === 'directory' && depth < parser.maxDepth && !found.pruned && !quit) {
      const { value: names, errno: trouble } = attempt(() => call.files.list(path))
      if (trouble !== undefined) {
        call.warn(call.flavour === 'gnu' ? `'${path}': ${strerror(trouble)}` : `${path}: ${strerror(trouble)}`)
        state.status = 1
      }
      for (const name of names ?? []) visit(path.endsWith('/') ? path + name : `${path}/${name}`, depth + 1)
    }
    if (parser.depthFirst) meet()
  }
  for (const root of roots.length === 0 ? ['.'] : roots) visit(root, 0)
  for (const [n, paths] of collected) if (n.type === 'exec') state.commands.push([...n.words, ...paths])
  return state
}

// ---------------------------------------------------------------------------------------------------- xargs
