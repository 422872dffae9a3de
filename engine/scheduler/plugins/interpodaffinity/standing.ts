/** Affinity terms of standing Pods, found by the Pods they are about. Classes that share a term share one entry. */
import type { Census, PodClass } from '../../census.ts'
import type { Selection, Selections } from '../../selections.ts'
import { type AffinityTerm, affinityTerms } from './terms.ts'

export interface StandingTerm {
  readonly term: AffinityTerm
  /** Required anti-affinity; else a preference, or required affinity with the weight 0. */
  readonly refuses: boolean
  /** The Pods that have the term. */
  readonly owners: Selection
}

export class StandingTerms {
  private readonly byKey = new Map<string, StandingTerm>()
  private readonly byPin = new Map<string, StandingTerm[]>()
  private readonly everywhere: StandingTerm[] = []

  constructor(
    census: Census,
    private readonly selections: Selections,
  ) {
    for (const podClass of census.classes(undefined)) this.take(podClass)
    census.onNewClass((podClass) => this.take(podClass))
  }

  get empty(): boolean {
    return this.byKey.size === 0
  }

  /** How many terms there are that could be about a class; the same number means the same terms. */
  countAbout({ keys }: PodClass): number {
    let count = this.everywhere.length
    for (const key of keys) count += this.byPin.get(key)?.length ?? 0
    return count
  }

  /** The terms that could be about a class: whether they are is still to be asked. */
  about({ keys }: PodClass): StandingTerm[] {
    return [...this.everywhere, ...keys.flatMap((key) => this.byPin.get(key) ?? [])]
  }

  private take(podClass: PodClass): void {
    const { podAffinity, podAntiAffinity, namespace } = podClass
    if (podAffinity === undefined && podAntiAffinity === undefined) return
    const { required, requiredAnti, preferred } = affinityTerms(podAffinity, podAntiAffinity, namespace)
    for (const term of requiredAnti) this.entry(term, true).owners.join(podClass)
    for (const term of [...required, ...preferred]) this.entry(term, false).owners.join(podClass)
  }

  private entry(term: AffinityTerm, refuses: boolean): StandingTerm {
    const key = `${refuses}\0${term.weight}\0${term.key}`
    let entry = this.byKey.get(key)
    if (entry === undefined) {
      entry = { term, refuses, owners: this.selections.own() }
      this.byKey.set(key, entry)
      this.index(entry)
    }
    return entry
  }

  private index(entry: StandingTerm): void {
    const { pins } = entry.term
    if (pins === undefined) this.everywhere.push(entry)
    for (const pin of pins ?? []) {
      const list = this.byPin.get(pin)
      if (list === undefined) this.byPin.set(pin, [entry])
      else list.push(entry)
    }
  }
}
