/**
 * Disks of machines: images, what containers have written to their own files and logs, emptyDirs, and what stands on the
 * machine itself (pkg/kubelet/stats). One disk holds all of it, so nodefs and imagefs are the same file system.
 */
import type { Pod } from '../../kinds/types.ts'
import type { Desk } from '../desk.ts'
import type { PodWork } from '../podwork.ts'

/** What a Pod takes of its node's disk. */
export interface PodDisk {
  /** By container: its own files and its log. */
  readonly containers: readonly number[]
  /** In emptyDirs that are not memory. */
  readonly volumes: number
}

export class DiskUse {
  constructor(private readonly desk: Desk) {}

  /** Bytes of one Pod. */
  ofPod(row: number, pod: Pod, work: Readonly<PodWork>): PodDisk {
    const { runtime, volumes } = this.desk
    const containers = work.containers.map(({ process, logProcess }) => {
      const at = process >= 0 ? process : logProcess
      return at < 0 ? 0 : (runtime.diskBytes?.(at) ?? 0)
    })
    const onDisk = volumes.usage(row, pod).filter(({ volume }) => (volume.emptyDir?.medium ?? '') === '')
    return { containers, volumes: onDisk.reduce((sum, { bytes }) => sum + bytes, 0) }
  }

  /** Bytes in use on a machine. */
  on(node: number, name: string): number {
    const { desk } = this
    let sum = desk.images.bytes(node) + desk.volumes.hostPaths.bytes(node)
    desk.pods.eachIn('node', name, (_object, row) => {
      const work = desk.works.get(row)
      const pod = desk.pod(row)
      if (work !== undefined && pod !== undefined) sum += totalOf(this.ofPod(row, pod, work))
    })
    return sum
  }
}

export const totalOf = ({ containers, volumes }: PodDisk): number =>
  containers.reduce((sum, bytes) => sum + bytes, volumes)
