/** The storage side of the cluster as the volume plugins see it; kinds that are not served are empty. */
import { ClusterChange } from '../changes.ts'
import type { Store } from '../../api/store.ts'
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../../kinds/types.ts'

export const CLAIMS = 'persistentvolumeclaims'
export const VOLUMES = 'persistentvolumes'
export const CLASSES = 'storageclasses.storage.k8s.io'
export const CSI_NODES = 'csinodes.storage.k8s.io'
export const CSI_DRIVERS = 'csidrivers.storage.k8s.io'
export const CAPACITIES = 'csistoragecapacities.storage.k8s.io'

export class Storage {
  constructor(private readonly store: Store) {}

  claim(namespace: string, name: string): PersistentVolumeClaim | undefined {
    return this.find<PersistentVolumeClaim>(CLAIMS, namespace, name)
  }

  volume(name: string): PersistentVolume | undefined {
    return this.find<PersistentVolume>(VOLUMES, '', name)
  }

  /** In order of name: among equals the first is taken. */
  volumes(): PersistentVolume[] {
    return this.list(VOLUMES) as PersistentVolume[]
  }

  storageClass(name: string): StorageClass | undefined {
    return this.find<StorageClass>(CLASSES, '', name)
  }

  csiNode(name: string): CSINode | undefined {
    return this.find<CSINode>(CSI_NODES, '', name)
  }

  driver(name: string): CSIDriver | undefined {
    return this.find<CSIDriver>(CSI_DRIVERS, '', name)
  }

  capacities(): CSIStorageCapacity[] {
    return this.list(CAPACITIES) as CSIStorageCapacity[]
  }

  private find<T>(resource: string, namespace: string, name: string): T | undefined {
    return this.store.hasTable(resource)
      ? (this.store.table(resource).find(namespace, name) as T | undefined)
      : undefined
  }

  private list(resource: string): unknown[] {
    return this.store.hasTable(resource) ? this.store.table(resource).list() : []
  }
}

/** What the writes of the storage kinds may change for a Pod that waits. */
export const STORAGE_CHANGES: Readonly<Record<string, number>> = {
  [CLAIMS]: ClusterChange.CLAIM,
  [VOLUMES]: ClusterChange.VOLUME,
  [CLASSES]: ClusterChange.STORAGE_CLASS,
  [CSI_NODES]: ClusterChange.CSI_NODE,
  [CSI_DRIVERS]: ClusterChange.CSI_DRIVER,
  [CAPACITIES]: ClusterChange.CSI_CAPACITY,
}
