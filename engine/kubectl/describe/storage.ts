/** Claims, volumes and storage classes. Source: describe.go. */
import type { Call } from '../call.ts'
import { canonicalQuantity } from '../../api/quantity.ts'
import { type Json, list, map, object, strings, text } from '../base/json.ts'
import { goText } from '../print/gotext.ts'
import { items } from './describer.ts'
import { eventsBlock } from './events.ts'
import { annotationsBlock, labelled, labelsBlock, pairs } from './meta.ts'
import { ago, rfc1123 } from './times.ts'
import { SOURCES } from './volumes.ts'
import type { Writer } from './writer.ts'

const SHORT_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}
const modes = (all: readonly string[]): string =>
  Object.keys(SHORT_MODES)
    .filter((mode) => all.includes(mode))
    .map((mode) => SHORT_MODES[mode])
    .join(',')

function status(call: Call, w: Writer, one: Json): void {
  const deleted = text(one, 'metadata', 'deletionTimestamp')
  w.field(
    0,
    'Status',
    deleted === '' ? text(one, 'status', 'phase') : `Terminating (lasts ${ago(deleted, call.nowMs)})`,
  )
}

export function persistentVolumeClaim(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  w.field(
    0,
    'StorageClass',
    map(one, 'metadata', 'annotations')['volume.beta.kubernetes.io/storage-class'] ?? text(spec, 'storageClassName'),
  )
  status(call, w, one)
  const volume = text(spec, 'volumeName')
  w.field(0, 'Volume', volume)
  labelled(w, one)
  w.field(0, 'Finalizers', goText(strings(one, 'metadata', 'finalizers')))
  const size = text(one, 'status', 'capacity', 'storage')
  w.field(0, 'Capacity', volume === '' || size === '' ? '' : canonicalQuantity(size))
  w.field(0, 'Access Modes', volume === '' ? '' : modes(strings(one, 'status', 'accessModes')))
  if (spec.volumeMode !== undefined) w.field(0, 'VolumeMode', text(spec, 'volumeMode'))
  const source = object(spec, 'dataSource')
  if (source.kind !== undefined) {
    w.write(0, 'DataSource:\n')
    if (text(source, 'apiGroup') !== '') w.field(1, 'APIGroup', text(source, 'apiGroup'))
    w.field(1, 'Kind', text(source, 'kind'))
    w.field(1, 'Name', text(source, 'name'))
  }
  usedBy(call, w, one)
  conditions(w, one)
  eventsBlock(call, w, one, 'PersistentVolumeClaim')
}

function usedBy(call: Call, w: Writer, one: Json): void {
  const name = text(one, 'metadata', 'name')
  const pods = items(call, `/api/v1/namespaces/${text(one, 'metadata', 'namespace')}/pods`).filter((pod) =>
    list(pod, 'spec', 'volumes').some(
      (volume) => text(volume, 'persistentVolumeClaim', 'claimName') === name || isEphemeral(pod, volume, name),
    ),
  )
  w.write(0, 'Used By:\t')
  if (pods.length === 0) return w.write(0, '<none>\n')
  for (const [at, pod] of pods.entries()) w.write(0, `${at > 0 ? '\t' : ''}${text(pod, 'metadata', 'name')}\n`)
}

const isEphemeral = (pod: Json, volume: Json, name: string): boolean =>
  volume.ephemeral !== undefined && `${text(pod, 'metadata', 'name')}-${text(volume, 'name')}` === name

function conditions(w: Writer, one: Json): void {
  const all = list(one, 'status', 'conditions')
  if (all.length === 0) return
  w.write(0, 'Conditions:\n  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n')
  w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n')
  for (const each of all) {
    const cells = [
      `${text(each, 'type')} `,
      `${text(each, 'status')} `,
      `${rfc1123(text(each, 'lastProbeTime'))} `,
      `${rfc1123(text(each, 'lastTransitionTime'))} `,
      `${text(each, 'reason')} `,
      text(each, 'message'),
    ]
    w.write(1, `${cells.join('\t')}\n`)
  }
}

export function persistentVolume(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  labelsBlock(w, 'Labels', map(one, 'metadata', 'labels'))
  annotationsBlock(w, 'Annotations', map(one, 'metadata', 'annotations'))
  w.field(0, 'Finalizers', goText(strings(one, 'metadata', 'finalizers')))
  w.field(0, 'StorageClass', text(spec, 'storageClassName'))
  status(call, w, one)
  const claim = object(spec, 'claimRef')
  w.field(0, 'Claim', claim.name === undefined ? '' : `${text(claim, 'namespace')}/${text(claim, 'name')}`)
  w.field(0, 'Reclaim Policy', text(spec, 'persistentVolumeReclaimPolicy'))
  w.field(0, 'Access Modes', modes(strings(spec, 'accessModes')))
  if (spec.volumeMode !== undefined) w.field(0, 'VolumeMode', text(spec, 'volumeMode'))
  w.field(0, 'Capacity', canonicalQuantity(text(spec, 'capacity', 'storage') || '0'))
  affinity(w, object(spec, 'nodeAffinity'))
  w.field(0, 'Message', text(one, 'status', 'message'))
  w.write(0, 'Source:\n')
  const kind = Object.keys(SOURCES).find((field) => spec[field] !== undefined)
  if (kind !== undefined) SOURCES[kind]?.(w, object(spec, kind))
  eventsBlock(call, w, one, 'PersistentVolume')
}

function affinity(w: Writer, one: Json): void {
  w.write(0, 'Node Affinity:\t')
  if (one.required === undefined) return w.write(0, '<none>\n')
  w.write(0, '\n')
  w.write(1, 'Required Terms:\t')
  const terms = list(one, 'required', 'nodeSelectorTerms')
  if (terms.length === 0) return w.write(0, '<none>\n')
  w.write(0, '\n')
  for (const [at, term] of terms.entries()) {
    w.write(2, `Term ${at}:\t`)
    const all = list(term, 'matchExpressions')
    if (all.length === 0) w.write(0, '<none>\n')
    for (const [n, each] of all.entries()) {
      if (n > 0) w.write(0, '    \t')
      const values = strings(each, 'values')
      const [key, operator] = [text(each, 'key'), text(each, 'operator').toLowerCase()]
      w.write(0, values.length === 0 ? `${key} ${operator}\n` : `${key} ${operator} [${values.join(', ')}]\n`)
    }
  }
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'

export function storageClass(call: Call, w: Writer, one: Json): void {
  const annotations = map(one, 'metadata', 'annotations')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'IsDefaultClass', annotations[DEFAULT_CLASS] === 'true' ? 'Yes' : 'No')
  w.field(0, 'Annotations', pairs(annotations))
  w.field(0, 'Provisioner', text(one, 'provisioner'))
  w.field(0, 'Parameters', pairs(map(one, 'parameters')))
  w.field(
    0,
    'AllowVolumeExpansion',
    one.allowVolumeExpansion === undefined ? '<unset>' : one.allowVolumeExpansion === true ? 'True' : 'False',
  )
  const options = strings(one, 'mountOptions')
  if (options.length === 0) w.field(0, 'MountOptions', '<none>')
  else {
    w.write(0, 'MountOptions:\n')
    for (const option of options) w.write(1, `${option}\n`)
  }
  if (one.reclaimPolicy !== undefined) w.field(0, 'ReclaimPolicy', text(one, 'reclaimPolicy'))
  if (one.volumeBindingMode !== undefined) w.field(0, 'VolumeBindingMode', text(one, 'volumeBindingMode'))
  eventsBlock(call, w, one, 'StorageClass')
}
