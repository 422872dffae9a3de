/** How a container sees files: its image's tree, what is mounted, what is computed. */
import { toBytes } from '../../core/bytes.ts'
import type { ProcessSpec } from '../../core/runtime.ts'
import { type BaseTree, buildTree, type TreeSpec } from '../files/basetree.ts'
import type { Inode } from '../files/inode.ts'
import { Volume } from '../files/volume.ts'
import type { ImageDefinition } from '../program.ts'

export const DEFAULT_TERMINATION_LOG = '/dev/termination-log'

/** What every container has. */
const COMMON: TreeSpec = {
  '/proc': { directory: true, mode: 0o555 },
  '/sys': { directory: true, mode: 0o555 },
  '/sys/fs/cgroup': { directory: true, mode: 0o555 },
  '/tmp': { directory: true, mode: 0o1777 },
  '/dev/null': { device: 'null' },
  '/dev/zero': { device: 'zero' },
  '/dev/full': { device: 'full' },
  '/dev/random': { device: 'random' },
  '/dev/urandom': { device: 'random' },
  '/dev/tty': { device: 'tty' },
  '/dev/shm': { directory: true, mode: 0o1777 },
  '/dev/stdin': { link: '/proc/self/fd/0' },
  '/dev/stdout': { link: '/proc/self/fd/1' },
  '/dev/stderr': { link: '/proc/self/fd/2' },
  '/dev/fd': { link: '/proc/self/fd' },
  '/etc/hosts': '',
  '/etc/hostname': '',
  '/etc/resolv.conf': '',
}

const KEPT = 256
const trees = new Map<string, BaseTree>()
const images = new WeakMap<ImageDefinition, number>()
let imagesSeen = 0

/** The tree a container of an image begins with, places of its mounts included. Shared by all that are alike. */
export function treeOf(image: ImageDefinition, spec: ProcessSpec): BaseTree {
  let id = images.get(image)
  if (id === undefined) images.set(image, (id = imagesSeen++))
  const termination = spec.template.terminationMessagePath ?? DEFAULT_TERMINATION_LOG
  const mounts = spec.mounts?.map(({ path }) => path).join(':') ?? ''
  const workingDir = spec.template.workingDir ?? ''
  const key = `${id} ${termination} ${workingDir} ${mounts}`
  let tree = trees.get(key)
  if (tree === undefined) {
    const own: Record<string, TreeSpec[string]> = {}
    if (workingDir !== '') own[workingDir] = { directory: true }
    for (const { path } of spec.mounts ?? []) own[path] = { directory: true }
    own[termination] = { text: '', mode: 0o666 }
    tree = buildTree([COMMON, ...(image.files ?? []), own])
    if (trees.size >= KEPT) trees.clear()
    trees.set(key, tree)
  }
  return tree
}

const readOnly = new WeakMap<BaseTree, Volume>()

/** A volume that shows a tree and is never written to. */
export function untouched(tree: BaseTree): Readonly<Volume> {
  let volume = readOnly.get(tree)
  if (volume === undefined) readOnly.set(tree, (volume = new Volume(tree, {})))
  return volume
}

const text = (data: string, mode = 0o644): Inode => ({ kind: 'file', data, zeros: 0, mode, uid: 0, gid: 0, mtimeMs: 0 })

/** /etc/hosts and its like, as the kubelet manages them. */
export function managedFile(path: string, spec: ProcessSpec): Inode | undefined {
  const host = spec.hostname ?? spec.podName
  if (path === '/etc/hostname') return text(`${host}\n`)
  if (path === '/etc/hosts') return text(toBytes(spec.hostsFile ?? plainHosts(spec.podIP, host)))
  if (path !== '/etc/resolv.conf') return undefined
  return text(toBytes(spec.resolvFile ?? plainResolv(spec.podNamespace)))
}

const plainHosts = (ip: string, host: string): string =>
  `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${ip}\t${host}\n`

const plainResolv = (namespace: string): string =>
  `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`
