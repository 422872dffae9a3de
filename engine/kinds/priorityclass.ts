/** PriorityClass: scheduling.k8s.io/v1. Source: pkg/registry/scheduling/priorityclass, pkg/apis/scheduling. */
import { type FieldError, forbidden } from '../api/fielderror.ts'
import type { KObject } from '../api/object.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'
import { oneOfIfSet } from './validation/checks.ts'

const SYSTEM_PREFIX = 'system-'
const HIGHEST_OF_USERS = 1_000_000_000
/** The two classes that may bear the prefix, with their values. */
const SYSTEM: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
}

export interface PriorityClass extends KObject {
  value: number
  globalDefault?: boolean
  description?: string
  preemptionPolicy?: string
}

export const priorityClass = defineKind<PriorityClass>({
  info: resourceInfo('scheduling.k8s.io', 'PriorityClass', 'priorityclasses', {
    shortNames: ['pc'],
    namespaced: false,
  }),
  schema: 'io.k8s.api.scheduling.v1.PriorityClass',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.value ??= 0
    object.preemptionPolicy ||= 'PreemptLowerPriority'
  },
  validate: (object) => statusCauses(validatePriorityClass(object)),
  validateUpdate: (next, old) => statusCauses(validatePriorityClassUpdate(next, old)),
  columns: [
    NAME,
    column('Value', 'integer', 'Priority that Pods of this class get; higher goes first.'),
    column('Global-Default', 'boolean', 'Whether Pods that name no class get this one.'),
    AGE,
    column('PreemptionPolicy', 'string', 'Whether Pods of this class may evict others to find room.'),
  ],
  printRow: ({ metadata, value, globalDefault, preemptionPolicy }, clock) => [
    metadata.name,
    value,
    globalDefault ?? false,
    ageOf(metadata.creationTimestamp, clock),
    preemptionPolicy ?? '',
  ],
})

function validatePriorityClass({ metadata, value, globalDefault, preemptionPolicy }: PriorityClass): FieldError[] {
  const errors: FieldError[] = []
  if (metadata.name.startsWith(SYSTEM_PREFIX)) {
    const wrong = systemError(metadata.name, value, globalDefault ?? false)
    const rule = "priority class names with 'system-' prefix are reserved for system use only"
    if (wrong) errors.push(forbidden('metadata.name', `${rule}. error: ${wrong}`))
  } else if (value > HIGHEST_OF_USERS) {
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_OF_USERS}`))
  }
  return [...errors, ...oneOfIfSet(preemptionPolicy, 'preemptionPolicy', ['PreemptLowerPriority', 'Never'])]
}

function systemError(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = SYSTEM[name]
  if (known === undefined) return `${name} is not a known system priority class`
  if (value !== known) return `value of ${name} PriorityClass must be ${known}`
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined
}

function validatePriorityClassUpdate(next: PriorityClass, old: PriorityClass): FieldError[] {
  const errors = next.value === old.value ? [] : [forbidden('value', 'may not be changed in an update.')]
  return [...errors, ...validateImmutable(next.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy')]
}
