/**
 * Which ReplicaSets, Deployments, Services select an object with these labels?
 *
 * Selecting objects are indexed by one of their required `name=value` pairs, so the answer costs the number of the
 * object's labels, not the number of selectors in the namespace.
 */
import { type Selector, selectorMatches } from '../api/labels.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import { labelKey } from './indexes.ts'

const BY_SELECTOR = 'selector'
/** Stands for "no required pair": such selectors are asked about every object of the namespace. */
const ANY = '*'

/** The selector of an object, as the owner of the index defines it; undefined when it selects nothing. */
export type SelectorOf = (object: KObject) => Selector | undefined

export class SelectorIndex {
  private readonly table

  /** @param resource the selecting resource, e.g. `services` */
  constructor(
    server: ApiServer,
    resource: string,
    private readonly selectorOf: SelectorOf,
  ) {
    this.table = server.store.table(resource)
    this.table.addIndex(BY_SELECTOR, (object) => keyOf(object.metadata.namespace ?? '', selectorOf(object)))
  }

  /** Visits the rows of all selecting objects that match. */
  eachMatching(
    namespace: string,
    labels: Readonly<Record<string, string>> | undefined,
    visit: (row: number) => void,
  ): void {
    const check = (object: KObject, row: number) => {
      if (selectorMatches(this.selectorOf(object) as Selector, labels)) visit(row)
    }
    for (const name in labels) {
      this.table.eachIn(BY_SELECTOR, labelKey(namespace, name, labels[name] as string), check)
    }
    this.table.eachIn(BY_SELECTOR, labelKey(namespace, ANY, ''), check)
  }
}

function keyOf(namespace: string, selector: Selector | undefined): string | undefined {
  if (selector === undefined || selector.nothing) return undefined
  const pinned = selector.requirements.find(
    ({ operator, values }) => (operator === '=' || operator === '==' || operator === 'in') && values.length === 1,
  )
  return pinned === undefined
    ? labelKey(namespace, ANY, '')
    : labelKey(namespace, pinned.key, pinned.values[0] as string)
}
