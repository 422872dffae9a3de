/**
 * Volumes that are claimed: the claim must be bound, and what its access modes forbid is refused at the mount
 * (volumemanager desired_state_of_world_populator, attachdetach's multi-attach check).
 */
import type { VolumeOptions, Volumes } from '../../core/files.ts'
import { PagedArray, PagedInts } from '../../core/paged.ts'
import { value } from '../../api/quantityvalue.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../../kinds/types.ts'
import type { VolumeDesk } from './volumedesk.ts'
import { VolumeTrouble } from './content.ts'
import type { HostPaths } from './hostpaths.ts'
import { NO_DISKS } from './nodisks.ts'

/** A volume that is attached elsewhere is told by another component, in other words. */
export class AttachTrouble extends VolumeTrouble {}

/** Who uses a volume now. */
interface Users {
  readonly node: number
  readonly pods: readonly number[]
}

export class Claims {
  /** Row of the PersistentVolume → the runtime's volume, +1. */
  private readonly numbers: PagedInts
  private readonly users: PagedArray<Users>

  constructor(
    private readonly desk: VolumeDesk,
    private readonly disks: Volumes,
    private readonly hostPaths: HostPaths,
  ) {
    const { checkpoints, store } = desk.server
    this.numbers = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.users = checkpoints.register(new PagedArray<Users>(checkpoints.epoch))
    store.watch('persistentvolumes', (row, _before, after) => {
      if (after === undefined) this.forget(row)
    })
  }

  /** The volume behind a Pod's claim. @throws VolumeTrouble while it cannot be had */
  mount(row: number, pod: Pod, volume: Volume, node: number, options: VolumeOptions): number {
    // Machines without disks have nothing to wait for.
    if (this.disks === NO_DISKS) return 0
    const bound = this.boundTo(pod, volume)
    const table = this.desk.server.store.table('persistentvolumes')
    const pvRow = table.row('', bound.metadata.name)
    this.use(pvRow, bound, row, node)
    const { hostPath, local, capacity } = bound.spec
    const onHost = hostPath ?? local
    if (onHost)
      return this.hostPaths.open(node, onHost.path, hostPath?.type || (local ? 'Directory' : 'DirectoryOrCreate'))
    const known = this.numbers.get(pvRow) - 1
    if (known >= 0) return known
    const size = capacity?.storage as string | undefined
    const number = this.disks.createVolume({
      ...options,
      ...(size && { capacityBytes: value(size) }),
      device: '/dev/sdb',
    })
    this.numbers.set(pvRow, number + 1)
    return number
  }

  /** Where on the machine's disk a claim's volume is; '' for disks of their own. */
  rootOf(pod: Pod, volume: Volume): string {
    if (this.disks === NO_DISKS) return ''
    const { hostPath, local } = this.boundTo(pod, volume).spec
    return (hostPath ?? local)?.path ?? ''
  }

  private boundTo(pod: Pod, { name, persistentVolumeClaim, ephemeral }: Volume): PersistentVolume {
    const namespace = pod.metadata.namespace as string
    const called = persistentVolumeClaim?.claimName ?? (ephemeral ? `${pod.metadata.name}-${name}` : '')
    const { store } = this.desk.server
    const claim = store.table('persistentvolumeclaims').find(namespace, called) as PersistentVolumeClaim | undefined
    const failed = (why: string) =>
      new VolumeTrouble(
        `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: error processing PVC ${namespace}/${called}: ${why}`,
      )
    if (claim === undefined)
      throw failed(`failed to fetch PVC from API server: persistentvolumeclaims "${called}" not found`)
    const volumeName = claim.spec.volumeName
    const found =
      volumeName && claim.status?.phase === 'Bound' ? store.table('persistentvolumes').find('', volumeName) : undefined
    if (found === undefined) throw failed('PVC is not bound')
    return found as PersistentVolume
  }

  /** Counts a Pod among the users. @throws AttachTrouble when the access modes forbid it */
  private use(pvRow: number, { spec, metadata }: PersistentVolume, row: number, node: number): void {
    const users = this.users.get(pvRow)
    const others = users?.pods.filter((other) => other !== row && this.desk.works.get(other) !== undefined) ?? []
    const modes = spec.accessModes ?? []
    const names = () => others.map((other) => this.desk.pods.keyOfRow(other)[1]).join(', ')
    if (others.length > 0 && modes.includes('ReadWriteOncePod')) {
      throw new AttachTrouble(`volume uses the ReadWriteOncePod access mode and is already in use by another pod`)
    }
    const shared = modes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')
    if (others.length > 0 && !shared && users?.node !== node && !spec.hostPath && !spec.local) {
      throw new AttachTrouble(
        `Multi-Attach error for volume "${metadata.name}" Volume is already used by pod(s) ${names()}`,
      )
    }
    this.users.set(pvRow, { node, pods: [...others, row] })
  }

  /** The Pod uses none of them any more. */
  unmount(row: number): void {
    const { store } = this.desk.server
    store.table('persistentvolumes').each(undefined, (_object, pvRow) => {
      const users = this.users.get(pvRow)
      if (users?.pods.includes(row)) this.users.set(pvRow, { ...users, pods: users.pods.filter((pod) => pod !== row) })
    })
  }

  private forget(pvRow: number): void {
    const number = this.numbers.get(pvRow) - 1
    if (number >= 0) this.disks.removeVolume(number)
    this.numbers.set(pvRow, 0)
    this.users.set(pvRow, undefined)
  }
}
