/**
 * /openapi/v2 as the protobuf that kubectl insists on (gnostic's openapi.v2.Document).
 *
 * kubectl reads everything else from v3 and comes here for one question only, about a kind that v3 does not know: may
 * such an object be validated by the server? It looks for the PATCH of Namespace and its query parameters, so that is
 * what the document holds. The whole document is served as JSON.
 */

/** The media type kubectl asks for, and the one the answer bears (a media type may hold no @). */
export const OPENAPI_PROTOBUF_ASKED = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
export const OPENAPI_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

const STRINGS = new TextEncoder()

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128)
  return [...bytes, rest]
}

/** A length-delimited field: a string or a message (its fields in a row). */
function field(number: number, content: string | number[][]): number[] {
  const bytes = typeof content === 'string' ? [...STRINGS.encode(content)] : content.flat()
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes]
}

/** Parameter → NonBodyParameter → QueryParameterSubSchema {in, name, type}. */
const queryParameter = (name: string): number[] =>
  field(8, [field(1, [field(2, [field(3, [field(2, 'query'), field(4, name), field(6, 'string')])])])])

const KIND_OF_PATCH = '{"group":"","kind":"Namespace","version":"v1"}'

/** The document's bytes. */
export function openapiProtobuf(version: string): Uint8Array {
  const kind = field(13, [field(1, 'x-kubernetes-group-version-kind'), field(2, [field(2, KIND_OF_PATCH)])])
  const patch = field(8, [queryParameter('dryRun'), queryParameter('fieldValidation'), kind])
  const path = field(2, [field(1, '/api/v1/namespaces/{name}'), field(2, [patch])])
  const info = field(2, [field(1, 'Kubernetes'), field(2, version)])
  return Uint8Array.from([field(1, '2.0'), info, field(8, [path])].flat())
}
