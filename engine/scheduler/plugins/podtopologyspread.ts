/** Spreads Pods over topology domains, by their own constraints or the defaults. Source: plugins/podtopologyspread. */
import { equal } from '../../api/equal.ts'
import { selectorMatches } from '../../api/labels.ts'
import type { Store } from '../../api/store.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import { ClusterChange } from '../changes.ts'
import type { RelationPlugin } from '../plugin.ts'
import { type Constraint, constraintsOf, hasKeys } from './podtopologyspread/constraints.ts'
import { Plans, type SpreadDefaults, SYSTEM_DEFAULTS } from './podtopologyspread/plan.ts'
import { type SpreadContext, SpreadRelation } from './podtopologyspread/relation.ts'

export function podTopologySpread(
  store: Store,
  context: SpreadContext,
  defaults: SpreadDefaults = SYSTEM_DEFAULTS,
): RelationPlugin {
  const plans = new Plans(store, defaults)
  return {
    name: 'PodTopologySpread',
    relate: (pod) => {
      const plan = plans.of(pod)
      if (plan.hard.length === 0 && plan.soft.length === 0) return undefined
      return new SpreadRelation(pod, plan, context)
    },
    wakes: [
      {
        on: ClusterChange.POD_ADD | ClusterChange.POD_DELETE | ClusterChange.POD_LABEL | ClusterChange.OWN_LABEL,
        helps: podChangeHelps,
      },
      {
        on: ClusterChange.NODE_ADD | ClusterChange.NODE_DELETE | ClusterChange.NODE_LABEL | ClusterChange.NODE_TAINT,
        helps: nodeChangeHelps,
      },
    ],
  }
}

const hardConstraints = (pod: Pod) => constraintsOf(pod.spec.topologySpreadConstraints ?? [], 'DoNotSchedule', pod)

/** The Pod that changed counts now and did not, or the other way round. */
export function podChangeHelps(pod: Pod, before: unknown, after: unknown): boolean {
  const changed = (after ?? before) as Pod
  const [old, next] = [before as Pod | undefined, after as Pod | undefined]
  if (changed.metadata.namespace !== pod.metadata.namespace) return false
  const constraints = hardConstraints(pod)
  if (old === undefined || next === undefined) return constraints.every((c) => counted(c, changed))
  if (equal(old.metadata.labels, next.metadata.labels)) return false
  return next.metadata.uid === pod.metadata.uid || constraints.some((c) => counted(c, old) !== counted(c, next))
}

const counted = ({ selector }: Constraint, pod: Pod) => selectorMatches(selector, pod.metadata.labels)

/** A domain may have come, gone or changed. */
export function nodeChangeHelps(pod: Pod, before: unknown, after: unknown): boolean {
  const constraints = hardConstraints(pod)
  const [old, next] = [before as Node | undefined, after as Node | undefined]
  const did = old !== undefined && hasKeys(old, constraints)
  const does = next !== undefined && hasKeys(next, constraints)
  if (old === undefined || next === undefined) return did || does
  if (did !== does) return true
  return does && constraints.some(({ topologyKey: key }) => old.metadata.labels?.[key] !== next.metadata.labels?.[key])
}
