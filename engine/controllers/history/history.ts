/**
 * The revisions of one kind of owner: listing, adopting, making, renumbering, forgetting.
 * Source: pkg/controller/history/controller_history.go.
 */
import { StatusError } from '../../api/errors.ts'
import { type Selector, selectorMatches } from '../../api/labels.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { ControllerRevision } from '../../kinds/types.ts'
import { byRevision, remembers } from '../../rules/history/revisions.ts'
import { BY_CONTROLLER, indexOwned, ORPHANS } from '../indexes.ts'
import { adopt, controllerRef, release, tolerate } from '../refs.ts'

export const REVISIONS = 'controllerrevisions.apps'

/** What a new revision is made of. */
export interface RevisionDraft {
  labels: Record<string, string>
  data: unknown
  revision: number
}

export class RevisionHistory {
  private readonly table: Table

  constructor(private readonly server: ApiServer) {
    indexOwned(server, REVISIONS)
    this.table = server.store.table(REVISIONS)
  }

  /** The owner's revisions, lowest number first. */
  of(owner: KObject): ControllerRevision[] {
    const found: ControllerRevision[] = []
    this.table.eachIn(BY_CONTROLLER, owner.metadata.uid, (revision) => found.push(revision as ControllerRevision))
    return found.length > 1 ? found.sort(byRevision) : found
  }

  /** Adopts orphans that match; with `releasing`, lets go of what matches no longer. Throws StatusErrors but NotFound. */
  claim(owner: KObject, selector: Selector, releasing: boolean): void {
    if (owner.metadata.deletionTimestamp !== undefined) return
    if (releasing) {
      const strays = this.of(owner).filter(({ metadata }) => !selectorMatches(selector, metadata.labels))
      for (const stray of strays) release(this.server, this.table, stray, owner)
    }
    const namespace = owner.metadata.namespace as string
    if (this.table.countIn(ORPHANS, namespace) === 0) return
    const orphans: KObject[] = []
    this.table.eachIn(ORPHANS, namespace, (orphan) => {
      if (orphan.metadata.deletionTimestamp === undefined && selectorMatches(selector, orphan.metadata.labels))
        orphans.push(orphan)
    })
    for (const orphan of orphans) adopt(this.server, this.table, orphan, owner)
  }

  /** Makes a revision; undefined when another one has its name and remembers something else. Throws StatusErrors. */
  create(owner: KObject, name: string, { labels, data, revision }: RevisionDraft): ControllerRevision | undefined {
    const { namespace = '', annotations } = owner.metadata
    const metadata = {
      name,
      namespace,
      labels,
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerRef(owner)],
    }
    try {
      return this.server.verbs.create<ControllerRevision>(this.table, { metadata, data, revision }, { trusted: true })
    } catch (error) {
      if (!(error instanceof StatusError) || error.reason !== 'AlreadyExists') throw error
      const twin = this.table.find(namespace, name) as ControllerRevision
      return remembers(twin, data) ? twin : undefined
    }
  }

  /** Gives a revision another number. */
  renumber(revision: ControllerRevision, number: number): ControllerRevision {
    const { namespace = '', name } = revision.metadata
    const change = (stored: ControllerRevision) => ({ ...stored, revision: number })
    return this.server.verbs.modify<ControllerRevision>(this.table, namespace, name, change)
  }

  delete({ metadata: { namespace = '', name } }: ControllerRevision): void {
    tolerate(['NotFound'], () => this.server.verbs.delete(this.table, namespace, name))
  }
}
