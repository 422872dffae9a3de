/** Which class a claim or volume is of, and what that means. Source: component-helpers storage/volume, pkg/volume/util. */
import type { Table } from '../../api/table.ts'
import { isDefaultClass } from '../../kinds/storageclass.ts'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/types.ts'
import { BETA_CLASS, SELECTED_NODE } from './annotations.ts'

export const claimClass = ({ metadata, spec }: PersistentVolumeClaim): string =>
  metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? ''

export const volumeClass = ({ metadata, spec }: PersistentVolume): string =>
  metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? ''

/** Says nothing of its class: neither a name nor that it wants none. */
export const hasNoClass = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  spec.storageClassName === undefined && metadata.annotations?.[BETA_CLASS] === undefined

export function classOf(classes: Table, claim: PersistentVolumeClaim): StorageClass | undefined {
  const name = claimClass(claim)
  return name === '' ? undefined : (classes.find('', name) as StorageClass | undefined)
}

/** Claims of such a class wait until a Pod that uses them is scheduled. */
export const waitsForConsumer = (storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer'

/** The scheduler has chosen a node: a volume can be made for it. */
export const isNodeSelected = ({ metadata }: PersistentVolumeClaim): boolean =>
  metadata.annotations?.[SELECTED_NODE] !== undefined

/** The default class: the newest of those that say so; of equals the first by name. */
export function defaultClass(classes: Table): StorageClass | undefined {
  const found = (classes.list() as StorageClass[]).filter(isDefaultClass)
  return found.reduce<StorageClass | undefined>((best, next) => {
    if (best === undefined) return next
    const [a, b] = [best.metadata.creationTimestamp ?? '', next.metadata.creationTimestamp ?? '']
    if (a !== b) return a > b ? best : next
    return best.metadata.name < next.metadata.name ? best : next
  }, undefined)
}
