/**
 * A volume: a shared base tree and what was changed over it, inode by inode. A checkpoint shares all of it; the first
 * change after one copies the table of changed inodes only.
 */
import type { VolumeOptions } from '../../core/files.ts'
import type { Owned } from '../../core/records.ts'
import type { BaseTree } from './basetree.ts'
import { type Folded } from '../kernel/folded.ts'
import { fileError } from './errno.ts'
import { foldInodes, unfoldInodes } from './foldedinodes.ts'
import { type DirectoryInode, type Inode, sizeOf } from './inode.ts'

/** Among the watchers of a volume: the machine's kubelet. */
export const KUBELET = -1

const NOBODY: readonly number[] = []

export class Volume implements Owned<Volume> {
  epoch = 0
  /** Changed and new inodes; null for one that is gone. */
  private over: Map<number, Inode | null> | Folded | undefined = undefined
  private nextIno: number
  /** Bytes of files written here. */
  bytes = 0
  /** Counts changes, for whoever wants to know whether anything did. */
  version = 0
  /** A file here got a second name: only then names are counted before bytes go. */
  hardLinks = false
  /** Containers that want to hear of the next change, and the kubelet. */
  watchers: readonly number[] = NOBODY
  /** Bytes when somebody was last told how much there is. */
  told = 0
  /** How often a projected tree was swapped; names its directories. */
  swaps = 0

  constructor(
    private readonly base: BaseTree,
    readonly options: VolumeOptions,
  ) {
    this.nextIno = base.inodes.length
  }

  copy(): Volume {
    const copy = new Volume(this.base, this.options)
    copy.over = this.over instanceof Map ? new Map(this.over) : this.over
    copy.nextIno = this.nextIno
    copy.bytes = this.bytes
    copy.version = this.version
    copy.hardLinks = this.hardLinks
    copy.watchers = this.watchers
    copy.swaps = this.swaps
    copy.told = this.told
    return copy
  }

  private get changes(): Map<number, Inode | null> | undefined {
    const { over } = this
    return over === undefined || over instanceof Map ? over : (this.over = unfoldInodes(over))
  }

  private change(ino: number, inode: Inode | null): void {
    const { changes } = this
    if (changes === undefined) this.over = new Map([[ino, inode]])
    else changes.set(ino, inode)
  }

  /** Puts away what was changed until somebody looks (decision 0080): volumes of a tree are alike. */
  fold(): void {
    if (this.over instanceof Map) this.over = foldInodes(this.base, this.over) ?? this.over
  }

  inode(ino: number): Inode | undefined {
    const changed = this.changes?.get(ino)
    return changed === undefined ? this.base.inodes[ino] : (changed ?? undefined)
  }

  /** Replaces an inode. @throws FileError ENOSPC past the capacity */
  set(ino: number, inode: Inode): void {
    const before = this.inode(ino)
    const growth = bytesOf(inode) - (before === undefined ? 0 : bytesOf(before))
    const { capacityBytes } = this.options
    if (growth > 0 && capacityBytes !== undefined && this.bytes + growth > capacityBytes) throw fileError('ENOSPC')
    this.bytes = Math.max(0, this.bytes + growth)
    this.version++
    this.change(ino, inode)
  }

  /** A new inode, not yet in any directory. */
  add(inode: Inode): number {
    const ino = this.nextIno
    this.set(ino, inode)
    this.nextIno = ino + 1
    return ino
  }

  /** Frees what an inode holds; it is in no directory any more. */
  drop(ino: number): void {
    const inode = this.inode(ino)
    if (inode !== undefined) this.bytes = Math.max(0, this.bytes - bytesOf(inode))
    this.version++
    this.change(ino, null)
  }

  link(directory: number, name: string, ino: number, nowMs: number): void {
    const dir = this.inode(directory) as DirectoryInode
    this.set(directory, { ...dir, entries: new Map(dir.entries).set(name, ino), mtimeMs: nowMs })
  }

  unlink(directory: number, name: string, nowMs: number): void {
    const dir = this.inode(directory) as DirectoryInode
    const entries = new Map(dir.entries)
    entries.delete(name)
    this.set(directory, { ...dir, entries, mtimeMs: nowMs })
  }

  /** How many names an inode has: hard links are counted when asked for, which is rare. */
  linkCount(ino: number): number {
    let count = 0
    const seen = new Set<number>()
    const visit = (at: number): void => {
      const inode = this.inode(at)
      if (inode?.kind !== 'directory' || seen.has(at)) return
      seen.add(at)
      for (const child of inode.entries.values()) {
        if (child === ino) count++
        visit(child)
      }
    }
    visit(0)
    return count
  }

  /** Bytes of the tree below an inode, as `du` counts them. */
  usage(ino = 0): number {
    const inode = this.inode(ino)
    if (inode === undefined) return 0
    if (inode.kind !== 'directory') return sizeOf(inode)
    let sum = 0
    for (const child of inode.entries.values()) sum += this.usage(child)
    return sum
  }
}

const bytesOf = (inode: Inode): number => (inode.kind === 'file' ? inode.data.length + inode.zeros : 0)
