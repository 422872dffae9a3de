/**
 * The file tree as one process sees it: the container's root, what is mounted in it, /proc and the like, permissions.
 * Operations fail with FileError.
 */
import type { Records } from '../../core/records.ts'
import { FileError, fileError } from './errno.ts'
import {
  contentOf,
  type Credentials,
  type DirectoryInode,
  type FileInode,
  type Inode,
  MAX_FILE_BYTES,
  mayAccess,
} from './inode.ts'
import type { Volume } from './volume.ts'

/** A place where another volume, or something computed, stands in the tree. */
export interface MountPoint {
  path: string
  volume: number
  ino: number
  readOnly: boolean
}

/** Answers for paths that are computed: /proc, /etc/hosts. Undefined: nothing there. */
export type Synthetic = (path: string) => Inode | undefined

/** The world a view looks at. */
export interface Namespace {
  volumes: Records<Volume>
  /** Number of the root volume; made when first written to. */
  root: () => Readonly<Volume>
  ownRoot: () => Volume
  mounts: ReadonlyMap<string, MountPoint>
  synthetic: Synthetic
  readOnlyRoot: boolean
  /** Stays writable under a read-only root. */
  writable: string
  nowMs: number
  /** Whether a process has it open: its bytes stay then. */
  isOpen: (volume: number, ino: number) => boolean
  /** Called after every change of a volume; -1 is the container's root. */
  wrote: (volume: number) => void
}

const ROOT_VOLUME = -1
const SYNTHETIC = -2
const MAX_LINKS = 40
const MAX_PATH = 4096

export interface Location {
  /** The volume's number, ROOT_VOLUME or SYNTHETIC. */
  volume: number
  ino: number
  inode: Inode
  /** Canonical path. */
  path: string
  readOnly: boolean
}

interface Walked {
  parent: Location | undefined
  name: string
  found: Location | undefined
}

export class FileView {
  constructor(
    private readonly ns: Namespace,
    readonly who: Credentials,
    readonly cwd: string,
    private readonly umask: number,
  ) {}

  // ------------------------------------------------------------------------------------------------ finding

  absolute(path: string): string {
    return path.startsWith('/') ? path : this.cwd === '/' ? `/${path}` : `${this.cwd}/${path}`
  }

  /** The thing at a path. @throws FileError */
  find(path: string, follow = true): Location {
    const { found } = this.walk(path, follow)
    if (found === undefined) throw fileError('ENOENT')
    return found
  }

  maybe(path: string, follow = true): Location | undefined {
    try {
      return this.walk(path, follow).found
    } catch (error) {
      if (error instanceof FileError) return undefined
      throw error
    }
  }

  volume(number: number): Readonly<Volume> {
    return number === ROOT_VOLUME ? this.ns.root() : (this.ns.volumes.get(number) as Volume)
  }

  private own(number: number): Volume {
    return number === ROOT_VOLUME ? this.ns.ownRoot() : (this.ns.volumes.own(number) as Volume)
  }

  private rootLocation(): Location {
    const mount = this.ns.mounts.get('/')
    if (mount !== undefined) return this.mounted(mount)
    const inode = this.ns.root().inode(0) as Inode
    return { volume: ROOT_VOLUME, ino: 0, inode, path: '/', readOnly: this.ns.readOnlyRoot }
  }

  private mounted({ path, volume, ino, readOnly }: MountPoint): Location {
    const inode = this.volume(volume)?.inode(ino)
    if (inode === undefined) throw fileError('ENOENT')
    return { volume, ino, inode, path, readOnly }
  }

  private child(parent: Location, name: string): Location | undefined {
    const path = parent.path === '/' ? `/${name}` : `${parent.path}/${name}`
    const mount = this.ns.mounts.get(path)
    if (mount !== undefined) return this.mounted(mount)
    const computed = this.ns.synthetic(path)
    if (computed !== undefined) return { volume: SYNTHETIC, ino: 0, inode: computed, path, readOnly: true }
    if (parent.volume === SYNTHETIC) return undefined
    const ino = (parent.inode as DirectoryInode).entries.get(name)
    if (ino === undefined) return undefined
    const inode = this.volume(parent.volume).inode(ino)
    if (inode === undefined) return undefined
    const readOnly = parent.readOnly && path !== this.ns.writable
    return { volume: parent.volume, ino, inode, path, readOnly }
  }

  private walk(path: string, follow: boolean): Walked {
    if (path === '') throw fileError('ENOENT')
    if (path.length > MAX_PATH) throw fileError('ENAMETOOLONG')
    const trail: Location[] = [this.rootLocation()]
    const rest = this.absolute(path)
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .reverse()
    const mustBeDirectory = path.endsWith('/')
    let links = 0
    let name = ''
    while (rest.length > 0) {
      const at = trail.at(-1) as Location
      name = rest.pop() as string
      if (at.inode.kind !== 'directory') throw fileError('ENOTDIR')
      if (!mayAccess(at.inode, this.who, 1)) throw fileError('EACCES')
      if (name === '..') {
        if (trail.length > 1) trail.pop()
        continue
      }
      const next = this.child(at, name)
      if (next === undefined) {
        if (rest.length > 0) throw fileError('ENOENT')
        return { parent: at, name, found: undefined }
      }
      if (next.inode.kind === 'symlink' && (rest.length > 0 || follow || mustBeDirectory)) {
        if (++links > MAX_LINKS) throw fileError('ELOOP')
        const { target } = next.inode
        if (target.startsWith('/')) trail.length = 1
        rest.push(
          ...target
            .split('/')
            .filter((part) => part !== '' && part !== '.')
            .reverse(),
        )
        continue
      }
      trail.push(next)
    }
    const found = trail.at(-1) as Location
    if (mustBeDirectory && found.inode.kind !== 'directory') throw fileError('ENOTDIR')
    return { parent: trail.at(-2), name, found }
  }

  // ------------------------------------------------------------------------------------------------ reading

  /** Bytes of a file. @throws FileError EISDIR, EACCES … */
  read(path: string): string {
    const { inode } = this.find(path)
    if (inode.kind === 'directory') throw fileError('EISDIR')
    if (!mayAccess(inode, this.who, 4)) throw fileError('EACCES')
    return inode.kind === 'file' ? contentOf(inode) : ''
  }

  /** Names in a directory, sorted by bytes; what is mounted in it included. */
  list(path: string): string[] {
    const { inode, path: canonical } = this.find(path)
    if (inode.kind !== 'directory') throw fileError('ENOTDIR')
    if (!mayAccess(inode, this.who, 4)) throw fileError('EACCES')
    const names = new Set(inode.entries.keys())
    const prefix = canonical === '/' ? '/' : `${canonical}/`
    for (const mount of this.ns.mounts.keys()) {
      if (mount.startsWith(prefix) && mount !== '/') names.add(mount.slice(prefix.length).split('/')[0] as string)
    }
    return [...names].sort()
  }

  may(location: Location, bits: number): boolean {
    if ((bits & 2) !== 0 && location.readOnly && location.inode.kind !== 'device') return false
    return mayAccess(location.inode, this.who, bits)
  }

  linkCount({ volume, ino, inode }: Location): number {
    if (volume === SYNTHETIC) return 1
    if (inode.kind !== 'directory') return Math.max(1, this.volume(volume).linkCount(ino))
    return 2 + [...inode.entries.values()].filter((i) => this.volume(volume).inode(i)?.kind === 'directory').length
  }

  usage({ volume, ino }: Location): number {
    return volume === SYNTHETIC ? 0 : this.volume(volume).usage(ino)
  }

  // ------------------------------------------------------------------------------------------------ writing

  /** Opens for writing, making the file when it is not there. */
  openForWriting(path: string, how: { truncate?: boolean; exclusive?: boolean; create?: boolean }): Location {
    const { parent, name, found } = this.walk(path, true)
    if (found === undefined) {
      if (how.create === false) throw fileError('ENOENT')
      const mode = 0o666 & ~this.umask
      return this.make(parent as Location, name, { kind: 'file', data: '', zeros: 0, mode, ...this.ownership(parent) })
    }
    const { inode } = found
    if (inode.kind === 'directory') throw fileError('EISDIR')
    if (how.exclusive && inode.kind === 'file') throw fileError('EEXIST')
    if (inode.kind === 'file' || inode.kind === 'fifo') this.checkWritable(found)
    else if (!mayAccess(inode, this.who, 2)) throw fileError('EACCES')
    if (inode.kind === 'file' && how.truncate) this.replace(found, { ...inode, data: '', zeros: 0 })
    return found
  }

  write(path: string, data: string, append = false): void {
    const at = this.openForWriting(path, { truncate: !append })
    const inode = this.volume(at.volume).inode(at.ino)
    if (inode?.kind === 'file') this.writeAt(at.volume, at.ino, append ? inode.data.length + inode.zeros : 0, data)
  }

  /** Writes into an open file and returns the offset behind it. */
  writeAt(volume: number, ino: number, offset: number, data: string): number {
    const inode = this.volume(volume).inode(ino)
    if (inode?.kind !== 'file') return offset + data.length
    const next = spliced(inode, offset, data)
    this.own(volume).set(ino, { ...next, mtimeMs: this.ns.nowMs })
    this.ns.wrote(volume)
    return offset + data.length
  }

  truncate(at: Location, size: number): void {
    if (at.inode.kind !== 'file') throw fileError('EINVAL')
    this.checkWritable(at)
    const { data } = at.inode
    this.replace(at, { ...at.inode, data: data.slice(0, size), zeros: Math.max(0, size - data.length) })
  }

  makeDirectory(path: string, mode = 0o777 & ~this.umask): void {
    const { parent, name, found } = this.walk(path.replace(/\/+$/, '') || '/', true)
    if (found !== undefined) throw fileError('EEXIST')
    const owner = this.ownership(parent)
    const setGid = ((parent as Location).inode.mode & 0o2000) === 0 ? 0 : 0o2000
    this.make(parent as Location, name, { kind: 'directory', entries: new Map(), mode: mode | setGid, ...owner })
  }

  symlink(target: string, path: string): void {
    const { parent, name, found } = this.walk(path, false)
    if (found !== undefined) throw fileError('EEXIST')
    this.make(parent as Location, name, { kind: 'symlink', target, mode: 0o777, ...this.ownership(parent) })
  }

  fifo(path: string, mode = 0o666 & ~this.umask): void {
    const { parent, name, found } = this.walk(path, false)
    if (found !== undefined) throw fileError('EEXIST')
    this.make(parent as Location, name, { kind: 'fifo', mode, ...this.ownership(parent) })
  }

  /** A second name for a file. */
  link(from: string, to: string): void {
    const source = this.find(from, false)
    if (source.inode.kind === 'directory') throw fileError('EPERM')
    const { parent, name, found } = this.walk(to, false)
    if (found !== undefined) throw fileError('EEXIST')
    if (parent?.volume !== source.volume) throw fileError('EXDEV')
    this.checkChangeable(parent)
    const volume = this.own(parent.volume)
    volume.hardLinks = true
    volume.link(parent.ino, name, source.ino, this.ns.nowMs)
    this.ns.wrote(parent.volume)
  }

  /** Removes a name that is no directory's. */
  unlink(path: string): void {
    const { parent, name, found } = this.walk(path, false)
    if (found === undefined) throw fileError('ENOENT')
    if (found.inode.kind === 'directory') throw fileError('EISDIR')
    this.take(parent, name, found)
  }

  removeDirectory(path: string): void {
    const { parent, name, found } = this.walk(path, false)
    if (found === undefined) throw fileError('ENOENT')
    if (found.inode.kind !== 'directory') throw fileError('ENOTDIR')
    if (this.ns.mounts.has(found.path)) throw fileError('EBUSY')
    if (found.inode.entries.size > 0) throw fileError('ENOTEMPTY')
    this.take(parent, name, found)
  }

  /** Moves within a volume. @throws FileError EXDEV across volumes: the caller copies then */
  rename(from: string, to: string): void {
    const source = this.walk(from, false)
    if (source.found === undefined) throw fileError('ENOENT')
    if (this.ns.mounts.has(source.found.path)) throw fileError('EBUSY')
    const target = this.walk(to, false)
    const parent = target.parent
    if (parent === undefined) throw fileError('EBUSY')
    if (parent.volume !== source.found.volume) throw fileError('EXDEV')
    if (target.found?.inode.kind === 'directory') {
      if (source.found.inode.kind !== 'directory') throw fileError('EISDIR')
      if (target.found.inode.entries.size > 0) throw fileError('ENOTEMPTY')
    } else if (target.found !== undefined && source.found.inode.kind === 'directory') throw fileError('ENOTDIR')
    if (`${parent.path}/`.startsWith(`${source.found.path}/`)) throw fileError('EINVAL')
    this.checkChangeable(parent)
    this.checkChangeable(source.parent as Location)
    const volume = this.own(parent.volume)
    if (target.found !== undefined && target.found.ino === source.found.ino) return
    volume.unlink((source.parent as Location).ino, source.name, this.ns.nowMs)
    volume.link(parent.ino, target.name, source.found.ino, this.ns.nowMs)
    if (target.found !== undefined) this.release(volume, parent.volume, target.found.ino)
    this.ns.wrote(parent.volume)
  }

  chmod(path: string, change: (mode: number, isDirectory: boolean) => number): void {
    const at = this.find(path)
    this.checkOwner(at)
    this.replace(at, { ...at.inode, mode: change(at.inode.mode, at.inode.kind === 'directory') })
  }

  chown(path: string, uid: number | undefined, gid: number | undefined, follow = true): void {
    const at = this.find(path, follow)
    if (at.readOnly) throw fileError('EROFS')
    if (!this.who.overrides) {
      const own = at.inode.uid === this.who.uid && (uid === undefined || uid === at.inode.uid)
      const member = gid === undefined || gid === this.who.gid || this.who.groups.includes(gid)
      if (!own || !member) throw fileError('EPERM')
    }
    this.replace(at, { ...at.inode, uid: uid ?? at.inode.uid, gid: gid ?? at.inode.gid })
  }

  touch(path: string, mtimeMs: number): void {
    const at = this.find(path)
    if (at.readOnly) throw fileError('EROFS')
    if (!mayAccess(at.inode, this.who, 2)) this.checkOwner(at)
    this.replace(at, { ...at.inode, mtimeMs })
  }

  // ------------------------------------------------------------------------------------------------ helpers

  private ownership(parent: Location | undefined): { uid: number; gid: number; mtimeMs: number } {
    const inherits = parent !== undefined && (parent.inode.mode & 0o2000) !== 0
    return { uid: this.who.uid, gid: inherits ? parent.inode.gid : this.who.gid, mtimeMs: this.ns.nowMs }
  }

  private make(parent: Location, name: string, inode: Inode): Location {
    this.checkChangeable(parent)
    const volume = this.own(parent.volume)
    const ino = volume.add(inode)
    volume.link(parent.ino, name, ino, this.ns.nowMs)
    this.ns.wrote(parent.volume)
    const path = parent.path === '/' ? `/${name}` : `${parent.path}/${name}`
    return { volume: parent.volume, ino, inode, path, readOnly: false }
  }

  private replace(at: Location, inode: Inode): void {
    if (at.volume === SYNTHETIC) throw fileError('EPERM')
    this.own(at.volume).set(at.ino, inode)
    this.ns.wrote(at.volume)
  }

  private take(parent: Location | undefined, name: string, found: Location): void {
    if (parent === undefined || this.ns.mounts.has(found.path)) throw fileError('EBUSY')
    this.checkChangeable(parent)
    const sticky = (parent.inode.mode & 0o1000) !== 0 && !this.who.overrides
    if (sticky && found.inode.uid !== this.who.uid && parent.inode.uid !== this.who.uid) throw fileError('EPERM')
    const volume = this.own(parent.volume)
    volume.unlink(parent.ino, name, this.ns.nowMs)
    this.release(volume, found.volume, found.ino)
    this.ns.wrote(parent.volume)
  }

  /** Frees an inode that has no name and is not open any more. */
  private release(volume: Volume, number: number, ino: number): void {
    if (this.ns.isOpen(number, ino) || (volume.hardLinks && volume.linkCount(ino) > 0)) return
    volume.drop(ino)
  }

  private checkChangeable(directory: Location): void {
    if (directory.volume === SYNTHETIC) throw fileError('EPERM')
    if (directory.readOnly) throw fileError('EROFS')
    if (!mayAccess(directory.inode, this.who, 3)) throw fileError('EACCES')
  }

  private checkWritable(at: Location): void {
    if (at.volume === SYNTHETIC) throw fileError('EACCES')
    if (at.readOnly) throw fileError('EROFS')
    if (!mayAccess(at.inode, this.who, 2)) throw fileError('EACCES')
  }

  private checkOwner(at: Location): void {
    if (at.readOnly) throw fileError('EROFS')
    if (!this.who.overrides && at.inode.uid !== this.who.uid) throw fileError('EPERM')
  }
}

/** A file with bytes written at an offset. */
function spliced(inode: FileInode, offset: number, data: string): FileInode {
  const { data: before, zeros } = inode
  const end = before.length + zeros
  if (offset === end && isZeros(data)) return { ...inode, zeros: zeros + data.length }
  if (offset + data.length > MAX_FILE_BYTES) throw fileError('ENOSPC')
  if (offset === before.length && zeros === 0) return { ...inode, data: before + data }
  const all = contentOf(inode).padEnd(offset, '\0')
  return { ...inode, data: all.slice(0, offset) + data + all.slice(offset + data.length), zeros: 0 }
}

/** What /dev/zero gives: one shared text, so that copying it about costs nothing. */
export const ZEROS = '\0'.repeat(65536)
const isZeros = (data: string): boolean => data.length > 1024 && (data === ZEROS || ZEROS.startsWith(data))
