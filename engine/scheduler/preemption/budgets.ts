/**
 * PodDisruptionBudgets as preemption sees them: it may violate them, but would rather not.
 * Source: plugins/defaultpreemption filterPodsWithPDBViolation.
 */
import { isEmptySelector, type Selector, selectorMatches } from '../../api/labels.ts'
import type { Store } from '../../api/store.ts'
import type { Pod, PodDisruptionBudget } from '../../kinds/types.ts'
import { usableSelector } from '../plugins/usableselector.ts'

const RESOURCE = 'poddisruptionbudgets.policy'

export interface Budget {
  readonly namespace: string
  readonly selector: Selector
  /** Disruptions the budget still allows. */
  readonly allowed: number
  /** Names of Pods whose disruption has been reckoned with. */
  readonly disrupted: Readonly<Record<string, unknown>>
}

/** The budget; undefined when it selects nothing. */
export function budgetOf({ metadata, spec, status }: PodDisruptionBudget): Budget | undefined {
  const selector = usableSelector(spec?.selector)
  if (selector.nothing || isEmptySelector(selector)) return undefined
  const { disruptionsAllowed = 0, disruptedPods } = status ?? {}
  return {
    namespace: metadata.namespace ?? '',
    selector,
    allowed: disruptionsAllowed,
    disrupted: disruptedPods ?? NONE,
  }
}

const NONE = {}

/** All budgets of a store, read again when one changes. */
export class Budgets {
  /** Grows whenever a budget changes. */
  version = 1
  private known: Budget[] | undefined

  constructor(private readonly store: Store) {
    if (!store.hasTable(RESOURCE)) return
    const forget = () => {
      this.known = undefined
      this.version++
    }
    store.watch(RESOURCE, forget)
    store.checkpoints.register({ save: () => undefined, restore: forget })
  }

  all(): readonly Budget[] {
    this.known ??= this.read()
    return this.known
  }

  private read(): Budget[] {
    if (!this.store.hasTable(RESOURCE)) return []
    return this.store
      .table(RESOURCE)
      .list()
      .flatMap((budget) => budgetOf(budget as PodDisruptionBudget) ?? [])
  }
}

/** Which of the Pods, were all disrupted in this order, would violate a budget. */
export function violations(pods: readonly Pod[], budgets: readonly Budget[]): boolean[] {
  if (budgets.length === 0) return pods.map(() => false)
  const left = budgets.map(({ allowed }) => allowed)
  return pods.map(({ metadata }) => {
    let violates = false
    if (metadata.labels === undefined) return violates
    budgets.forEach(({ namespace, selector, disrupted }, i) => {
      if (namespace !== (metadata.namespace ?? '') || metadata.name in disrupted) return
      if (!selectorMatches(selector, metadata.labels)) return
      left[i] = (left[i] as number) - 1
      if ((left[i] as number) < 0) violates = true
    })
    return violates
  })
}
