/**
 * The audit log: the last writes through the door, who made them, what became of them, and what admission noted. As a policy of
 * level Metadata over what may change something would have it. Source: apiserver pkg/apis/audit/v1, pkg/audit.
 */
import type { Calendar } from '../../core/calendar.ts'
import type { Checkpoints } from '../../core/checkpoint.ts'
import { TextHash } from '../../core/hash.ts'
import { PagedArray, PagedInts } from '../../core/paged.ts'
import type { Attributes } from '../authorization.ts'
import type { ApiRequest } from '../request.ts'
import type { User } from '../user.ts'

/** What admission says of a request for those who audit it: key → value. */
export type AuditAnnotations = Record<string, string>

/** Writes kept; older ones are gone, as from a log that is rotated. */
export const AUDIT_LIMIT = 1000

/** One request and its answer. */
export interface AuditRecord {
  atMs: number
  request: Pick<ApiRequest, 'path' | 'query'> & { userAgent: string }
  attributes: Attributes
  /** Who asked, where that is not whom they acted as. */
  actor: User
  code: number
  /** Reason of a refusal. */
  reason: string
  annotations: AuditAnnotations
}

export class AuditLog {
  private readonly records: PagedArray<AuditRecord>
  private readonly counts: PagedInts

  constructor(
    checkpoints: Checkpoints,
    private readonly calendar: Calendar,
  ) {
    this.records = checkpoints.register(new PagedArray<AuditRecord>(checkpoints.epoch))
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  record(record: AuditRecord): void {
    this.records.set(this.counts.get(0) % AUDIT_LIMIT, record)
    this.counts.add(0, 1)
  }

  /** Events of audit.k8s.io/v1, oldest first. */
  events(): object[] {
    const count = this.counts.get(0)
    const first = Math.max(0, count - AUDIT_LIMIT)
    return Array.from({ length: count - first }, (_, n) =>
      this.eventOf(first + n, this.records.get((first + n) % AUDIT_LIMIT) as AuditRecord),
    )
  }

  private eventOf(serial: number, record: AuditRecord): object {
    const { request, attributes, actor, code, reason, annotations } = record
    const time = this.calendar.micros(record.atMs)
    const acting = actor.name === attributes.user.name ? {} : { impersonatedUser: userOf(attributes.user) }
    return {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: auditId(serial, record),
      stage: 'ResponseComplete',
      requestURI: uriOf(request),
      verb: attributes.verb,
      user: userOf(actor),
      ...acting,
      ...(request.userAgent ? { userAgent: request.userAgent } : {}),
      ...(attributes.isResource ? { objectRef: referenceOf(attributes) } : {}),
      responseStatus: {
        metadata: {},
        ...(code >= 400 ? { status: 'Failure', ...(reason ? { reason } : {}) } : {}),
        code,
      },
      requestReceivedTimestamp: time,
      stageTimestamp: time,
      annotations,
    }
  }
}

function auditId(serial: number, { atMs, request, attributes }: AuditRecord): string {
  const hash = new TextHash().add(String(serial)).add(String(atMs)).add(request.path).add(attributes.verb)
  const hex = hash.digest() + hash.add('second half').digest()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function uriOf({ path, query = {} }: AuditRecord['request']): string {
  const parts = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`
}

const userOf = ({ name, uid, groups, extra }: User) => ({
  username: name,
  ...(uid ? { uid } : {}),
  groups: [...groups],
  ...(extra ? { extra } : {}),
})

const referenceOf = ({ resource, namespace, name, group, version, subresource }: Attributes) => ({
  resource,
  ...(namespace ? { namespace } : {}),
  ...(name ? { name } : {}),
  ...(group ? { apiGroup: group } : {}),
  apiVersion: version,
  ...(subresource ? { subresource } : {}),
})
