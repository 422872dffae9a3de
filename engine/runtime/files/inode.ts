/** What stands in a volume: immutable records, replaced when something changes. */

interface Common {
  /** Permission bits, set-uid, set-gid and sticky (0o7777). */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtimeMs: number
}

export interface FileInode extends Common {
  readonly kind: 'file'
  /** Bytes (core/bytes). */
  readonly data: string
  /** Zero bytes behind `data`: what `truncate` and `dd if=/dev/zero` leave costs nothing. */
  readonly zeros: number
}

export interface DirectoryInode extends Common {
  readonly kind: 'directory'
  readonly entries: ReadonlyMap<string, number>
}

export interface SymlinkInode extends Common {
  readonly kind: 'symlink'
  readonly target: string
}

export type Device = 'null' | 'zero' | 'full' | 'random' | 'tty'

export interface DeviceInode extends Common {
  readonly kind: 'device'
  readonly device: Device
}

/** A named pipe; what is in it belongs to the container that opened it. */
export interface FifoInode extends Common {
  readonly kind: 'fifo'
}

export type Inode = FileInode | DirectoryInode | SymlinkInode | DeviceInode | FifoInode

export const sizeOf = (inode: Inode): number => {
  if (inode.kind === 'file') return inode.data.length + inode.zeros
  if (inode.kind === 'symlink') return inode.target.length
  return inode.kind === 'directory' ? 4096 : 0
}

/** Longest file that is put together in memory. */
export const MAX_FILE_BYTES = 128 * 1024 * 1024

/** All bytes of a file. Files past what memory can hold show their first bytes only. */
export function contentOf({ data, zeros }: FileInode): string {
  return zeros === 0 ? data : data + '\0'.repeat(Math.min(zeros, Math.max(0, MAX_FILE_BYTES - data.length)))
}

/** The kernel's check of read (4), write (2) and execute (1) for a user. */
export interface Credentials {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  /** CAP_DAC_OVERRIDE. */
  readonly overrides: boolean
}

export const ROOT: Credentials = { uid: 0, gid: 0, groups: [], overrides: true }

export function mayAccess(inode: Inode, who: Credentials, bits: number): boolean {
  if (who.overrides) return (bits & 1) === 0 || inode.kind === 'directory' || (inode.mode & 0o111) !== 0
  const shift = inode.uid === who.uid ? 6 : inode.gid === who.gid || who.groups.includes(inode.gid) ? 3 : 0
  return ((inode.mode >> shift) & bits) === bits
}
