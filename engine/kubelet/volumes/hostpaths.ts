/** The machines' own disks: one volume a node, of which hostPath volumes are parts (pkg/volume/hostpath). */
import type { FileKind, Volumes } from '../../core/files.ts'
import { PagedInts } from '../../core/paged.ts'
import type { VolumeDesk } from './volumedesk.ts'
import { VolumeTrouble } from './content.ts'
import { NO_DISKS } from './nodisks.ts'

export class HostPaths {
  /** Node row → its disk, +1. */
  private readonly disksOf: PagedInts

  constructor(
    desk: VolumeDesk,
    private readonly disks: Volumes,
  ) {
    const { checkpoints } = desk.server
    this.disksOf = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  /** The disk of a node. */
  diskOf(node: number): number {
    const known = this.disksOf.get(node) - 1
    if (known >= 0) return known
    const disk = this.disks.createVolume({ device: '/dev/sda1' })
    for (const path of USUAL) this.disks.makeVolumeDirectory(disk, path)
    this.disksOf.set(node, disk + 1)
    return disk
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
