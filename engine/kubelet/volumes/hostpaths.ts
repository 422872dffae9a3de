/** The machines' own disks: one volume a node, of which hostPath volumes are parts (pkg/volume/hostpath). */
import type { FileKind, Volumes } from '../../core/files.ts'
import { PagedInts } from '../../core/paged.ts'
import type { VolumeDesk } from './volumedesk.ts'
import { VolumeTrouble } from './content.ts'
import { NO_DISKS } from './nodisks.ts'

export class HostPaths {
  /** Node row → its disk, +1. */
  private readonly disksOf: PagedInts
  /** Disk → node row, +1. */
  private readonly nodesOf: PagedInts

  constructor(
    private readonly desk: VolumeDesk,
    private readonly disks: Volumes,
  ) {
    const { checkpoints } = desk.server
    this.disksOf = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.nodesOf = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  /** The disk of a node. */
  diskOf(node: number): number {
    const known = this.disksOf.get(node) - 1
    if (known >= 0) return known
    const disk = this.disks.createVolume({ device: '/dev/sda1' })
    for (const path of USUAL) this.disks.makeVolumeDirectory(disk, path)
    const files = this.filesGiven(node)
    for (const path in files) this.disks.writeVolumeFile(disk, path, files[path] as string)
    this.disksOf.set(node, disk + 1)
    this.nodesOf.set(disk, node + 1)
    this.disks.awaitWrite(disk)
    return disk
  }

  private filesGiven(node: number): Readonly<Record<string, string>> {
    const name = this.desk.nodes.node(node)?.metadata.name
    return (name === undefined ? undefined : this.desk.setups(name).files) ?? {}
  }

  /** Whether anything was ever on a machine's disk but the usual. */
  hasDisk(node: number): boolean {
    return this.disksOf.get(node) > 0 || Object.keys(this.filesGiven(node)).length > 0
  }

  /** Row of the machine whose disk this is; -1: a volume of another kind. */
  nodeOf(disk: number): number {
    return this.nodesOf.get(disk) - 1
  }

  /** Files of a directory by path, in order, without hidden ones; or the one file that the path is. */
  filesAt(node: number, path: string): [path: string, text: string][] {
    if (!this.hasDisk(node)) return []
    const disk = this.diskOf(node)
    const names = this.disks.listVolume(disk, path)?.filter((name) => !name.startsWith('.'))
    return (names?.map((name) => `${path}/${name}`) ?? [path]).flatMap((file) => {
      const text = this.disks.kindInVolume(disk, file) === 'file' ? this.disks.readVolumeFile(disk, file) : undefined
      return text === undefined ? [] : [[file, text]]
    })
  }

  /** Bytes on a machine's disk. */
  bytes(node: number): number {
    return this.disksOf.get(node) === 0 ? 0 : this.disks.volumeBytes(this.diskOf(node))
  }

  /** Puts a file on a machine's disk, or (undefined) removes one. */
  putFile(node: number, path: string, text: string | undefined): boolean {
    const disk = this.diskOf(node)
    if (text === undefined) return this.disks.removeVolumeFile(disk, path)
    this.disks.writeVolumeFile(disk, path, text)
    return true
  }

  /** A file of so many bytes that nobody of the cluster knows of; 0 removes it. */
  fill(node: number, bytes: number): void {
    const disk = this.diskOf(node)
    if (bytes === 0) this.disks.removeVolumeFile(disk, FILLER)
    else this.disks.writeVolumeFile(disk, FILLER, '', 0o600, bytes)
  }

  /** Adds a line to the log of a machine's kubelet, as klog writes it. */
  log(node: number, severity: 'E' | 'I', from: string, text: string): void {
    const disk = this.diskOf(node)
    const { calendar, clock } = this.desk.server
    const [, month, day, time] = /-(..)-(..)T(.*)Z/.exec(calendar.micros(clock.nowMs)) ?? []
    const line = `${severity}${month}${day} ${time}       1 ${from}] ${text}`
    this.disks.writeVolumeFile(disk, KUBELET_LOG, `${this.disks.readVolumeFile(disk, KUBELET_LOG) ?? ''}${line}\n`)
  }

  /** The next change of a machine's disk is told. */
  awaitWrite(node: number): void {
    this.disks.awaitWrite(this.diskOf(node))
  }

  /** The node's disk, once a path on it is what the type asks for. @throws VolumeTrouble */
  open(node: number, path: string, type: string): number {
    if (this.disks === NO_DISKS) return 0
    const disk = this.diskOf(node)
    const kind = this.disks.kindInVolume(disk, path)
    if (kind === undefined) this.makeMissing(disk, path, type)
    else check(kind, path, type)
    return disk
  }

  private makeMissing(disk: number, path: string, type: string): void {
    if (type === '' || type === 'DirectoryOrCreate') this.disks.makeVolumeDirectory(disk, path)
    else if (type === 'FileOrCreate') this.disks.writeVolumeFile(disk, path, '')
    else throw new VolumeTrouble(`hostPath type check failed: ${path} is not ${WORDS[type] ?? type}`)
  }
}

/** What a machine has from the start. */
const USUAL = ['/etc', '/var/log/pods', '/var/lib/kubelet', '/tmp', '/mnt', '/opt', '/run', '/srv']

const FILLER = '/var/tmp/filler'
const KUBELET_LOG = '/var/log/kubelet.log'

const WORDS: Readonly<Record<string, string>> = {
  Directory: 'a directory',
  DirectoryOrCreate: 'a directory',
  File: 'a file',
  FileOrCreate: 'a file',
  Socket: 'a socket file',
  CharDevice: 'a character device',
  BlockDevice: 'a block device',
}

function check(kind: FileKind, path: string, type: string): void {
  const wantsDirectory = type.startsWith('Directory')
  const wantsFile = type.startsWith('File')
  const isOther = ['Socket', 'CharDevice', 'BlockDevice'].includes(type)
  if ((wantsDirectory && kind !== 'directory') || (wantsFile && kind !== 'file') || isOther) {
    throw new VolumeTrouble(`hostPath type check failed: ${path} is not ${WORDS[type] ?? type}`)
  }
}
