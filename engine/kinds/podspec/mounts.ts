/** Volume mounts and devices of a container. Source: ValidateVolumeMounts, ValidateVolumeDevices. */
import { type FieldError, invalid, notFound, notSupported, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import type { Container, Volume } from '../types.ts'
import { descendingPath } from '../validation/checks.ts'

type Mount = NonNullable<Container['volumeMounts']>[number]
type Device = NonNullable<Container['volumeDevices']>[number]

/** The Pod's volumes that are good, by name. */
export type Volumes = ReadonlyMap<string, Volume>

export function validateMounts(container: Container, volumes: Volumes, path: string): FieldError[] {
  const mounts = container.volumeMounts ?? []
  return mounts.flatMap((mount, i) => {
    const at = index(path, i)
    return [
      ...placeErrors(mount, mounts.slice(0, i), volumes, at),
      ...deviceClashes(mount, container.volumeDevices ?? [], at),
      ...subPathErrors(mount, volumes.get(mount.name), path, at),
      ...propagationErrors(mount, container, path),
      ...recursiveReadOnlyErrors(mount, path),
    ]
  })
}

function placeErrors(mount: Mount, earlier: readonly Mount[], volumes: Volumes, path: string): FieldError[] {
  const { name = '', mountPath = '' } = mount
  const errors: FieldError[] = []
  if (!name) errors.push(required(child(path, 'name'), ''))
  if (!volumes.has(name)) errors.push(notFound(child(path, 'name'), name))
  if (!mountPath) errors.push(required(child(path, 'mountPath'), ''))
  if (earlier.some((other) => other.mountPath === mountPath)) {
    errors.push(invalid(child(path, 'mountPath'), mountPath, 'must be unique'))
  }
  return errors
}

function deviceClashes({ name, mountPath }: Mount, devices: readonly Device[], path: string): FieldError[] {
  const errors: FieldError[] = []
  if (devices.some((device) => device.name === name)) {
    errors.push(invalid(child(path, 'name'), name, 'must not already exist in volumeDevices'))
  }
  if (devices.some((device) => device.devicePath === mountPath)) {
    errors.push(invalid(child(path, 'mountPath'), mountPath, 'must not already exist as a path in volumeDevices'))
  }
  return errors
}

/** Upstream gives the paths of these without the mount's index. */
function subPathErrors(mount: Mount, volume: Volume | undefined, listPath: string, path: string): FieldError[] {
  const { subPath, subPathExpr } = mount
  const errors: FieldError[] = []
  const inImage = volume !== undefined && (volume as { image?: unknown }).image !== undefined
  const NOT_IN_IMAGES = 'not allowed in image volume sources'
  if (inImage && subPath) errors.push(invalid(child(path, 'subPath'), subPath, NOT_IN_IMAGES))
  if (inImage && subPathExpr) errors.push(invalid(child(path, 'subPathExpr'), subPathExpr, NOT_IN_IMAGES))
  if (subPath) errors.push(...descendingPath(subPath, child(listPath, 'subPath')))
  if (!subPathExpr) return errors
  if (subPath) {
    errors.push(invalid(child(path, 'subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive'))
  }
  return [...errors, ...descendingPath(subPathExpr, child(listPath, 'subPathExpr'))]
}

function propagationErrors({ mountPropagation }: Mount, container: Container, listPath: string): FieldError[] {
  if (mountPropagation === undefined) return []
  const path = child(listPath, 'mountPropagation')
  const modes = ['Bidirectional', 'HostToContainer', 'None']
  const errors = modes.includes(mountPropagation) ? [] : [notSupported(path, mountPropagation, modes)]
  if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers'
    errors.push({ type: 'FieldValueForbidden', field: path, badValue: '', detail })
  }
  return errors
}

function recursiveReadOnlyErrors(mount: Mount, listPath: string): FieldError[] {
  const { recursiveReadOnly } = mount as Mount & { recursiveReadOnly?: string }
  if (recursiveReadOnly === undefined) return []
  const path = child(listPath, 'recursiveReadOnly')
  const modes = ['Disabled', 'Enabled', 'IfPossible']
  if (!modes.includes(recursiveReadOnly)) return [notSupported(path, recursiveReadOnly, modes)]
  if (recursiveReadOnly === 'Disabled') return []
  const forbid = (detail: string): FieldError => ({ type: 'FieldValueForbidden', field: path, badValue: '', detail })
  const errors: FieldError[] = []
  if (!mount.readOnly) errors.push(forbid('may only be specified when readOnly is true'))
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') {
    errors.push(forbid('may only be specified when mountPropagation is None or not specified'))
  }
  return errors
}

export function validateDevices(container: Container, volumes: Volumes, path: string): FieldError[] {
  const devices = container.volumeDevices ?? []
  return devices.flatMap((device, i) => validateDevice(device, devices.slice(0, i), container, volumes, index(path, i)))
}

function validateDevice(
  { name = '', devicePath = '' }: Device,
  earlier: readonly Device[],
  { volumeMounts = [] }: Container,
  volumes: Volumes,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  const at = child(path, 'name')
  const pathAt = child(path, 'devicePath')
  const volume = volumes.get(name)
  if (!name) errors.push(required(at, ''))
  if (name && earlier.some((other) => other.name === name)) errors.push(invalid(at, name, 'must be unique'))
  if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
    const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'
    errors.push(invalid(at, name, detail))
  }
  if (!volume) errors.push(notFound(at, name))
  if (!devicePath) errors.push(required(pathAt, ''))
  if (earlier.some((other) => other.devicePath === devicePath))
    errors.push(invalid(pathAt, devicePath, 'must be unique'))
  if (devicePath.split('/').includes('..')) errors.push(invalid(pathAt, devicePath, "can not contain backsteps ('..')"))
  if (volumeMounts.some((mount) => mount.name === name)) {
    errors.push(invalid(at, name, 'must not already exist in volumeMounts'))
  }
  if (volumeMounts.some((mount) => mount.mountPath === devicePath)) {
    errors.push(invalid(pathAt, devicePath, 'must not already exist as a path in volumeMounts'))
  }
  return errors
}
