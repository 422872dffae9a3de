/** CSIDrivers. Source: pkg/apis/storage/validation ValidateCSIDriver. */
import { duplicate, type FieldError, invalid, notSupported } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { validateImmutable } from '../../api/objectmeta.ts'
import type { CSIDriver } from '../types.ts'
import { oneOf } from '../validation/checks.ts'
import { csiDriverName } from '../validation/csinames.ts'

type Spec = CSIDriver['spec']

const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType']
const LIVES = ['Persistent', 'Ephemeral']
const SHORTEST_SECONDS = 600
const LONGEST_SECONDS = 2 ** 32

export function validateDriver({ metadata, spec }: CSIDriver): FieldError[] {
  return [...csiDriverName(metadata.name, 'name'), ...validateSpec(spec)]
}

function validateSpec(spec: Spec): FieldError[] {
  return [
    ...oneOf(spec.fsGroupPolicy, 'spec.fsGroupPolicy', GROUP_POLICIES),
    ...validateTokenRequests(spec.tokenRequests ?? []),
    ...(spec.volumeLifecycleModes ?? []).flatMap((mode) =>
      LIVES.includes(mode) ? [] : [notSupported('spec.volumeLifecycleModes', mode, LIVES)],
    ),
  ]
}

function validateTokenRequests(requests: NonNullable<Spec['tokenRequests']>): FieldError[] {
  const audiences = new Set<string>()
  return requests.flatMap(({ audience, expirationSeconds: seconds }, i) => {
    const path = index('spec.tokenRequests', i)
    if (audiences.has(audience)) return [duplicate(child(path, 'audience'), audience)]
    audiences.add(audience)
    const at = child(path, 'expirationSeconds')
    if (seconds === undefined) return []
    if (seconds < SHORTEST_SECONDS) {
      return [invalid(at, seconds, 'may not specify a duration less than 10 minutes')]
    }
    return seconds > LONGEST_SECONDS
      ? [invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')]
      : []
  })
}

export function validateDriverUpdate(next: CSIDriver, old: CSIDriver): FieldError[] {
  return [
    ...validateImmutable(next.spec.attachRequired, old.spec.attachRequired, 'spec.attachedRequired'),
    ...validateImmutable(next.spec.volumeLifecycleModes, old.spec.volumeLifecycleModes, 'spec.volumeLifecycleModes'),
    ...validateSpec(next.spec),
  ]
}
