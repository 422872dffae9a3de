/** Cells of a PersistentVolumeClaim. Source: pkg/printers/internalversion printPersistentVolumeClaim. */
import type { PersistentVolumeClaim } from '../types.ts'

/** In the order in which they are told, with their short names. */
const MODES: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]

export const STORAGE_CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'

/** `RWO,RWX`, each once, in the order of the list above. */
export function accessModesCell(modes: readonly string[]): string {
  return MODES.flatMap(([mode, short]) => (modes.includes(mode) ? [short] : [])).join(',')
}

export function claimCells({ metadata, spec, status }: PersistentVolumeClaim) {
  const isBound = Boolean(spec.volumeName)
  const modes: readonly string[] = isBound ? (status?.accessModes ?? []) : []
  return {
    status: metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    volume: spec.volumeName ?? '',
    capacity: isBound ? ((status?.capacity as Record<string, string> | undefined)?.storage ?? '0') : '',
    accessModes: accessModesCell(modes),
    storageClass: metadata.annotations?.[STORAGE_CLASS_ANNOTATION] ?? spec.storageClassName ?? '',
    attributesClass: spec.volumeAttributesClassName ?? '<unset>',
    mode: spec.volumeMode ?? '<unset>',
  }
}
