/** Conditions of `test`, `[` and `[[`: files, texts, numbers. */
import { sizeOf } from '../files/inode.ts'
import type { FileView, Location } from '../files/view.ts'

/** What conditions look at. */
export interface TestWorld {
  files(): FileView
  isTerminal(fd: number): boolean
  isSet(name: string): boolean
  hasOption(name: string): boolean
}

const FILE_TESTS: Record<string, (at: Location, files: FileView) => boolean> = {
  '-e': () => true,
  '-a': () => true,
  '-f': ({ inode }) => inode.kind === 'file',
  '-d': ({ inode }) => inode.kind === 'directory',
  '-s': ({ inode }) => sizeOf(inode) > 0,
  '-r': (at, files) => files.may(at, 4),
  '-w': (at, files) => files.may(at, 2),
  '-x': (at, files) => files.may(at, 1),
  '-p': ({ inode }) => inode.kind === 'fifo',
  '-c': ({ inode }) => inode.kind === 'device',
  '-b': () => false,
  '-S': () => false,
  '-u': ({ inode }) => (inode.mode & 0o4000) !== 0,
  '-g': ({ inode }) => (inode.mode & 0o2000) !== 0,
  '-k': ({ inode }) => (inode.mode & 0o1000) !== 0,
  '-O': ({ inode }, files) => inode.uid === files.who.uid,
  '-G': ({ inode }, files) => inode.gid === files.who.gid,
}

export const UNARY = new Set([...Object.keys(FILE_TESTS), '-h', '-L', '-n', '-z', '-t', '-v', '-o', '-N'])
export const BINARY = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
])

export function unaryTest(world: TestWorld, operator: string, operand: string): boolean {
  switch (operator) {
    case '-n':
      return operand !== ''
    case '-z':
      return operand === ''
    case '-t':
      return world.isTerminal(Number(operand))
    case '-v':
      return world.isSet(operand)
    case '-o':
      return world.hasOption(operand)
    case '-h':
    case '-L':
      return world.files().maybe(operand, false)?.inode.kind === 'symlink'
    default: {
      const at = world.files().maybe(operand)
      return at !== undefined && FILE_TESTS[operator]?.(at, world.files()) === true
    }
  }
}

/** Thrown by number comparisons of what is no number. */
export class NotANumber extends Error {
  constructor(readonly text: string) {
    super(text)
  }
}

function integer(text: string): bigint {
  const trimmed = text.trim()
  if (!/^[-+]?\d+$/.test(trimmed)) throw new NotANumber(text)
  return BigInt(trimmed.replace(/^\+/, ''))
}

export function binaryTest(world: TestWorld, operator: string, left: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '>':
      return left > right
    case '-eq':
      return integer(left) === integer(right)
    case '-ne':
      return integer(left) !== integer(right)
    case '-lt':
      return integer(left) < integer(right)
    case '-le':
      return integer(left) <= integer(right)
    case '-gt':
      return integer(left) > integer(right)
    case '-ge':
      return integer(left) >= integer(right)
    default:
      return compareFiles(world, operator, left, right)
  }
}

function compareFiles(world: TestWorld, operator: string, left: string, right: string): boolean {
  const a = world.files().maybe(left)
  const b = world.files().maybe(right)
  if (operator === '-ef') return a !== undefined && b !== undefined && a.volume === b.volume && a.ino === b.ino
  const [newer, older] = operator === '-nt' ? [a, b] : [b, a]
  if (newer === undefined) return false
  return older === undefined || newer.inode.mtimeMs > older.inode.mtimeMs
}
