/** PersistentVolumes. Source: pkg/apis/core/validation ValidatePersistentVolume and ValidatePersistentVolumeUpdate. */
import { equal } from '../../api/equal.ts'
import { type FieldError, forbidden, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { goQuote } from '../../api/goquote.ts'
import { validateImmutable } from '../../api/objectmeta.ts'
import { formatQuantity } from '../../api/quantity.ts'
import { quantitySign } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import { goDiff } from '../gocmp/report.ts'
import { type GoType, structOf } from '../gocmp/types.ts'
import { validateNodeSelector } from '../podspec/affinity.ts'
import type { PersistentVolume, VolumeNodeAffinity } from '../types.ts'
import { goQuantity, validateAmount } from '../validation/amounts.ts'
import { dnsSubdomain, oneOfIfSet, POSITIVE } from '../validation/checks.ts'
import { SOURCE_FIELDS, validateSources } from './sources.ts'

type Spec = PersistentVolume['spec']

const MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const VOLUME_MODES = ['Block', 'Filesystem']
const POLICIES = ['Delete', 'Recycle', 'Retain']
const ONCE_POD = 'ReadWriteOncePod'

const WHOLE_SPEC = structOf('io.k8s.api.core.v1.PersistentVolumeSpec')
/** The sources are a struct of their own inside the spec. */
const SOURCE: GoType = {
  kind: 'struct',
  name: 'core.PersistentVolumeSource',
  fields: () =>
    (WHOLE_SPEC.kind === 'struct' ? WHOLE_SPEC.fields() : []).filter(({ json }) => SOURCE_FIELDS.includes(json)),
}

export function validateVolume({ spec }: PersistentVolume): FieldError[] {
  const policy = spec.persistentVolumeReclaimPolicy
  return [
    ...validateModes(spec.accessModes ?? []),
    ...validateCapacity((spec.capacity ?? {}) as Record<string, string>),
    ...oneOfIfSet(policy, 'spec.persistentVolumeReclaimPolicy', POLICIES),
    ...validateNodeAffinity(spec.nodeAffinity),
    ...validateSources(spec, 'spec'),
    ...recycledRoot(spec),
    ...(spec.storageClassName ? dnsSubdomain(spec.storageClassName, 'spec.storageClassName') : []),
    ...oneOfIfSet(spec.volumeMode, 'spec.volumeMode', VOLUME_MODES),
  ]
}

function validateModes(modes: readonly string[]): FieldError[] {
  const path = 'spec.accessModes'
  const errors = modes.length === 0 ? [required(path, '')] : []
  for (const mode of modes) errors.push(...oneOfIfSet(mode, path, MODES))
  if (modes.includes(ONCE_POD) && modes.some((mode) => mode !== ONCE_POD)) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'))
  }
  return errors
}

/** Room to store things and nothing else. */
function validateCapacity(capacity: Readonly<Record<string, string>>): FieldError[] {
  const names = Object.keys(capacity).sort()
  const errors = names.length === 0 ? [required('spec.capacity', '')] : []
  if (capacity.storage === undefined || names.length > 1) {
    errors.push(notSupported('spec.capacity', goResourceList(capacity), ['storage']))
  }
  for (const name of names) {
    const path = `spec.capacity[${name}]`
    const amount = quantity(capacity[name] as string)
    errors.push(...validateAmount(name, capacity[name] as string, path))
    if (quantitySign(amount) <= 0) errors.push(invalid(path, formatQuantity(amount), POSITIVE))
  }
  return errors
}

function goResourceList(amounts: Readonly<Record<string, string>>) {
  const names = Object.keys(amounts).sort()
  if (names.length === 0) return verbatim('core.ResourceList(nil)')
  const entries = names.map((name) => `${goQuote(name)}:${goQuantity(quantity(amounts[name] as string)).verbatim}`)
  return verbatim(`core.ResourceList{${entries.join(', ')}}`)
}

function validateNodeAffinity(affinity: VolumeNodeAffinity | undefined): FieldError[] {
  if (!affinity) return []
  const path = 'spec.nodeAffinity.required'
  if (!affinity.required) return [required(path, 'must specify required node constraints')]
  return validateNodeSelector(affinity.required, path)
}

/** Recycling empties a directory: never that of the whole machine. */
function recycledRoot({ hostPath, persistentVolumeReclaimPolicy: policy }: Spec): FieldError[] {
  if (policy !== 'Recycle' || !hostPath || !/^\/+(\.?\/*)*$/.test(hostPath.path)) return []
  return [forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'")]
}

export function validateVolumeUpdate(next: PersistentVolume, old: PersistentVolume): FieldError[] {
  const errors = validateVolume(next)
  const [now, before] = [sourceOf(next.spec, old.spec), sourceOf(old.spec, old.spec)]
  if (!equal(now, before)) {
    const diff = goDiff(SOURCE, before, now)
    const detail = `spec.persistentvolumesource is immutable after creation\n${diff}`
    errors.push(forbidden('spec.persistentvolumesource', detail))
  }
  errors.push(...validateImmutable(next.spec.volumeMode, old.spec.volumeMode, 'volumeMode'))
  if (old.spec.nodeAffinity !== undefined && !equal(next.spec.nodeAffinity, old.spec.nodeAffinity)) {
    errors.push(...validateImmutable(next.spec.nodeAffinity, old.spec.nodeAffinity, 'nodeAffinity'))
  }
  return errors
}

/** The source alone; the secret for expansion may be added later. */
function sourceOf(spec: Spec, old: Spec): Record<string, unknown> {
  const source: Record<string, unknown> = {}
  for (const field of SOURCE_FIELDS) {
    const value = (spec as Record<string, unknown>)[field]
    if (value !== undefined) source[field] = value
  }
  const expand = 'controllerExpandSecretRef'
  const csi = source.csi as Record<string, unknown> | undefined
  if (csi?.[expand] === undefined || (old.csi as Record<string, unknown> | undefined)?.[expand] !== undefined)
    return source
  const { [expand]: _, ...rest } = csi
  return { ...source, csi: rest }
}
