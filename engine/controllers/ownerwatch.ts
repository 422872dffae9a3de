/** Which owners a write to one of their children concerns. Source: the add, update and delete handlers of controllers. */
import { isEmptySelector } from '../api/labels.ts'
import { labelSelector } from '../api/labelselector.ts'
import { controllerOf, type KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import type { LabelSelector } from '../kinds/types.ts'
import type { Enqueue, WatchRule } from './runtime.ts'
import { SelectorIndex } from './selectorindex.ts'

export class OwnerWatch {
  private readonly owners: Table
  private readonly selectors: SelectorIndex

  /** @param resource the owners' resource, whose specs have a label selector */
  constructor(
    server: ApiServer,
    resource: string,
    private readonly kind: string,
  ) {
    this.owners = server.store.table(resource)
    this.selectors = new SelectorIndex(server, resource, (owner) => {
      const selector = labelSelector((owner as KObject & { spec: { selector?: LabelSelector } }).spec.selector)
      return isEmptySelector(selector) ? undefined : selector
    })
  }

  /** The watch rule for a resource that owners have children of. */
  rule(resource: string): WatchRule {
    return { resource, rows: (before, after, enqueue) => this.changed(before, after, enqueue) }
  }

  /** A child concerns its owner, present and former; an orphan those that select it. */
  private changed(before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue): void {
    const owner = after === undefined ? -1 : this.ownerOf(after)
    // Most writes keep the owners: they are asked about once.
    const kept = before !== undefined && before.metadata.ownerReferences === after?.metadata.ownerReferences
    const former = before === undefined ? -1 : kept && after !== undefined ? owner : this.ownerOf(before)
    if (former >= 0 && former !== owner) enqueue(former)
    if (owner >= 0) enqueue(owner)
    else if (after !== undefined && !(kept && before.metadata.labels === after.metadata.labels)) {
      this.orphanChanged(after, enqueue)
    }
  }

  private orphanChanged(after: KObject, enqueue: Enqueue): void {
    if (controllerOf(after) !== undefined) return
    this.selectors.eachMatching(after, enqueue)
  }

  private ownerOf(object: KObject): number {
    const owner = controllerOf(object)
    if (owner?.kind !== this.kind) return -1
    const row = this.owners.row(object.metadata.namespace ?? '', owner.name)
    return this.owners.get(row)?.metadata.uid === owner.uid ? row : -1
  }
}
