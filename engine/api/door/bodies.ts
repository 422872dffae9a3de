/** Bodies of subresources, whose kind is not the resource's. */
import { checkSize, decodeBody } from './body.ts'
import type { Call } from './context.ts'
import { bodyFormat } from './media.ts'
import { writeQuery } from './options.ts'

export interface SubresourceBody {
  group: string
  kind: string
  /** Definition in the schema. */
  schema: string
}

export const FROM_BODY = {
  binding: { group: '', kind: 'Binding', schema: 'io.k8s.api.core.v1.Binding' },
  eviction: { group: 'policy', kind: 'Eviction', schema: 'io.k8s.api.policy.v1.Eviction' },
} satisfies Record<string, SubresourceBody>

/** The body of a POST to a subresource. @throws StatusError 400, 413, 415, 422 */
export function readSubresource<T>(
  call: Pick<Call, 'context' | 'request' | 'query' | 'warnings'>,
  { group, kind, schema }: SubresourceBody,
): T {
  const { schemas } = call.context
  const body = call.request.body ?? ''
  checkSize(body)
  const { fieldValidation: validation } = writeQuery(call.query, 'CreateOptions')
  const format = bodyFormat(call.request.headers?.['content-type'])
  const target = { kind, group, version: 'v1', definition: schemas.get(schema), knows: () => false }
  return decodeBody<T>(schemas, target, body, format, { validation, warnings: call.warnings })
}
