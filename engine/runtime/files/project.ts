/** Projected trees as kubelet's AtomicWriter lays them out (pkg/volume/util/atomic_writer.go). */
import type { ProjectedFile } from '../../core/files.ts'
import type { DirectoryInode } from './inode.ts'
import type { Volume } from './volume.ts'

const DATA = '..data'

/** Makes the volume show exactly these files; false when they are there already. */
export function project(volume: Volume, files: readonly ProjectedFile[], nowMs: number, stamp: string): boolean {
  const root = volume.inode(0) as DirectoryInode
  const data = root.entries.get(DATA)
  const shown = data === undefined ? undefined : volume.inode(data)
  const current = shown?.kind === 'symlink' ? root.entries.get(shown.target) : undefined
  if (current !== undefined && same(volume, current, files)) return false
  const name = `..${stamp}.${String(++volume.swaps)}`
  const owner = { uid: 0, gid: volume.options.fsGroup ?? 0, mtimeMs: nowMs }
  const directory = volume.add({ kind: 'directory', mode: 0o755, entries: new Map(), ...owner })
  const entries = new Map<string, number>()
  for (const { path, data: bytes, mode = 0o644 } of files) {
    const names = path.split('/').filter((part) => part !== '')
    const last = names.pop() as string
    const parent = descend(volume, directory, names, owner)
    const ino = volume.add({ kind: 'file', data: bytes, zeros: 0, mode, ...owner })
    volume.link(parent, last, ino, nowMs)
    const top = names[0] ?? last
    const link =
      root.entries.get(top) ?? volume.add({ kind: 'symlink', target: `${DATA}/${top}`, mode: 0o777, ...owner })
    entries.set(top, link)
  }
  entries.set(name, directory)
  entries.set(DATA, volume.add({ kind: 'symlink', target: name, mode: 0o777, ...owner }))
  volume.set(0, { ...root, entries, mtimeMs: nowMs })
  return true
}

type Owner = { uid: number; gid: number; mtimeMs: number }

/** The directory at `names` below `ino`, made when it is not there. */
export function descend(volume: Volume, ino: number, names: readonly string[], owner: Owner, mode = 0o755): number {
  let at = ino
  for (const name of names) {
    const next = (volume.inode(at) as DirectoryInode).entries.get(name)
    if (next !== undefined && volume.inode(next)?.kind === 'directory') at = next
    else {
      const made = volume.add({ kind: 'directory', mode, entries: new Map(), ...owner })
      volume.link(at, name, made, owner.mtimeMs)
      at = made
    }
  }
  return at
}

function same(volume: Volume, directory: number, files: readonly ProjectedFile[]): boolean {
  const found = new Map<string, string>()
  const collect = (ino: number, prefix: string): void => {
    for (const [name, child] of (volume.inode(ino) as DirectoryInode).entries) {
      const inode = volume.inode(child)
      if (inode?.kind === 'directory') collect(child, `${prefix}${name}/`)
      else if (inode?.kind === 'file') found.set(prefix + name, `${inode.mode} ${inode.data}`)
    }
  }
  collect(directory, '')
  return (
    found.size === files.length && files.every(({ path, data, mode = 0o644 }) => found.get(path) === `${mode} ${data}`)
  )
}
