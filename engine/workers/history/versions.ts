/** Every version an object had, who wrote it and what changed; and the difference between any two. */
import type { Change } from '../../api/history.ts'
import { type KObject, plain } from '../../api/object.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import type { VersionAt, VersionDiff, VersionRow } from '../../protocol/time.ts'
import { printed } from '../batches/printed.ts'
import { tableOf } from '../batches/tables.ts'
import { fieldChanges } from './changes.ts'
import type { Recall } from './recall.ts'

const MOST_CHANGES = 24
const MOST_VERSIONS = 1000

const NOTHING = { revision: 0, yaml: '' }

export class Versions {
  constructor(
    private readonly cluster: Cluster,
    private readonly schemas: Schemas,
    private readonly recall: Recall,
  ) {}

  /** The writes of an object, newest first: of its present or last life. */
  list(ref: ObjectRef): VersionRow[] {
    return this.changes(ref).map((change) => this.row(change))
  }

  diff(ref: ObjectRef, from: VersionAt, to: VersionAt): VersionDiff {
    const table = tableOf(this.cluster.server.store, ref)
    const changes = this.changes(ref)
    const [a, b] = [versionAt(changes, from), versionAt(changes, to)]
    const told = (change: Change | undefined) => {
      if (!change?.after || !table) return NOTHING
      return { revision: change.revision, yaml: this.yaml(table, change.after) }
    }
    return { before: told(a), after: told(b), changes: fieldChanges(plainOf(a?.after), plainOf(b?.after)) }
  }

  row({ revision, atMs, actor, via, before, after }: Change): VersionRow {
    const changes = before && after ? fieldChanges(plainOf(before), plainOf(after)) : []
    return {
      revision,
      atMs,
      verb: before === undefined ? 'created' : after === undefined ? 'deleted' : 'changed',
      actor: this.cluster.server.trace.actorName(actor),
      via,
      changes: changes.slice(0, MOST_CHANGES),
      changeCount: changes.length,
    }
  }

  private changes(ref: ObjectRef): Change[] {
    const table = tableOf(this.cluster.server.store, ref)
    if (!table) return []
    const found: Change[] = []
    let change = this.recall.lastOf(table, table.row(ref.namespace, ref.name))
    while (change && found.length < MOST_VERSIONS) {
      found.push(change)
      change = this.recall.previous(change)
    }
    return found
  }

  private yaml(table: Table, object: KObject): string {
    return printed(this.cluster, this.schemas, table, object).yaml ?? ''
  }
}

const plainOf = (object: KObject | undefined): unknown => object && plain(object)

/** The change that made what the object was. */
function versionAt(newestFirst: readonly Change[], at: VersionAt): Change | undefined {
  return newestFirst.find((change) => ('revision' in at ? change.revision <= at.revision : change.atMs <= at.atMs))
}
