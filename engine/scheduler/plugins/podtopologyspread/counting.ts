/** Where a constraint's counts come from. */
import { formatSelector, isEmptySelector, type Selector, selectorMatches } from '../../../api/labels.ts'
import { pinsOf } from '../../census.ts'
import type { Selection, Selections } from '../../selections.ts'

/** Selections by the identity of a constraint's selector. */
interface Known {
  readonly namespace: string
  readonly generation: number
  readonly selection: Selection
}

export class SpreadSelections {
  private readonly known = new WeakMap<Selector, Known>()

  constructor(private readonly selections: Selections) {}

  /** Pods of the namespace that the selector selects and that are not being deleted; an empty selector selects none. */
  of(namespace: string, selector: Selector): Selection {
    const { generation } = this.selections
    const known = this.known.get(selector)
    if (known?.generation === generation && known.namespace === namespace) return known.selection
    const selection = this.find(namespace, selector)
    this.known.set(selector, { namespace, generation: this.selections.generation, selection })
    return selection
  }

  private find(namespace: string, selector: Selector): Selection {
    const nothing = selector.nothing || isEmptySelector(selector)
    const key = `spread\0${namespace}\0${nothing ? '' : formatSelector(selector)}`
    const pins = nothing ? [] : pinsOf([namespace], selector)
    return this.selections.of(
      key,
      pins,
      (podClass) =>
        !podClass.terminating && podClass.namespace === namespace && selectorMatches(selector, podClass.labels),
    )
  }
}
