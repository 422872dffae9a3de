/** AdmissionReviews: what a webhook is asked and what it may answer. Source: apiserver pkg/admission/plugin/webhook/request. */
import type { AdmissionRequest } from '../../api/admission.ts'
import type { KObject } from '../../api/object.ts'
import { fromBytes } from '../../core/bytes.ts'
import { TextHash } from '../../core/hash.ts'

type Json = Record<string, unknown>

export interface Verdict {
  allowed: boolean
  code: number
  message: string
  reason: string
  warnings: string[]
  patch: unknown[] | undefined
  audit: Readonly<Record<string, string>>
}

/** An answer that is none. */
export class ReviewError extends Error {}

/** A uid for one review: of the request, the webhook and the moment. */
export function reviewUid(request: AdmissionRequest, webhook: string, nowMs: number): string {
  const words = [webhook, request.operation, request.info.resource, request.namespace, request.name, String(nowMs)]
  const hash = words.reduce((sum, word) => sum.add(word), new TextHash())
  const hex = hash.digest() + hash.add('second half').digest()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export function reviewOf(request: AdmissionRequest, version: string, uid: string): Json {
  const { info, subresource, namespace, name, operation, user, object, old, dryRun } = request
  const kind = { group: info.group, version: info.version, kind: info.kind }
  const resource = { group: info.group, version: info.version, resource: info.plural }
  const sub = subresource === '' ? {} : { subResource: subresource, requestSubResource: subresource }
  const userInfo = { username: user.name, ...(user.uid ? { uid: user.uid } : {}), groups: [...user.groups] }
  const placed = { ...(name === '' ? {} : { name }), ...(namespace === '' ? {} : { namespace }) }
  const asked = { uid, kind, resource, ...sub, requestKind: kind, requestResource: resource, ...placed, operation }
  return {
    kind: 'AdmissionReview',
    apiVersion: version,
    request: {
      ...asked,
      userInfo,
      object: spoken(request, object),
      oldObject: spoken(request, old),
      dryRun,
      options: { kind: OPTIONS[operation], apiVersion: 'meta.k8s.io/v1' },
    },
  }
}

const OPTIONS = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' } as const

function spoken({ info }: AdmissionRequest, object: KObject | undefined): Json | null {
  if (object === undefined) return null
  return { ...object, kind: info.kind, apiVersion: info.group === '' ? info.version : `${info.group}/${info.version}` }
}

/** Reads an answer. @throws ReviewError with upstream's words */
export function verdictOf(body: string, version: string, uid: string): Verdict {
  const review = parse(body)
  const response = review.response as Json | undefined
  if (response === undefined) throw new ReviewError('webhook response was absent')
  if (version.endsWith('/v1') && response.uid !== uid) {
    throw new ReviewError(`expected response.uid="${uid}", got "${String(response.uid ?? '')}"`)
  }
  if (version.endsWith('/v1') && (review.kind !== 'AdmissionReview' || review.apiVersion !== version)) {
    throw new ReviewError(
      `expected webhook response of ${version}, Kind=AdmissionReview, got ${String(review.apiVersion ?? '')}, Kind=${String(review.kind ?? '')}`,
    )
  }
  const status = (response.status ?? {}) as Json
  return {
    allowed: response.allowed === true,
    code: typeof status.code === 'number' ? status.code : 0,
    message: typeof status.message === 'string' ? status.message : '',
    reason: typeof status.reason === 'string' ? status.reason : '',
    warnings: Array.isArray(response.warnings) ? response.warnings.map(String) : [],
    patch: patchOf(response, version),
    audit: (response.auditAnnotations ?? {}) as Record<string, string>,
  }
}

function parse(body: string): Json {
  try {
    const value: unknown = JSON.parse(fromBytes(body))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  } catch {
    // Told below.
  }
  throw new ReviewError('could not get REST client: unexpected response: not an AdmissionReview')
}

function patchOf({ patch, patchType }: Json, version: string): unknown[] | undefined {
  if (typeof patch !== 'string' || patch === '') return undefined
  if (version.endsWith('/v1') && patchType !== 'JSONPatch') {
    throw new ReviewError(`webhook returned response.patch but not response.patchType`)
  }
  try {
    const operations: unknown = JSON.parse(decodeBase64(patch))
    if (Array.isArray(operations)) return operations
  } catch {
    // Told below.
  }
  throw new ReviewError('webhook returned response.patch that is no JSON patch')
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function decodeBase64(text: string): string {
  let bytes = ''
  let bits = 0
  let held = 0
  for (const char of text.replace(/=+$/, '')) {
    const digit = DIGITS.indexOf(char)
    if (digit < 0) throw new ReviewError('webhook returned response.patch that is not base64')
    held = (held << 6) | digit
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes += String.fromCharCode((held >> bits) & 0xff)
    held &= (1 << bits) - 1
  }
  return fromBytes(bytes)
}
