/** Containers that join a running Pod to look into it. Source: ValidatePodEphemeralContainersUpdate, podEphemeralContainersStrategy. */
import { equal } from '../../api/equal.ts'
import { type FieldError, forbidden } from '../../api/fielderror.ts'
import type { PartUpdate } from '../../api/kind.ts'
import type { Pod } from '../types.ts'
import { statusCauses } from '../validation/causes.ts'
import { isMirror } from './mirror.ts'
import { validatePod } from './validation.ts'

const PATH = 'spec.ephemeralContainers'

export const ephemeralcontainers: PartUpdate<Pod> = {
  merge(given, old) {
    const spec = { ...old.spec }
    delete spec.ephemeralContainers
    const added = given.spec.ephemeralContainers
    return { ...old, spec: added?.length ? { ...spec, ephemeralContainers: added } : spec }
  },
  validate: (next, old) => statusCauses([...validatePod(next), ...changeErrors(next, old)]),
}

/** They are added, and then stay as they are. */
function changeErrors(next: Pod, old: Pod): FieldError[] {
  if (isMirror(next)) {
    return [forbidden('', 'static pods do not support ephemeral containers')]
  }
  return (old.spec.ephemeralContainers ?? []).flatMap((container) => {
    const { name } = container
    const found = next.spec.ephemeralContainers?.find((other) => other.name === name)
    if (found === undefined) return [forbidden(PATH, `existing ephemeral containers "${name}" may not be removed\n`)]
    return equal(found, container)
      ? []
      : [forbidden(PATH, `existing ephemeral containers "${name}" may not be changed\n`)]
  })
}
