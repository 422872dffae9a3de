/** Where a constraint's counts come from. */
import { exactMatch, formatSelector, isEmptySelector, type Selector, selectorMatches } from '../../../api/labels.ts'
import type { Census, PodClass } from '../../census.ts'
import type { Selection, Selections } from '../../selections.ts'

/** Selections by the identity of a constraint's selector. */
interface Known {
  readonly namespace: string
  readonly generation: number
  readonly selection: Selection
}

export class SpreadSelections {
  private readonly known = new WeakMap<Selector, Known>()

  constructor(
    private readonly selections: Selections,
    private readonly census: Census,
  ) {}

  /** Pods of the namespace that the selector selects and that are not being deleted; an empty selector selects none. */
  of(namespace: string, selector: Selector): Selection {
    const known = this.known.get(selector)
    if (known !== undefined && known.generation === this.selections.generation && known.namespace === namespace) {
      return known.selection
    }
    const nothing = isEmptySelector(selector)
    const selection = this.selections.of(
      `spread\0${namespace}\0${selector.nothing ? '!' : formatSelector(selector)}`,
      ({ namespace: own, labels, terminating }) =>
        !nothing && own === namespace && !terminating && selectorMatches(selector, labels) ? 1 : 0,
      () => this.candidates(namespace, selector),
    )
    this.known.set(selector, { namespace, generation: this.selections.generation, selection })
    return selection
  }

  /** The shortest list of classes that holds all that can be selected. */
  private candidates(namespace: string, selector: Selector): readonly PodClass[] {
    let best = this.census.classesIn(namespace)
    for (const { key } of selector.requirements) {
      const value = exactMatch(selector, key)
      if (value === undefined) continue
      const list = this.census.classesIn(namespace, [key, value])
      if (list.length < best.length) best = list
    }
    return best
  }
}
