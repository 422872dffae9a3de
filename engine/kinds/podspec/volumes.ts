/** Volumes of a Pod. Source: pkg/apis/core/validation ValidateVolumes, validateVolumeSource. */
import { duplicate, type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { dnsSubdomainMessages } from '../../api/names.ts'
import { quantitySign } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { Volume } from '../types.ts'
import { descendingPath, dnsLabel, noBacksteps, oneOf, oneOfIfSet } from '../validation/checks.ts'
import type { Volumes } from './mounts.ts'
import type { PodSpecOptions } from './options.ts'
import { validateDownwardApi, validateFiles, validateProjected } from './projections.ts'

type Image = { reference?: string; pullPolicy?: string }
type Source = Volume & { image?: Image }
type Check = (volume: Source, path: string, options: PodSpecOptions) => FieldError[]

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]

const need = (value: unknown, path: string): FieldError[] => (value ? [] : [required(path, '')])

/** Fields that must be there in the sources that are checked for nothing else here (disks of cloud providers and others). */
export const NEEDED = (
  fields: Record<string, unknown> | undefined,
  names: readonly string[],
  path: string,
): FieldError[] => names.flatMap((name) => need(fields?.[name], child(path, name)))

const plain =
  (source: keyof Source, ...names: string[]): Check =>
  (volume, path) =>
    NEEDED(volume[source] as Record<string, unknown>, names, path)

/** Every kind of volume, in the order upstream looks at them. */
const SOURCES: readonly (readonly [keyof Source, Check])[] = [
  ['emptyDir', validateEmptyDir],
  ['hostPath', validateHostPath],
  ['gitRepo', validateGitRepo],
  ['gcePersistentDisk', plain('gcePersistentDisk', 'pdName')],
  ['awsElasticBlockStore', plain('awsElasticBlockStore', 'volumeID')],
  ['secret', (volume, path) => validateFiles(volume.secret?.secretName, 'secretName', volume.secret, path)],
  ['nfs', validateNfs],
  ['iscsi', plain('iscsi', 'targetPortal', 'iqn')],
  ['glusterfs', plain('glusterfs', 'endpoints', 'path')],
  ['flocker', plain('flocker')],
  ['persistentVolumeClaim', plain('persistentVolumeClaim', 'claimName')],
  ['rbd', plain('rbd', 'monitors', 'image')],
  ['cinder', plain('cinder', 'volumeID')],
  ['cephfs', plain('cephfs', 'monitors')],
  ['quobyte', plain('quobyte', 'registry', 'volume')],
  ['downwardAPI', (volume, path) => validateDownwardApi(volume.downwardAPI, path)],
  ['fc', plain('fc')],
  ['flexVolume', plain('flexVolume', 'driver')],
  ['configMap', (volume, path) => validateFiles(volume.configMap?.name, 'name', volume.configMap, path)],
  ['azureFile', plain('azureFile', 'secretName', 'shareName')],
  ['vsphereVolume', plain('vsphereVolume', 'volumePath')],
  ['photonPersistentDisk', plain('photonPersistentDisk', 'pdID')],
  ['portworxVolume', plain('portworxVolume', 'volumeID')],
  ['azureDisk', plain('azureDisk', 'diskName', 'diskURI')],
  ['storageos', plain('storageos')],
  ['projected', (volume, path) => validateProjected(volume.projected, path)],
  ['scaleIO', plain('scaleIO', 'gateway', 'system', 'volumeName')],
  ['csi', plain('csi', 'driver')],
  ['ephemeral', validateEphemeral],
  ['image', validateImage],
]

/** Errors of a Pod's volumes, and those volumes that containers can mount. */
export function validateVolumes(
  list: readonly Volume[],
  path: string,
  options: PodSpecOptions,
  podName = '',
): { errors: FieldError[]; volumes: Volumes } {
  const volumes = new Map<string, Volume>()
  const errors: FieldError[] = []
  for (const [i, volume] of list.entries()) {
    const at = index(path, i)
    const own = [...validateSource(volume, at, options), ...validateName(volume, volumes, child(at, 'name'), podName)]
    if (own.length === 0) volumes.set(volume.name, volume)
    errors.push(...own)
  }
  return { errors, volumes }
}

function validateName(volume: Volume, known: Volumes, path: string, podName: string): FieldError[] {
  const { name } = volume
  const errors: FieldError[] = []
  if (volume.ephemeral && podName && name) {
    const claim = `${podName}-${name}`
    errors.push(...dnsSubdomainMessages(claim).map((message) => invalid(path, name, `PVC name "${claim}": ${message}`)))
  }
  errors.push(...(name ? dnsLabel(name, path) : [required(path, '')]))
  if (known.has(name)) errors.push(duplicate(path, name))
  return errors
}

function validateSource(volume: Volume, path: string, options: PodSpecOptions): FieldError[] {
  const given = SOURCES.filter(([source]) => (volume as Source)[source])
  if (given.length === 0) return [required(path, 'must specify a volume type')]
  return given.flatMap(([source, check], i) =>
    i === 0
      ? check(volume, child(path, source), options)
      : [forbidden(child(path, source), 'may not specify more than 1 volume type')],
  )
}

function validateEmptyDir({ emptyDir }: Source, path: string): FieldError[] {
  const { sizeLimit } = emptyDir ?? {}
  if (sizeLimit === undefined || quantitySign(quantity(sizeLimit)) >= 0) return []
  return [forbidden(child(path, 'sizeLimit'), 'SizeLimit field must be a valid resource quantity')]
}

export function validateHostPath({ hostPath }: Pick<Source, 'hostPath'>, path: string): FieldError[] {
  if (!hostPath?.path) return [required(child(path, 'path'), '')]
  return [
    ...noBacksteps(hostPath.path, child(path, 'path')),
    ...oneOfIfSet(hostPath.type, child(path, 'type'), HOST_PATH_TYPES),
  ]
}

function validateGitRepo({ gitRepo }: Source, path: string): FieldError[] {
  return [
    ...NEEDED(gitRepo as never, ['repository'], path),
    ...descendingPath(gitRepo?.directory ?? '', child(path, 'directory')),
  ]
}

export function validateNfs({ nfs }: Pick<Source, 'nfs'>, path: string): FieldError[] {
  const errors = NEEDED(nfs as never, ['server', 'path'], path)
  if (nfs?.path?.startsWith('/')) return errors
  return [...errors, invalid(child(path, 'path'), nfs?.path ?? '', 'must be an absolute path')]
}

function validateEphemeral({ ephemeral }: Source, path: string): FieldError[] {
  if (!ephemeral?.volumeClaimTemplate) return [required(child(path, 'volumeClaimTemplate'), '')]
  const { spec } = ephemeral.volumeClaimTemplate
  const at = child(path, 'volumeClaimTemplate', 'spec')
  const errors = spec.accessModes?.length
    ? []
    : [required(child(at, 'accessModes'), 'at least 1 access mode is required')]
  const requests = (spec.resources?.requests ?? {}) as Record<string, string>
  return [...errors, ...need(requests.storage, `${child(at, 'resources')}[storage]`)]
}

function validateImage({ image }: Source, path: string, { isPod }: PodSpecOptions): FieldError[] {
  const errors = isPod ? need(image?.reference, child(path, 'reference')) : []
  return [...errors, ...oneOf(image?.pullPolicy, child(path, 'pullPolicy'), ['Always', 'IfNotPresent', 'Never'])]
}
