/** Defaults of a Pod's volumes. Source: pkg/apis/core/v1/defaults.go and the `+default` markers of core/v1 types. */
import type { Volume } from '../types.ts'
import { imageTag } from './imagetag.ts'
import { canonicalAmount, defaultResources } from './resourcedefaults.ts'

const FILE_MODE = 0o644
const TOKEN_SECONDS = 3600

type Projected = NonNullable<Volume['projected']>
type DownwardFile = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number]

/** A volume without a source is an emptyDir. */
export function defaultVolume(volume: Volume): void {
  if (Object.keys(volume).every((key) => key === 'name' || volume[key as keyof Volume] == null)) volume.emptyDir = {}
  defaultFiles(volume)
  defaultVolumeSource(volume)
  const { emptyDir, ephemeral } = volume
  if (emptyDir?.sizeLimit !== undefined) emptyDir.sizeLimit = canonicalAmount(emptyDir.sizeLimit) as string
  const claim = ephemeral?.volumeClaimTemplate?.spec
  if (claim) {
    claim.volumeMode ??= 'Filesystem'
    if (claim.resources) defaultResources(claim.resources)
  }
  const { image } = volume as { image?: { reference?: string; pullPolicy?: string } }
  if (image) image.pullPolicy ||= imageTag(image.reference ?? '') === 'latest' ? 'Always' : 'IfNotPresent'
}

function defaultFiles({ secret, configMap, downwardAPI, projected }: Volume): void {
  if (secret) secret.defaultMode ??= FILE_MODE
  if (configMap) configMap.defaultMode ??= FILE_MODE
  if (downwardAPI) {
    downwardAPI.defaultMode ??= FILE_MODE
    for (const file of downwardAPI.items ?? []) defaultDownwardFile(file)
  }
  if (projected) defaultProjected(projected)
}

function defaultProjected(projected: Projected): void {
  projected.defaultMode ??= FILE_MODE
  for (const { serviceAccountToken, downwardAPI } of projected.sources ?? []) {
    if (serviceAccountToken) serviceAccountToken.expirationSeconds ??= TOKEN_SECONDS
    for (const file of downwardAPI?.items ?? []) defaultDownwardFile(file)
  }
}

function defaultDownwardFile({ fieldRef, resourceFieldRef }: DownwardFile): void {
  if (fieldRef) fieldRef.apiVersion ||= 'v1'
  if (resourceFieldRef) resourceFieldRef.divisor ??= '0'
}

/** Sources that Pods and PersistentVolumes have alike. */
export function defaultVolumeSource({ hostPath, iscsi, rbd, azureDisk, scaleIO }: Volume): void {
  if (hostPath) hostPath.type ??= ''
  if (iscsi) iscsi.iscsiInterface ||= 'default'
  if (rbd) {
    rbd.pool ||= 'rbd'
    rbd.user ||= 'admin'
    rbd.keyring ||= '/etc/ceph/keyring'
  }
  if (azureDisk) {
    azureDisk.cachingMode ??= 'ReadWrite'
    azureDisk.kind ??= 'Shared'
    azureDisk.fsType ??= 'ext4'
    azureDisk.readOnly ??= false
  }
  if (scaleIO) {
    scaleIO.storageMode ||= 'ThinProvisioned'
    scaleIO.fsType ||= 'xfs'
  }
}
