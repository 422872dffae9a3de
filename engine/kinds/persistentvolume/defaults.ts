/** Defaults of PersistentVolumes. Source: pkg/apis/core/v1/defaults.go. */
import { defaultResources } from '../podspec/resourcedefaults.ts'
import { defaultVolumeSource } from '../podspec/volumedefaults.ts'
import type { PersistentVolume, Volume } from '../types.ts'

export function defaultPersistentVolume(volume: PersistentVolume): void {
  volume.spec ??= {}
  const { spec } = volume
  spec.persistentVolumeReclaimPolicy ||= 'Retain'
  spec.volumeMode ??= 'Filesystem'
  if (spec.capacity) defaultResources({ requests: spec.capacity })
  defaultVolumeSource(spec as unknown as Volume)
  volume.status ??= {}
  volume.status.phase ||= 'Pending'
}
