/**
 * Creating and deleting Pods for a controller, with the events upstream writes about it.
 * Source: pkg/controller/controller_utils.go RealPodControl.
 */
import { StatusError } from '../api/errors.ts'
import type { Draft, KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Pod, PodTemplateSpec } from '../kinds/types.ts'
import { podDraft } from './podtemplate.ts'

const NAMESPACE_TERMINATING = 'NamespaceTerminating'

/** Whether a create was refused because its namespace is on the way out: nothing to report, nothing to retry. */
export function isNamespaceTerminating(error: StatusError): boolean {
  return error.status.details?.causes?.some(({ reason }) => reason === NAMESPACE_TERMINATING) ?? false
}

export class PodControl {
  constructor(
    private readonly server: ApiServer,
    /** Event source, e.g. `replicaset-controller`. */
    private readonly component: string,
  ) {}

  /** Creates a Pod of `owner`; the error when the server refuses. */
  create(owner: KObject, template: PodTemplateSpec): StatusError | undefined {
    return this.createFrom(owner, podDraft(this.server, template, owner))
  }

  /** Creates a Pod of `owner` from a draft that differs from its template's; the error when the server refuses. */
  createFrom(owner: KObject, draft: Draft<Pod>): StatusError | undefined {
    const { store, verbs } = this.server
    try {
      const pod = verbs.create<Pod>(store.table('pods'), draft, { trusted: true })
      this.record(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (isNamespaceTerminating(error)) return undefined
      this.record(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
      return error
    }
  }

  /** Deletes a Pod of `owner`; the error when the server refuses (a Pod already gone is none). */
  delete(owner: KObject, pod: KObject): StatusError | undefined {
    const { store, verbs } = this.server
    const { namespace = '', name } = pod.metadata
    try {
      verbs.delete(store.table('pods'), namespace, name)
      this.record(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (error.reason === 'NotFound') return undefined
      this.record(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
      return error
    }
  }

  private record(about: KObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.server.events.record(about, type, reason, message, { component: this.component })
  }
}
