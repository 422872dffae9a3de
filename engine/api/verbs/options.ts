/** How writes and deletes are made: what the door reads from a request, and what components say directly. */
import type { AuditAnnotations } from '../audit/log.ts'
import type { KindDefinition } from '../kind.ts'
import type { KObject } from '../object.ts'
import type { User } from '../user.ts'

/** How a write is made. */
export interface WriteOptions {
  user?: User
  dryRun?: boolean
  /** The version that the client speaks, of a kind that has several. */
  as?: KindDefinition
  /** Empty for the object itself; `status` leaves all but status (and metadata.managedFields) alone. */
  subresource?: string
  /**
   * The caller vouches for shape and defaults (a controller copying a stored template): defaulting and validation are
   * skipped, admission is not.
   */
  trusted?: boolean
  /** Filled with the response's warnings when given. */
  warnings?: string[]
  /** Filled with what admission notes for those who audit, when given. */
  audit?: AuditAnnotations
  /**
   * Called with the stored object and the next one after defaulting and before admission; returns the next one with its
   * managedFields. The door tracks ownership of what its clients write; components' own writes leave it alone.
   */
  manage?: (live: KObject | undefined, next: KObject) => KObject
}

export interface DeleteOptions extends WriteOptions {
  gracePeriodSeconds?: number
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground'
  preconditions?: { uid?: string; resourceVersion?: string }
}
