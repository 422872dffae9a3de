/**
 * The admission chain: what may change or refuse a request between decoding and storing, in a fixed order.
 * Plugins live in engine/admission, one file each; cluster.ts hands the list over.
 */
import type { AuditAnnotations } from './audit/log.ts'
import type { ResourceInfo } from './kind.ts'
import type { KObject } from './object.ts'
import type { User } from './user.ts'

export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE'
  info: ResourceInfo
  /** Empty for the object itself, else `status`, `scale`, `binding`, `eviction`. */
  subresource: string
  namespace: string
  name: string
  /** The object to be stored (CREATE, UPDATE), immutable: `mutate` returns a replacement. */
  object: KObject | undefined
  old: KObject | undefined
  user: User
  dryRun: boolean
  /** Whether a made-up name is known: it is to those who validate, and not yet to those who change. */
  named?: boolean
  /** Texts for the response's Warning headers. */
  warnings: string[]
  /** Notes for those who audit. */
  audit: AuditAnnotations
}

/** Throws a StatusError to refuse. */
export interface AdmissionPlugin {
  name: string
  /** Returns the object to go on with (the same one when nothing changes). */
  mutate?(request: AdmissionRequest): KObject | undefined
  validate?(request: AdmissionRequest): void
}

/** Runs all mutating plugins in order and returns the object to store. */
export function mutate(plugins: readonly AdmissionPlugin[], request: AdmissionRequest): KObject | undefined {
  for (const plugin of plugins) {
    if (plugin.mutate) request.object = plugin.mutate(request)
  }
  return request.object
}

export function validate(plugins: readonly AdmissionPlugin[], request: AdmissionRequest): void {
  request.named = true
  for (const plugin of plugins) plugin.validate?.(request)
}
