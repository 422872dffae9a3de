/** What the kubelet does with volumes from outside (core/files). */
import type { Kernel } from '../kernel/contract.ts'
import type { FileKind, Mount, ProjectedFile, VolumeOptions } from '../../core/files.ts'
import { formatSeconds } from '../../core/calendar.ts'
import { buildTree, EMPTY_TREE, type TreeSpec } from './basetree.ts'
import { contentOf, type DirectoryInode, type Inode } from './inode.ts'
import { descend, project } from './project.ts'
import type { MountPoint } from './view.ts'
import { KUBELET, Volume } from './volume.ts'

const MAX_LINKS = 40

/** @param files what is in it from the start: an image's */
export function create(k: Kernel, options: VolumeOptions, files?: readonly TreeSpec[]): number {
  const mode = (options.mode ?? 0o755) | (options.fsGroup === undefined ? 0 : 0o2070)
  const root = { directory: true as const, mode, gid: options.fsGroup ?? 0 }
  if (files !== undefined) return k.newVolume(new Volume(buildTree(files), options))
  const tree = mode === 0o755 && options.fsGroup === undefined ? EMPTY_TREE : buildTree([{ '/': root }])
  return k.newVolume(new Volume(tree, options))
}

/** `2025_01_01_00_00_00` for the directory of a projected tree. */
const stampOf = (unixMs: number): string => formatSeconds(unixMs).slice(0, 19).replace(/[-T:]/g, '_')

export function projectInto(k: Kernel, number: number, files: readonly ProjectedFile[]): boolean {
  const volume = k.volumes.own(number)
  if (volume === undefined) return false
  const changed = project(volume, files, k.nowMs, stampOf(k.epochMs + k.nowMs))
  if (changed) k.volumeChanged(number)
  return changed
}

const namesOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.')

export function writeFile(k: Kernel, number: number, path: string, data: string, mode = 0o644, zeros = 0): void {
  const volume = k.volumes.own(number)
  const names = namesOf(path)
  const last = names.pop()
  if (volume === undefined || last === undefined) return
  const owner = { uid: 0, gid: volume.options.fsGroup ?? 0, mtimeMs: k.nowMs }
  const parent = descend(volume, 0, names, owner)
  const known = (volume.inode(parent) as DirectoryInode).entries.get(last)
  const inode: Inode = { kind: 'file', data, zeros, mode, ...owner }
  if (known !== undefined && volume.inode(known)?.kind === 'file') volume.set(known, inode)
  else volume.link(parent, last, volume.add(inode), k.nowMs)
  k.volumeChanged(number)
}

export function makeDirectory(k: Kernel, number: number, path: string, mode = 0o755): void {
  const volume = k.volumes.own(number)
  if (volume === undefined) return
  const gid = volume.options.fsGroup ?? 0
  const bits = volume.options.fsGroup === undefined ? mode : mode | 0o2070
  descend(volume, 0, namesOf(path), { uid: 0, gid, mtimeMs: k.nowMs }, bits)
  k.volumeChanged(number)
}

/** The inode at a path, symlinks within the volume followed. */
function lookUp(volume: Readonly<Volume>, path: string, links = 0): number | undefined {
  const trail = [0]
  const rest = namesOf(path).reverse()
  let followed = links
  while (rest.length > 0) {
    const name = rest.pop() as string
    if (name === '..') {
      if (trail.length > 1) trail.pop()
      continue
    }
    const at = volume.inode(trail.at(-1) as number)
    const next = at?.kind === 'directory' ? at.entries.get(name) : undefined
    const inode = next === undefined ? undefined : volume.inode(next)
    if (next === undefined || inode === undefined) return undefined
    if (inode.kind === 'symlink') {
      if (++followed > MAX_LINKS) return undefined
      if (inode.target.startsWith('/')) trail.length = 1
      rest.push(...namesOf(inode.target).reverse())
    } else trail.push(next)
  }
  return trail.at(-1)
}

export function readFile(k: Kernel, number: number, path: string): string | undefined {
  const volume = k.volumes.get(number)
  const ino = volume && lookUp(volume, path)
  const inode = ino === undefined ? undefined : volume?.inode(ino)
  return inode?.kind === 'file' ? contentOf(inode) : undefined
}

export function kindOf(k: Kernel, number: number, path: string): FileKind | undefined {
  const volume = k.volumes.get(number)
  const ino = volume && lookUp(volume, path)
  const kind = ino === undefined ? undefined : volume?.inode(ino)?.kind
  return kind === 'device' || kind === 'fifo' ? 'other' : kind
}

export function namesIn(k: Kernel, number: number, path: string): string[] | undefined {
  const volume = k.volumes.get(number)
  const ino = volume && lookUp(volume, path)
  const inode = ino === undefined ? undefined : volume?.inode(ino)
  return inode?.kind === 'directory' ? [...inode.entries.keys()].sort() : undefined
}

export function removeFile(k: Kernel, number: number, path: string): boolean {
  const volume = k.volumes.own(number)
  const names = namesOf(path)
  const last = names.pop()
  const parent = volume && lookUp(volume, names.join('/'))
  const inode = parent === undefined ? undefined : volume?.inode(parent)
  const ino = inode?.kind === 'directory' && last !== undefined ? inode.entries.get(last) : undefined
  if (volume === undefined || parent === undefined || ino === undefined) return false
  if (volume.inode(ino)?.kind === 'directory') return false
  volume.unlink(parent, last as string, k.nowMs)
  if (!volume.hardLinks || volume.linkCount(ino) === 0) volume.drop(ino)
  k.volumeChanged(number)
  return true
}

/** The kubelet is told of the next change, as a container that follows a file is. */
export function awaitWrite(k: Kernel, number: number): void {
  const watchers = k.volumes.get(number)?.watchers
  if (watchers === undefined || watchers.includes(KUBELET)) return
  ;(k.volumes.own(number) as Volume).watchers = [...watchers, KUBELET]
}

/** Where a container's mounts stand, subPaths resolved now; a subPath that is missing is made. */
export function mountPoints(k: Kernel, mounts: readonly Mount[]): ReadonlyMap<string, MountPoint> {
  const points = new Map<string, MountPoint>()
  for (const { path, volume, subPath, readOnly = false } of mounts) {
    const at = path.replace(/\/+$/, '') || '/'
    let ino: number | undefined = 0
    const found = k.volumes.get(volume)
    if (found === undefined) continue
    if (subPath !== undefined && subPath !== '') {
      ino = lookUp(found, subPath)
      if (ino === undefined) {
        makeDirectory(k, volume, subPath)
        ino = lookUp(k.volumes.get(volume) as Volume, subPath)
      }
    }
    points.set(at, { path: at, volume, ino: ino ?? 0, readOnly })
  }
  return points
}
