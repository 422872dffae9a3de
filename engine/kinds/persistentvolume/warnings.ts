/** What a volume is warned about, though accepted. Source: pkg/api/persistentvolume/util.go GetWarningsForPersistentVolume. */
import { termWarnings } from '../podspec/placementwarnings.ts'
import type { PersistentVolume } from '../types.ts'

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'
const MOUNT_OPTIONS_ANNOTATION = 'volume.beta.kubernetes.io/mount-options'

/** Plugins on their way out, in the order they are looked for. */
const OLD_SOURCES: readonly (readonly [source: string, since: string, shown?: string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]

export function volumeWarnings({ metadata, spec }: PersistentVolume): string[] {
  const warnings: string[] = []
  const { annotations = {} } = metadata
  if (CLASS_ANNOTATION in annotations) {
    warnings.push(annotation(CLASS_ANNOTATION, 'use the "storageClassName" attribute instead'))
  }
  if (MOUNT_OPTIONS_ANNOTATION in annotations) {
    warnings.push(annotation(MOUNT_OPTIONS_ANNOTATION, 'use the "mountOptions" attribute instead'))
  }
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const advice =
      'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'
    warnings.push(`spec.persistentVolumeReclaimPolicy: ${advice}`)
  }
  for (const [i, term] of (spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).entries()) {
    warnings.push(...termWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`))
  }
  for (const [source, since, shown = source] of OLD_SOURCES) {
    if ((spec as Record<string, unknown>)[source] !== undefined) warnings.push(`spec.${shown}: ${since}`)
  }
  return warnings
}

const annotation = (name: string, instead: string) => `metadata.annotations[${name}]: deprecated since v1.8; ${instead}`
