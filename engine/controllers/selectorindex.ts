/**
 * Which ReplicaSets, Deployments, Services select an object with these labels?
 *
 * Selecting objects are indexed by one of their required `name=value` pairs, so the answer costs the number of the
 * object's labels, not the number of selectors in the namespace.
 */
import { type Selector, selectorMatches } from '../api/labels.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import { labelKey, labelKeysOf } from './indexes.ts'

const BY_SELECTOR = 'selector'
/** Objects that select anything at all, by namespace. */
const SELECTING = 'selecting'
/** Stands for "no required pair": such selectors are asked about every object of the namespace. */
const ANY = '*'

/** The selector of an object, as the owner of the index defines it; undefined when it selects nothing. */
export type SelectorOf = (object: KObject) => Selector | undefined

export class SelectorIndex {
  private readonly table: Table
  private readonly keysOf: (object: KObject) => readonly string[]

  /** @param resource the selecting resource, e.g. `services` */
  constructor(
    server: ApiServer,
    resource: string,
    private readonly selectorOf: SelectorOf,
  ) {
    this.table = server.store.table(resource)
    this.table.addIndex(BY_SELECTOR, (object) => keyOf(object.metadata.namespace ?? '', selectorOf(object)))
    this.table.addIndex(SELECTING, (object) => {
      const selector = selectorOf(object)
      return selector === undefined || selector.nothing ? undefined : object.metadata.namespace
    })
    this.keysOf = labelKeysOf()
  }

  /** Whether anything in an object's namespace selects at all: asked first, it spares the visitor. */
  isAsked(object: KObject): boolean {
    return this.table.countIn(SELECTING, object.metadata.namespace ?? '') > 0
  }

  /** Visits the rows of all selecting objects that match an object's namespace and labels. */
  eachMatching(object: KObject, visit: (row: number) => void): void {
    if (this.isAsked(object)) this.visitMatching(object, visit)
  }

  private visitMatching(object: KObject, visit: (row: number) => void): void {
    const { namespace = '', labels } = object.metadata
    const check = (selecting: KObject, row: number) => {
      if (selectorMatches(this.selectorOf(selecting) as Selector, labels)) visit(row)
    }
    for (const key of this.keysOf(object)) this.table.eachIn(BY_SELECTOR, key, check)
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
