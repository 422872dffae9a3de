/**
 * Trees that many containers begin with: an image's files, made once and shared. Inode 0 is the root; a volume keeps
 * only what differs from its tree.
 */
import type { Device, DirectoryInode, Inode } from './inode.ts'

/** Path → what stands there. A text is a file; directories above it come by themselves. */
export type TreeSpec = Readonly<Record<string, string | NodeSpec>>

export type NodeSpec =
  | { text: string; mode?: number; uid?: number; gid?: number }
  | { link: string }
  | { directory: true; mode?: number; uid?: number; gid?: number }
  | { device: Device; mode?: number }

export interface BaseTree {
  readonly inodes: readonly Inode[]
  readonly bytes: number
}

const directory = (mode: number, uid = 0, gid = 0): DirectoryInode & { entries: Map<string, number> } => ({
  kind: 'directory',
  mode,
  uid,
  gid,
  mtimeMs: 0,
  entries: new Map(),
})

class Builder {
  readonly inodes: Inode[]

  constructor(mode: number) {
    this.inodes = [directory(mode)]
  }

  put(path: string, node: string | NodeSpec): void {
    const names = path.split('/').filter((name) => name !== '')
    const last = names.pop()
    const parent = this.parent(names)
    if (last === undefined) {
      if (typeof node === 'object' && 'directory' in node) {
        this.inodes[0] = { ...(this.inodes[0] as DirectoryInode), ...ownership(node) }
      }
      return
    }
    const known = parent.get(last)
    if (typeof node === 'object' && 'directory' in node && known !== undefined) {
      this.inodes[known] = { ...(this.inodes[known] as DirectoryInode), ...ownership(node) }
      return
    }
    parent.set(last, this.inodes.length)
    this.inodes.push(inodeOf(node))
  }

  private parent(names: readonly string[]): Map<string, number> {
    let at = this.inodes[0] as DirectoryInode
    for (const name of names) {
      let next = at.entries.get(name)
      if (next === undefined) {
        next = this.inodes.length
        this.inodes.push(directory(0o755))
        ;(at.entries as Map<string, number>).set(name, next)
      }
      let child = this.inodes[next] as Inode
      // A link to a directory of the tree (`/bin` → `usr/bin`) is followed.
      if (child.kind === 'symlink') child = this.follow(child.target)
      at = child as DirectoryInode
    }
    return at.entries as Map<string, number>
  }

  private follow(target: string): DirectoryInode {
    let at = this.inodes[0] as DirectoryInode
    for (const name of target.split('/').filter((part) => part !== '')) {
      at = this.inodes[at.entries.get(name) as number] as DirectoryInode
    }
    return at
  }
}

const ownership = (node: { mode?: number; uid?: number; gid?: number }) => ({
  ...(node.mode === undefined ? {} : { mode: node.mode }),
  ...(node.uid === undefined ? {} : { uid: node.uid }),
  ...(node.gid === undefined ? {} : { gid: node.gid }),
})

function inodeOf(node: string | NodeSpec): Inode {
  const common = { uid: 0, gid: 0, mtimeMs: 0 }
  if (typeof node === 'string') return { kind: 'file', mode: 0o644, data: node, zeros: 0, ...common }
  if ('link' in node) return { kind: 'symlink', mode: 0o777, target: node.link, ...common }
  if ('device' in node) return { kind: 'device', mode: node.mode ?? 0o666, device: node.device, ...common }
  if ('directory' in node) return directory(node.mode ?? 0o755, node.uid, node.gid)
  return {
    ...common,
    kind: 'file',
    mode: node.mode ?? 0o644,
    data: node.text,
    zeros: 0,
    uid: node.uid ?? 0,
    gid: node.gid ?? 0,
  }
}

/** A tree of all the specs, later ones over earlier ones. */
export function buildTree(specs: readonly TreeSpec[], mode = 0o755): BaseTree {
  const builder = new Builder(mode)
  for (const spec of specs) for (const [path, node] of Object.entries(spec)) builder.put(path, node)
  const bytes = builder.inodes.reduce((sum, inode) => sum + (inode.kind === 'file' ? inode.data.length : 0), 0)
  return { inodes: builder.inodes, bytes }
}

export const EMPTY_TREE: BaseTree = buildTree([])
