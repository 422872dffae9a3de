/** Content negotiation: what the client accepts and what it sent. Source: apiserver pkg/endpoints/handlers/negotiation. */
import { failure, type StatusError } from '../errors.ts'

/** The form of an answer. */
export interface Accepted {
  type: 'json' | 'yaml'
  /** Objects as they are, as rows of a table, or their metadata alone. */
  as: '' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'
  /** All parameters of the clause that was chosen, e.g. `g`, `v`, `as`. */
  parameters: Readonly<Record<string, string>>
}

const JSON_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/*', '*/*'])
const SERVED = 'application/json, application/yaml'
const TRANSFORMS: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'])

interface Clause {
  media: string
  parameters: Record<string, string>
  quality: number
}

function parseClause(text: string): Clause {
  const [media = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters: Record<string, string> = {}
  for (const part of rest) {
    const at = part.indexOf('=')
    if (at > 0)
      parameters[part.slice(0, at).trim().toLowerCase()] = part
        .slice(at + 1)
        .trim()
        .replace(/^"|"$/g, '')
  }
  const quality = parameters.q === undefined ? 1 : Number(parameters.q)
  return { media: media.toLowerCase(), parameters, quality: Number.isFinite(quality) ? quality : 0 }
}

/** Clauses of an Accept header, the most wanted first; an absent header accepts anything. */
export function acceptClauses(header: string | undefined): Clause[] {
  const clauses = (header || '*/*')
    .split(',')
    .map(parseClause)
    .filter((clause) => clause.quality > 0)
  return clauses.sort((a, b) => b.quality - a.quality)
}

/** The form to answer in. @throws StatusError 406 */
export function negotiate(header: string | undefined): Accepted {
  for (const { media, parameters } of acceptClauses(header)) {
    const type = JSON_TYPES.has(media) ? 'json' : media === 'application/yaml' ? 'yaml' : undefined
    if (type === undefined) continue
    const as = parameters.as ?? ''
    if (as === '') return { type, as: '', parameters }
    const known = TRANSFORMS.has(as) && parameters.g === 'meta.k8s.io' && parameters.v === 'v1'
    if (known) return { type, as: as as Accepted['as'], parameters }
  }
  throw notAcceptable(SERVED)
}

export const notAcceptable = (served: string): StatusError =>
  failure(406, 'NotAcceptable', `only the following media types are accepted: ${served}`)

/** Media type of a Content-Type header without parameters, in lower case; JSON when there is none. */
export function contentType(header: string | undefined): string {
  const media = header?.split(';')[0]?.trim().toLowerCase()
  return media || 'application/json'
}

export const unsupportedMedia = (accepted: string): StatusError =>
  failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
  )

/** How a body of an object is written. @throws StatusError 415 */
export function bodyFormat(header: string | undefined): 'json' | 'yaml' {
  const media = contentType(header)
  if (media === 'application/json') return 'json'
  if (media === 'application/yaml') return 'yaml'
  throw unsupportedMedia(SERVED)
}
