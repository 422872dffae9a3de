/** What a PersistentVolume may consist of. Source: pkg/apis/core/validation ValidatePersistentVolumeSpec. */
import { type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { NEEDED, validateHostPath, validateNfs } from '../podspec/volumes.ts'
import type { PersistentVolume } from '../types.ts'
import { noBacksteps } from '../validation/checks.ts'
import { csiDriverName } from '../validation/csinames.ts'

type Spec = PersistentVolume['spec']
type Check = (spec: Spec, path: string) => FieldError[]

/** Fields that must be there in sources that are checked for nothing else here. */
const plain =
  (source: keyof Spec, ...names: string[]): Check =>
  (spec, path) =>
    NEEDED(spec[source] as unknown as Record<string, unknown>, names, path)

/** Every kind of source, in the order upstream looks at them. */
const SOURCES: readonly (readonly [keyof Spec, Check])[] = [
  ['hostPath', validateHostPath],
  ['gcePersistentDisk', plain('gcePersistentDisk', 'pdName')],
  ['awsElasticBlockStore', plain('awsElasticBlockStore', 'volumeID')],
  ['glusterfs', plain('glusterfs', 'endpoints', 'path')],
  ['flocker', plain('flocker')],
  ['nfs', validateNfs],
  ['rbd', plain('rbd', 'monitors', 'image')],
  ['quobyte', plain('quobyte', 'registry', 'volume')],
  ['cephfs', plain('cephfs', 'monitors')],
  ['iscsi', validateIscsi],
  ['cinder', plain('cinder', 'volumeID')],
  ['fc', validateFibreChannel],
  ['flexVolume', plain('flexVolume', 'driver')],
  ['azureFile', plain('azureFile', 'secretName', 'shareName')],
  ['vsphereVolume', plain('vsphereVolume', 'volumePath')],
  ['photonPersistentDisk', plain('photonPersistentDisk', 'pdID')],
  ['portworxVolume', plain('portworxVolume', 'volumeID')],
  ['azureDisk', plain('azureDisk', 'diskName', 'diskURI')],
  ['scaleIO', plain('scaleIO', 'gateway', 'system', 'volumeName')],
  ['local', validateLocal],
  ['storageos', plain('storageos')],
  ['csi', validateCsi],
]

/** The fields that are sources; the rest of the spec is about the volume whatever it is made of. */
export const SOURCE_FIELDS: readonly string[] = SOURCES.map(([field]) => field)

/** Exactly one source, and that one in order. */
export function validateSources(spec: Spec, path: string): FieldError[] {
  const given = SOURCES.filter(([source]) => spec[source])
  if (given.length === 0) return [required(path, 'must specify a volume type')]
  return given.flatMap(([source, check], i) =>
    i === 0
      ? check(spec, child(path, source))
      : [forbidden(child(path, source), 'may not specify more than 1 volume type')],
  )
}

function validateLocal({ local, nodeAffinity }: Spec, path: string): FieldError[] {
  const errors = local?.path ? noBacksteps(local.path, child(path, 'path')) : [required(child(path, 'path'), '')]
  if (nodeAffinity?.required) return errors
  return nodeAffinity ? errors : [...errors, required('spec.nodeAffinity', 'Local volume requires node affinity')]
}

const CSI_SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const

function validateCsi({ csi }: Spec, path: string): FieldError[] {
  const source = csi as (typeof csi & Record<string, { name?: string; namespace?: string } | undefined>) | undefined
  const errors = csiDriverName(source?.driver ?? '', child(path, 'driver'))
  if (!source?.volumeHandle) errors.push(required(child(path, 'volumeHandle'), ''))
  for (const field of CSI_SECRETS) {
    const secret = source?.[field]
    if (secret === undefined) continue
    if (!secret.name) errors.push(required(child(path, field, 'name'), ''))
    if (!secret.namespace) errors.push(required(child(path, field, 'namespace'), ''))
  }
  return errors
}

const IQN_STARTS = ['iqn', 'eui', 'naa']

function validateIscsi({ iscsi }: Spec, path: string): FieldError[] {
  const errors = NEEDED(iscsi as never, ['targetPortal', 'iqn'], path)
  const iqn = iscsi?.iqn ?? ''
  if (iqn !== '' && !IQN_STARTS.some((start) => iqn.startsWith(start))) {
    errors.push(invalid(child(path, 'iqn'), iqn, 'must be valid format starting with iqn, eui, or naa'))
  }
  const lun = iscsi?.lun ?? 0
  if (lun < 0 || lun > 255) errors.push(invalid(child(path, 'lun'), lun, 'must be between 0 and 255, inclusive'))
  return errors
}

function validateFibreChannel({ fc }: Spec, path: string): FieldError[] {
  const { targetWWNs = [], wwids = [], lun } = fc ?? {}
  if (targetWWNs.length === 0 && wwids.length === 0) {
    return [required(child(path, 'targetWWNs'), 'must specify either targetWWNs or wwids, but not both')]
  }
  if (targetWWNs.length > 0 && wwids.length > 0) {
    return [invalid(child(path, 'targetWWNs'), targetWWNs, 'targetWWNs and wwids can not be specified simultaneously')]
  }
  if (targetWWNs.length === 0) return []
  const at = child(path, 'lun')
  if (lun === undefined) return [required(at, 'lun is required if targetWWNs is specified')]
  return lun < 0 || lun > 255 ? [invalid(at, lun, 'must be between 0 and 255, inclusive')] : []
}
