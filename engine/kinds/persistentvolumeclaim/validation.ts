/** PersistentVolumeClaims. Source: pkg/apis/core/validation ValidatePersistentVolumeClaim and neighbours. */
import { equal } from '../../api/equal.ts'
import { type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { formatQuantity } from '../../api/quantity.ts'
import { quantitySign } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import { goDiff } from '../gocmp/report.ts'
import { structOf } from '../gocmp/types.ts'
import type { PersistentVolumeClaim } from '../types.ts'
import { validateAmount, validateResourceName } from '../validation/amounts.ts'
import { dnsSubdomain, oneOfIfSet, POSITIVE } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'

type Spec = PersistentVolumeClaim['spec']
type Amounts = Readonly<Record<string, string>>

const SPEC = 'io.k8s.api.core.v1.PersistentVolumeClaimSpec'
const MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const VOLUME_MODES = ['Block', 'Filesystem']

export function validateClaim({ spec }: PersistentVolumeClaim): FieldError[] {
  const modes: readonly string[] = spec.accessModes ?? []
  const errors = modes.length === 0 ? [required('spec.accessModes', 'at least 1 access mode is required')] : []
  errors.push(...validateLabelSelector(spec.selector, 'spec.selector'))
  for (const mode of modes) errors.push(...oneOfIfSet(mode, 'spec.accessModes', MODES))
  if (modes.includes('ReadWriteOncePod') && modes.length > 1) {
    const detail = 'may not use ReadWriteOncePod with other access modes'
    errors.push(forbidden('spec.accessModes', detail))
  }
  return [
    ...errors,
    ...validateStorage(spec),
    ...(spec.storageClassName ? dnsSubdomain(spec.storageClassName, 'spec.storageClassName') : []),
    ...oneOfIfSet(spec.volumeMode, 'spec.volumeMode', VOLUME_MODES),
  ]
}

function validateStorage({ resources }: Spec): FieldError[] {
  const requests = (resources?.requests ?? {}) as Amounts
  const { storage } = requests
  if (storage === undefined) return [required('spec.resources[storage]', '')]
  const path = 'spec.resources[storage]'
  const amount = quantity(storage)
  const errors = [...validateResourceName('storage', path), ...validateAmount('storage', storage, path)]
  return quantitySign(amount) > 0 ? errors : [...errors, invalid(path, formatQuantity(amount), POSITIVE)]
}

/** A claim keeps its spec; the binder alone gives it a volume and a class, and a bound one may ask for more room. */
export function validateClaimUpdate(next: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const errors = validateClaim(next)
  if (equal(fixedPart(next.spec, old), fixedPart(old.spec, old))) return errors
  const detail =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
  return [...errors, forbidden('spec', `${detail}\n${goDiff(structOf(SPEC), old.spec, next.spec)}`)]
}

function fixedPart(spec: Spec, old: PersistentVolumeClaim): Partial<Spec> {
  const rest: Partial<Spec> = { ...spec }
  if (!old.spec.volumeName) delete rest.volumeName
  if (old.spec.storageClassName === undefined) delete rest.storageClassName
  if (old.status?.phase === 'Bound') {
    rest.resources = { ...rest.resources, requests: {} }
    delete rest.volumeAttributesClassName
  }
  return rest
}

export function validateClaimStatus({ status }: PersistentVolumeClaim): FieldError[] {
  const capacity = (status.capacity ?? {}) as Amounts
  return Object.keys(capacity).flatMap((name) =>
    validateAmount(name, capacity[name] as string, `status.capacity[${name}]`),
  )
}
