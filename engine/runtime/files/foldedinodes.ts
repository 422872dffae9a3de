/** What was changed in a volume, put away as a row of values: replicas write the same files at the same places. */
import { type Folded, fold, type Reader, Writer } from '../kernel/folded.ts'
import type { Inode } from './inode.ts'

type Changes = ReadonlyMap<number, Inode | null>

/** More changed inodes, or names in a directory, are no likeness. */
const MAX_INODES = 12
const MAX_NAMES = 24

const [GONE, FILE, DIRECTORY, OTHER] = [0, 1, 2, 3]

const writer = new Writer()

/** @param base the tree they are changes of; undefined: there are too many */
export function foldInodes(base: object, changes: Changes): Folded | undefined {
  if (changes.size > MAX_INODES) return undefined
  for (const inode of changes.values()) {
    if (inode?.kind === 'directory' && inode.entries.size > MAX_NAMES) return undefined
  }
  writer.clear()
  writer.count(changes.size)
  for (const [ino, inode] of changes) {
    writer.count(ino)
    write(inode, writer)
  }
  return fold(base, writer)
}

/** The same changes, in their order. */
export function unfoldInodes(folded: Folded): Map<number, Inode | null> {
  const r = folded.read()
  const changes = new Map<number, Inode | null>()
  for (let left = r.take<number>(); left > 0; left--) {
    const ino = r.take<number>()
    changes.set(ino, read(r))
  }
  return changes
}

function write(inode: Inode | null, w: Writer): void {
  if (inode === null) return w.count(GONE)
  if (inode.kind !== 'file' && inode.kind !== 'directory') {
    w.count(OTHER)
    return w.put(inode)
  }
  w.count(inode.kind === 'file' ? FILE : DIRECTORY)
  w.put(inode.mode)
  w.put(inode.uid)
  w.put(inode.gid)
  w.put(inode.mtimeMs)
  if (inode.kind === 'directory') return w.map(inode.entries)
  w.put(inode.data)
  w.put(inode.zeros)
}

function read(r: Reader): Inode | null {
  const kind = r.take<number>()
  if (kind === GONE) return null
  if (kind === OTHER) return r.take()
  const common = { mode: r.take<number>(), uid: r.take<number>(), gid: r.take<number>(), mtimeMs: r.take<number>() }
  return kind === FILE
    ? { kind: 'file', ...common, data: r.take(), zeros: r.take() }
    : { kind: 'directory', ...common, entries: r.map() ?? new Map() }
}
