/** Volumes of a Pod or a template. Source: describe.go describeVolumes. */
import { canonicalQuantity } from '../../api/quantity.ts'
import { type Json, list, object, text } from '../base/json.ts'
import { goText } from '../print/gotext.ts'
import type { Writer } from './writer.ts'

export function volumesBlock(w: Writer, volumes: readonly Json[], space: string): void {
  if (volumes.length === 0) return w.write(0, `${space}Volumes:\t<none>\n`)
  w.write(0, `${space}Volumes:\n`)
  for (const volume of volumes) {
    w.write(1, `${space === '' ? '' : ' '}${text(volume, 'name')}:\n`)
    const kind = Object.keys(SOURCES).find((field) => volume[field] !== undefined)
    if (kind === undefined) w.write(1, '<unknown>\n')
    else (SOURCES[kind] as Describe)(w, object(volume, kind))
  }
}

type Describe = (w: Writer, source: Json) => void

/** A `Type:` line and further fields. */
const kindOf =
  (type: string, fields: (source: Json) => readonly (readonly [string, unknown])[]): Describe =>
  (w, source) => {
    w.field(2, 'Type', type)
    for (const [name, value] of fields(source)) w.write(0, `    ${name}:\t${value}\n`)
  }

const yes = (value: unknown): boolean => value === true

export const SOURCES: Readonly<Record<string, Describe>> = {
  hostPath: kindOf('HostPath (bare host directory volume)', (s) => [
    ['Path', text(s, 'path')],
    ['HostPathType', s.type === undefined ? '<none>' : text(s, 'type')],
  ]),
  emptyDir: kindOf("EmptyDir (a temporary directory that shares a pod's lifetime)", (s) => [
    ['Medium', text(s, 'medium')],
    ['SizeLimit', text(s, 'sizeLimit') === '' ? '<unset>' : canonicalQuantity(text(s, 'sizeLimit'))],
  ]),
  secret: kindOf('Secret (a volume populated by a Secret)', (s) => [
    ['SecretName', text(s, 'secretName')],
    ['Optional', yes(s.optional)],
  ]),
  configMap: kindOf('ConfigMap (a volume populated by a ConfigMap)', (s) => [
    ['Name', text(s, 'name')],
    ['Optional', yes(s.optional)],
  ]),
  projected,
  persistentVolumeClaim: kindOf(
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    (s) => [
      ['ClaimName', text(s, 'claimName')],
      ['ReadOnly', yes(s.readOnly)],
    ],
  ),
  downwardAPI(w, source) {
    w.write(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:\n')
    for (const item of list(source, 'items')) {
      if (item.fieldRef !== undefined) w.write(3, `${text(item, 'fieldRef', 'fieldPath')} -> ${text(item, 'path')}\n`)
      if (item.resourceFieldRef !== undefined)
        w.write(3, `${text(item, 'resourceFieldRef', 'resource')} -> ${text(item, 'path')}\n`)
    }
  },
  ephemeral(w, source) {
    w.field(
      2,
      'Type',
      'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    )
    claimTemplate(w, object(source, 'volumeClaimTemplate'))
  },
  nfs: kindOf('NFS (an NFS mount that lasts the lifetime of a pod)', (s) => [
    ['Server', text(s, 'server')],
    ['Path', text(s, 'path')],
    ['ReadOnly', yes(s.readOnly)],
  ]),
  local: kindOf('LocalVolume (a persistent volume backed by local storage on a node)', (s) => [
    ['Path', text(s, 'path')],
  ]),
  csi(w, source) {
    const isPersistent = source.volumeHandle !== undefined
    w.field(
      2,
      'Type',
      isPersistent
        ? 'CSI (a Container Storage Interface (CSI) volume source)'
        : 'CSI (a Container Storage Interface (CSI) volume source)',
    )
    w.write(0, `    Driver:\t${text(source, 'driver')}\n`)
    w.write(0, `    FSType:\t${text(source, 'fsType')}\n`)
    if (isPersistent) w.write(0, `    VolumeHandle:\t${text(source, 'volumeHandle')}\n`)
    w.write(0, `    ReadOnly:\t${yes(source.readOnly)}\n`)
    const attributes = object(source, 'volumeAttributes')
    const names = Object.keys(attributes).sort()
    w.write(2, 'VolumeAttributes:\t')
    if (names.length === 0) w.write(0, '<none>\n')
    for (const [at, name] of names.entries())
      w.write(0, `${at > 0 ? '    \t' : ''}    ${name}=${goText(attributes[name])}\n`)
  },
}

function projected(w: Writer, source: Json): void {
  w.field(2, 'Type', 'Projected (a volume that contains injected data from multiple sources)')
  for (const one of list(source, 'sources')) {
    if (one.secret !== undefined) {
      w.write(
        2,
        `SecretName:\t${text(one, 'secret', 'name')}\n    SecretOptionalName:\t${object(one, 'secret').optional ?? '<nil>'}\n`,
      )
    } else if (one.downwardAPI !== undefined) w.field(2, 'DownwardAPI', true)
    else if (one.configMap !== undefined) {
      w.write(
        2,
        `ConfigMapName:\t${text(one, 'configMap', 'name')}\n    ConfigMapOptional:\t${object(one, 'configMap').optional ?? '<nil>'}\n`,
      )
    } else if (one.serviceAccountToken !== undefined) {
      w.field(2, 'TokenExpirationSeconds', text(one, 'serviceAccountToken', 'expirationSeconds'))
    }
  }
}

function claimTemplate(w: Writer, template: Json): void {
  const spec = object(template, 'spec')
  w.field(2, 'StorageClass', text(spec, 'storageClassName'))
  w.field(2, 'Volume', text(spec, 'volumeName'))
}
