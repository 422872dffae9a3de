/**
 * A claim of a class asks for a volume to be made: by the controller itself for the plugin it still has, else by whoever
 * answers to the class's provisioner. Source: pv_controller.go provisionClaim, pkg/volume/hostpath.
 */
import type { Draft } from '../../api/object.ts'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/types.ts'
import { BOUND_BY_CONTROLLER, PROVISIONED_BY, PROVISIONERS } from '../../rules/storage/annotations.ts'
import { claimClass } from '../../rules/storage/classes.ts'
import { claimRefOf } from './binding.ts'
import type { StorageObjects } from './store.ts'

/** The one plugin that is left inside the controller manager (--enable-hostpath-provisioner). */
export const HOST_PATH = 'kubernetes.io/host-path'
const IN_TREE = 'kubernetes.io/'

export const volumeNameFor = ({ metadata }: PersistentVolumeClaim): string => `pvc-${metadata.uid}`

export function provision(
  objects: StorageObjects,
  claim: PersistentVolumeClaim,
  storageClass: StorageClass | undefined,
): void {
  if (storageClass === undefined) {
    const why = `storageclass.storage.k8s.io "${claimClass(claim)}" not found`
    return objects.say(claim, 'Warning', 'ProvisioningFailed', why)
  }
  const { provisioner } = storageClass
  if (provisioner === HOST_PATH) return provisionHostPath(objects, claim, storageClass)
  if (provisioner.startsWith(IN_TREE)) {
    return objects.say(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`)
  }
  const asked = withProvisioner(objects, claim, provisioner)
  const text = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
  return objects.say(asked, 'Normal', 'ExternalProvisioning', text)
}

/** The claim says who is to make its volume. */
function withProvisioner(objects: StorageObjects, claim: PersistentVolumeClaim, name: string): PersistentVolumeClaim {
  const { annotations } = claim.metadata
  if (PROVISIONERS.every((key) => annotations?.[key] === name)) return claim
  const added = Object.fromEntries(PROVISIONERS.map((key) => [key, name]))
  return objects.writeClaim({ ...claim, metadata: { ...claim.metadata, annotations: { ...annotations, ...added } } })
}

/** What every volume that is made for a claim has, whatever it is made of. */
export function volumeDraft(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  source: Partial<PersistentVolume['spec']>,
  annotations: Record<string, string>,
): Draft<PersistentVolume> {
  const requests = (claim.spec.resources?.requests ?? {}) as Record<string, string>
  return {
    metadata: { name: volumeNameFor(claim), annotations },
    spec: {
      capacity: { storage: requests.storage ?? '0' },
      ...source,
      accessModes: [...(claim.spec.accessModes ?? [])],
      claimRef: claimRefOf(claim),
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      ...(storageClass.mountOptions?.length ? { mountOptions: storageClass.mountOptions } : {}),
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
    },
    status: { phase: 'Pending' },
  }
}

function provisionHostPath(objects: StorageObjects, claim: PersistentVolumeClaim, storageClass: StorageClass): void {
  const asked = withProvisioner(objects, claim, HOST_PATH)
  const name = volumeNameFor(asked)
  if (objects.volume(name) !== undefined) return
  const source = { hostPath: { path: `/tmp/hostpath_pv/${asked.metadata.uid}`, type: '' } }
  const annotations = {
    'kubernetes.io/createdby': 'hostpath-dynamic-provisioner',
    [BOUND_BY_CONTROLLER]: 'yes',
    [PROVISIONED_BY]: HOST_PATH,
  }
  objects.server.verbs.create(objects.volumes, volumeDraft(asked, storageClass, source, annotations))
  const text = `Successfully provisioned volume ${name} using ${HOST_PATH}`
  objects.say(asked, 'Normal', 'ProvisioningSucceeded', text)
}
