/** All that spreading has to know of a Pod, made once for the Pods of one template. */
import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1'
import { equal } from '../../../api/equal.ts'
import type { KObject } from '../../../api/object.ts'
import type { Store } from '../../../api/store.ts'
import type { Pod, Service } from '../../../kinds/types.ts'
import type { DomainCounts } from '../../domaincounts.ts'
import { type Constraint, constraintsOf, countsKey } from './constraints.ts'
import { defaultSelector, indexServices, ownerOf } from './defaultselector.ts'

/** What Pods without constraints of their own get. */
export interface SpreadDefaults {
  readonly constraints: readonly TopologySpreadConstraint[]
  /** They are the system's own: nodes without the zone label are scored too. */
  readonly system: boolean
}

export const SYSTEM_DEFAULTS: SpreadDefaults = {
  system: true,
  constraints: [
    { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
    { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
  ],
}

/** A constraint and the key of the nodes that count for it. */
export interface Counting extends Constraint {
  readonly countsKey: string
  /** The counts last used, good while they are kept and the topology stays. */
  last: { readonly version: number; readonly counts: DomainCounts } | undefined
}

export interface Plan {
  readonly hard: readonly Counting[]
  readonly soft: readonly Counting[]
  /** Nodes that lack one of the keys of the soft constraints are not scored. */
  readonly needsAllKeys: boolean
}

interface Known {
  readonly namespace: string
  readonly spec: Pod['spec']
  readonly ownerSelector: unknown
  readonly services: number
  readonly plan: Plan
}

const NO_LABELS = {}

export class Plans {
  private readonly byLabels = new WeakMap<object, Known[]>()
  /** Grows when a Service comes, goes or selects otherwise. */
  private services = 0

  constructor(
    private readonly store: Store,
    private readonly defaults: SpreadDefaults,
  ) {
    if (!store.hasTable('services')) return
    indexServices(store)
    store.watch('services', (_row, before, after) => {
      if (!equal((before as Service)?.spec.selector, (after as Service)?.spec.selector)) this.services++
    })
    store.checkpoints.register({
      save: () => undefined,
      restore: () => {
        this.services++
      },
    })
  }

  of(pod: Pod): Plan {
    const labels = pod.metadata.labels ?? NO_LABELS
    const namespace = pod.metadata.namespace ?? ''
    const ownerSelector = selectorOfOwner(ownerOf(this.store, pod))
    const { services } = this
    const known = this.byLabels.get(labels) ?? []
    for (const k of known) {
      if (k.services !== services || k.namespace !== namespace || k.ownerSelector !== ownerSelector) continue
      if (sameSpec(k.spec, pod.spec)) return k.plan
    }
    const plan = this.make(pod)
    const valid = known.filter((k) => k.services === services).slice(-7)
    this.byLabels.set(labels, [...valid, { namespace, spec: pod.spec, ownerSelector, services, plan }])
    return plan
  }

  private make(pod: Pod): Plan {
    const own = pod.spec.topologySpreadConstraints ?? []
    const selector = own.length > 0 ? undefined : defaultSelector(this.store, pod)
    const stated = own.length > 0 ? own : selector === undefined ? [] : this.defaults.constraints
    const needsAllKeys = own.length > 0 || !this.defaults.system
    return {
      hard: counting(constraintsOf(stated, 'DoNotSchedule', pod, selector), pod, true),
      soft: counting(constraintsOf(stated, 'ScheduleAnyway', pod, selector), pod, needsAllKeys),
      needsAllKeys,
    }
  }
}

function counting(constraints: readonly Constraint[], pod: Pod, needsAllKeys: boolean): Counting[] {
  const keys = needsAllKeys ? constraints.map(({ topologyKey }) => topologyKey) : []
  return constraints.map((constraint) => ({
    ...constraint,
    countsKey: countsKey(constraint, pod, keys),
    last: undefined,
  }))
}

function selectorOfOwner(owner: KObject | undefined): unknown {
  return (owner as { spec?: { selector?: unknown } } | undefined)?.spec?.selector
}

/** Nothing that a plan or its counting looks at differs, by identity. */
function sameSpec(a: Pod['spec'], b: Pod['spec']): boolean {
  return (
    a.topologySpreadConstraints === b.topologySpreadConstraints &&
    a.nodeSelector === b.nodeSelector &&
    a.affinity === b.affinity &&
    a.tolerations === b.tolerations
  )
}
