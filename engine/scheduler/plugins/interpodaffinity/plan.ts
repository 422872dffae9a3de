/** All that inter-Pod affinity has to know of the Pods of one class. */
import type { Store } from '../../../api/store.ts'
import type { Table } from '../../../api/table.ts'
import type { PodClass } from '../../census.ts'
import type { Selection, Selections } from '../../selections.ts'
import type { StandingTerms } from './standing.ts'
import { type AffinityTerm, type AffinityTerms, affinityTerms, type NamespaceLabels, termMatches } from './terms.ts'

/** Pods counted by the domains of a topology key, with a weight for scores. */
export interface Group {
  readonly topologyKey: string
  readonly pods: Selection
  readonly weight: number
}

export interface Plan {
  /** One a required term; the Pods are those that meet all of them. */
  readonly friends: readonly Group[]
  readonly foes: readonly Group[]
  /** Standing Pods whose anti-affinity is against this class. */
  readonly refusers: readonly Group[]
  readonly preferences: readonly Group[]
  /** The Pod meets all of its own required affinity terms. */
  readonly selfMatch: boolean
}

interface Made {
  readonly plan: Plan
  readonly generation: number
  readonly standing: number
}

export class Plans {
  private readonly made = new Map<PodClass, Made>()
  private readonly namespaces: Table | undefined
  private readonly namespaceLabels: NamespaceLabels

  constructor(
    store: Store,
    private readonly selections: Selections,
    private readonly standing: StandingTerms,
    /** Weight of standing Pods' required affinity (hardPodAffinityWeight). */
    private readonly hardWeight: number,
    /** Preferences of standing Pods count only where the new Pod has some of its own. */
    private readonly ignoresStanding = false,
  ) {
    this.namespaces = store.hasTable('namespaces') ? store.table('namespaces') : undefined
    this.namespaceLabels = (namespace) => this.namespaces?.find('', namespace)?.metadata.labels
    if (this.namespaces === undefined) return
    store.watch('namespaces', (_row, before, after) => {
      if (before?.metadata.labels !== after?.metadata.labels) selections.drop()
    })
    store.checkpoints.register({ save: () => undefined, restore: () => selections.drop() })
  }

  /** The plan of a class; undefined when neither its own Pods nor standing ones care. */
  of(podClass: PodClass): Plan | undefined {
    if (this.standing.empty && podClass.podAffinity === undefined && podClass.podAntiAffinity === undefined) {
      return undefined
    }
    const { generation } = this.selections
    const standing = this.standing.countAbout(podClass)
    const known = this.made.get(podClass)
    if (known?.generation === generation && known.standing === standing) return known.plan
    let plan = this.make(podClass)
    // Making it may have used the last place for a selection, and voided those found before.
    if (this.selections.generation !== generation) plan = this.make(podClass)
    this.made.set(podClass, { plan, generation: this.selections.generation, standing })
    return plan
  }

  private make(podClass: PodClass): Plan {
    const { podAffinity, podAntiAffinity, namespace } = podClass
    const terms = affinityTerms(podAffinity, podAntiAffinity, namespace)
    const about = this.standing.about(podClass).filter(({ term }) => this.matches(term, podClass))
    const own = terms.preferred.map((term) => this.group(term, term.weight))
    const listens = !this.ignoresStanding || own.length > 0
    const theirs = about.flatMap(({ term, refuses, owners }): Group[] => {
      const weight = term.weight === 0 ? this.hardWeight : term.weight
      return refuses || weight === 0 || !listens ? [] : [{ topologyKey: term.topologyKey, pods: owners, weight }]
    })
    return {
      friends: this.friends(terms),
      foes: terms.requiredAnti.map((term) => this.group(term, 0)),
      refusers: about
        .filter(({ refuses }) => refuses)
        .map(({ term, owners }) => ({ topologyKey: term.topologyKey, pods: owners, weight: 0 })),
      preferences: [...own, ...theirs],
      selfMatch: terms.required.every((term) => this.matches(term, podClass)),
    }
  }

  private friends({ required }: AffinityTerms): Group[] {
    const [first] = required
    if (first === undefined) return []
    const key = `all\0${required.map((term) => term.key).join('\0')}`
    const meetsAll = (podClass: PodClass) => required.every((term) => this.matches(term, podClass))
    const pods = this.selections.of(key, first.pins, meetsAll)
    return required.map(({ topologyKey }) => ({ topologyKey, pods, weight: 0 }))
  }

  private group(term: AffinityTerm, weight: number): Group {
    const pods = this.selections.of(`term\0${term.key}`, term.pins, (podClass) => this.matches(term, podClass))
    return { topologyKey: term.topologyKey, pods, weight }
  }

  private matches(term: AffinityTerm, { namespace, labels }: PodClass): boolean {
    return termMatches(term, namespace, labels, this.namespaceLabels)
  }
}
