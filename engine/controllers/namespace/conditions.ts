/** What a namespace under deletion says about it. Source: pkg/controller/namespace/deletion/status_condition_utils.go. */
import type { Namespace } from '../../kinds/types.ts'
import { setStatusCondition } from '../../rules/conditions.ts'

type Condition = NonNullable<Namespace['status']['conditions']>[number]

/** What is left of a namespace's content. */
export interface Remaining {
  /** `plural.group` → objects. */
  resources: Map<string, number>
  /** Finalizer → objects that carry it. */
  finalizers: Map<string, number>
  estimateSeconds: number
}

/** The five conditions; the same list when nothing changes. */
export function deletionConditions(present: readonly Condition[], remaining: Remaining, now: string): Condition[] {
  let conditions = present
  for (const condition of wanted(remaining)) {
    conditions = setStatusCondition(conditions, condition, now).conditions
  }
  return conditions as Condition[]
}

function wanted({ resources, finalizers }: Remaining): Condition[] {
  return [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      false,
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    condition(
      'NamespaceDeletionContentFailure',
      false,
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    resources.size === 0
      ? condition('NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed')
      : condition(
          'NamespaceContentRemaining',
          true,
          'SomeResourcesRemain',
          `Some resources are remaining: ${lines(resources, (name, n) => `${name} has ${n} resource instances`)}`,
        ),
    finalizers.size === 0
      ? condition(
          'NamespaceFinalizersRemaining',
          false,
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        )
      : condition(
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${lines(finalizers, (name, n) => `${name} in ${n} resource instances`)}`,
        ),
  ]
}

const condition = (type: string, holds: boolean, reason: string, message: string): Condition => ({
  type,
  status: holds ? 'True' : 'False',
  reason,
  message,
})

function lines(counts: Map<string, number>, line: (name: string, count: number) => string): string {
  return [...counts]
    .map(([name, count]) => line(name, count))
    .sort()
    .join(', ')
}
