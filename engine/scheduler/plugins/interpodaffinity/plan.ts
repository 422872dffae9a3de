/** All that inter-Pod affinity has to know of the Pods of one class, and the sums it asks the census for. */
import type { Store } from '../../../api/store.ts'
import type { Table } from '../../../api/table.ts'
import type { Census, PodClass } from '../../census.ts'
import type { Selection, Selections } from '../../selections.ts'
import { type AffinityTerm, type AffinityTerms, affinityTerms, type NamespaceLabels, termMatches } from './terms.ts'

/** A topology key and what is counted by it. */
export interface Counted {
  readonly topologyKey: string
  readonly key: string
}

export interface Plan {
  readonly podClass: PodClass
  readonly terms: AffinityTerms
  /** The Pod matches all of its own required affinity terms. */
  readonly selfMatch: boolean
  /** Topology keys by which standing Pods refuse this one. */
  readonly refusingKeys: readonly string[]
  /** Topology keys by which anybody's preferences count here. */
  readonly scoringKeys: readonly string[]
}

interface Making {
  plan: Plan
  /** Classes with affinity looked at so far. */
  looked: number
  generation: number
}

export class Plans {
  private readonly made = new Map<PodClass, Making>()
  private readonly termsOfClass = new Map<PodClass, AffinityTerms>()
  private readonly namespaces: Table | undefined
  private readonly namespaceLabels: NamespaceLabels

  constructor(
    store: Store,
    private readonly census: Census,
    private readonly selections: Selections,
    /** Weight of standing Pods' required affinity (hardPodAffinityWeight). */
    private readonly hardWeight: number,
    /** Preferences of standing Pods count only where the new Pod has some of its own. */
    private readonly ignoresStanding = false,
  ) {
    this.namespaces = store.hasTable('namespaces') ? store.table('namespaces') : undefined
    this.namespaceLabels = (namespace) => this.namespaces?.find('', namespace)?.metadata.labels
    if (this.namespaces === undefined) return
    store.watch('namespaces', (_row, before, after) => {
      if (before?.metadata.labels !== after?.metadata.labels) this.selections.drop()
    })
    store.checkpoints.register({ save: () => undefined, restore: () => this.selections.drop() })
  }

  /** The plan of a class; undefined when neither its own Pods nor standing ones care. */
  of(podClass: PodClass): Plan | undefined {
    if (podClass.podAffinity === undefined && podClass.podAntiAffinity === undefined) {
      if (this.census.withAffinity.length === 0) return undefined
    }
    const known = this.made.get(podClass)
    const { generation } = this.selections
    const looked = this.census.withAffinity.length
    if (known !== undefined && known.generation === generation) {
      if (known.looked < looked) this.lookFurther(known, looked)
      return known.plan
    }
    const making = { plan: this.begin(podClass), looked: 0, generation }
    this.lookFurther(making, looked)
    this.made.set(podClass, making)
    return making.plan
  }

  matches(term: AffinityTerm, podClass: PodClass): boolean {
    return termMatches(term, podClass.namespace, podClass.labels, this.namespaceLabels)
  }

  /** Pods that match all required affinity terms. */
  friends({ podClass, terms }: Plan): Selection {
    return this.selections.of(
      `friends\0${podClass.number}`,
      (standing) => (terms.required.every((term) => this.matches(term, standing)) ? 1 : 0),
      () => this.census.all(),
    )
  }

  /** Pods that match one required anti-affinity term. */
  foes({ podClass, terms }: Plan, index: number): Selection {
    const term = terms.requiredAnti[index] as AffinityTerm
    return this.selections.of(
      `foes\0${podClass.number}\0${index}`,
      (standing) => (this.matches(term, standing) ? 1 : 0),
      () => this.census.all(),
    )
  }

  /** Standing Pods whose anti-affinity by this key is against the class. */
  refusers({ podClass }: Plan, topologyKey: string): Selection {
    return this.selections.of(
      `refusers\0${podClass.number}\0${topologyKey}`,
      (standing) =>
        this.termsOf(standing).requiredAnti.filter((t) => t.topologyKey === topologyKey && this.matches(t, podClass))
          .length,
      () => this.census.withAffinity,
    )
  }

  /** Standing Pods, weighed by the preferences between them and the class by this key. */
  preferences(plan: Plan, topologyKey: string): Selection {
    const own = plan.terms.preferred.length > 0
    return this.selections.of(
      `preferences\0${plan.podClass.number}\0${topologyKey}`,
      (standing) => this.weigh(plan, standing, topologyKey),
      () => (own ? this.census.all() : this.census.withAffinity),
    )
  }

  private weigh({ podClass, terms }: Plan, standing: PodClass, topologyKey: string): number {
    let weight = 0
    for (const t of terms.preferred) {
      if (t.topologyKey === topologyKey && this.matches(t, standing)) weight += t.weight
    }
    if (standing.podAffinity === undefined && standing.podAntiAffinity === undefined) return weight
    const theirs = this.termsOf(standing)
    for (const t of theirs.required) {
      if (t.topologyKey === topologyKey && this.matches(t, podClass)) weight += this.hardWeight
    }
    for (const t of theirs.preferred) {
      if (t.topologyKey === topologyKey && this.matches(t, podClass)) weight += t.weight
    }
    return weight
  }

  private termsOf(podClass: PodClass): AffinityTerms {
    let terms = this.termsOfClass.get(podClass)
    if (terms === undefined) {
      terms = affinityTerms(podClass.podAffinity, podClass.podAntiAffinity, podClass.namespace)
      this.termsOfClass.set(podClass, terms)
    }
    return terms
  }

  private begin(podClass: PodClass): Plan {
    const terms = this.termsOf(podClass)
    const scoringKeys = [...new Set(terms.preferred.map(({ topologyKey }) => topologyKey))]
    const selfMatch = terms.required.every((term) => this.matches(term, podClass))
    return { podClass, terms, selfMatch, refusingKeys: [], scoringKeys }
  }

  /** Takes in what classes met since then have to say. */
  private lookFurther(making: Making, end: number): void {
    const { podClass, terms } = making.plan
    const refusing = new Set(making.plan.refusingKeys)
    const scoring = new Set(making.plan.scoringKeys)
    const listens = !this.ignoresStanding || terms.preferred.length > 0
    for (; making.looked < end; making.looked++) {
      const theirs = this.termsOf(this.census.withAffinity[making.looked] as PodClass)
      for (const t of theirs.requiredAnti) if (this.matches(t, podClass)) refusing.add(t.topologyKey)
      if (!listens) continue
      const hard = this.hardWeight > 0 ? theirs.required : []
      for (const t of [...hard, ...theirs.preferred]) if (this.matches(t, podClass)) scoring.add(t.topologyKey)
    }
    making.plan = { ...making.plan, refusingKeys: [...refusing], scoringKeys: [...scoring] }
  }
}
