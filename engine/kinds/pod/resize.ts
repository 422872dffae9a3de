/** More or less CPU and memory for containers that run. Source: podResizeStrategy, ValidatePodResize. */
import { equal } from '../../api/equal.ts'
import { type FieldError, forbidden, invalid } from '../../api/fielderror.ts'
import type { PartUpdate } from '../../api/kind.ts'
import { value } from '../../api/quantityvalue.ts'
import { computeQosClass } from '../podresources/qos.ts'
import type { Container, Pod } from '../types.ts'
import { statusCauses } from '../validation/causes.ts'
import { isMirror } from './mirror.ts'
import { validatePod } from './validation.ts'

type List = Readonly<Record<string, unknown>>

const RESIZED: ReadonlySet<string> = new Set(['cpu', 'memory'])

export const resize: PartUpdate<Pod> = {
  merge: (given, old) => ({
    ...old,
    spec: { ...old.spec, containers: merged(given.spec.containers, old.spec.containers) },
  }),
  validate: (next, old) => statusCauses([...validatePod(next), ...resizeErrors(next, old)]),
}

/** The stored containers with the resources of the given ones of the same names. */
function merged(given: readonly Container[], old: readonly Container[]): Container[] {
  return old.map((container) => {
    const resources = given.find(({ name }) => name === container.name)?.resources
    return resources === undefined || equal(resources, container.resources) ? container : { ...container, resources }
  })
}

function resizeErrors(next: Pod, old: Pod): FieldError[] {
  if (isMirror(old)) return [forbidden('', 'static pods cannot be resized')]
  const errors = next.spec.containers.flatMap((container, i) =>
    containerErrors(container, old.spec.containers[i] as Container, `spec.containers[${i}].resources`),
  )
  const was = old.status.qosClass ?? computeQosClass(old)
  if (computeQosClass(next) !== was) {
    errors.push(invalid('spec', was, 'Pod QOS Class may not change as a result of resizing'))
  }
  return errors
}

function containerErrors(next: Container, old: Container, path: string): FieldError[] {
  const errors: FieldError[] = []
  for (const kind of ['limits', 'requests'] as const) {
    const [had, has] = [(old.resources?.[kind] ?? {}) as List, (next.resources?.[kind] ?? {}) as List]
    for (const name of new Set([...Object.keys(had), ...Object.keys(has)])) {
      if (RESIZED.has(name) && name in had && !(name in has)) {
        errors.push(forbidden(`${path}.${kind}`, `resource ${kind} cannot be removed`))
      } else if (!RESIZED.has(name) && had[name] !== has[name]) {
        errors.push(forbidden('spec', 'only cpu and memory resources are mutable'))
      }
    }
  }
  if (shrinksMemory(next, old) && policyOf(old, 'memory') !== 'RestartContainer') {
    const text = 'memory limits cannot be decreased unless resizePolicy is RestartContainer'
    errors.push(forbidden(`${path}.limits`, text))
  }
  return errors
}

function shrinksMemory(next: Container, old: Container): boolean {
  const [had, has] = [old.resources?.limits?.memory, next.resources?.limits?.memory]
  return had !== undefined && has !== undefined && value(String(has)) < value(String(had))
}

/** What a container asked for when one of its resources is changed. */
export const policyOf = ({ resizePolicy }: Container, resource: string): string =>
  resizePolicy?.find(({ resourceName }) => resourceName === resource)?.restartPolicy ?? 'NotRequired'
