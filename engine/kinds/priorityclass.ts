/** PriorityClass: scheduling.k8s.io/v1. Source: pkg/registry/scheduling/priorityclass, pkg/apis/scheduling. */
import type { KObject } from '../api/object.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'

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
