/**
 * /openapi/v2 as the protobuf that kubectl insists on (gnostic's openapi.v2.Document).
 *
 * kubectl reads most things from v3 and comes here for two: `explain --output plaintext-openapiv2`, which wants every
 * definition, and, about a kind that v3 does not know, whether such an object may be validated by the server. For that it
 * looks at the PATCH of Namespace and its query parameters, so of the paths that one is there. All of them are in the JSON.
 */
import { concat, message, openapiSchemas, text } from './openapischemas.ts'

/** The media type kubectl asks for, and the one the answer bears (a media type may hold no @). */
export const OPENAPI_PROTOBUF_ASKED = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
export const OPENAPI_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/** What is read of the JSON document. */
export interface OpenapiV2 {
  info: { title: string; version: string }
  definitions: Readonly<Record<string, object>>
}

/** Parameter → NonBodyParameter → QueryParameterSubSchema {in, name, type}. */
const queryParameter = (name: string) =>
  message(8, message(1, message(2, message(3, text(2, 'query'), text(4, name), text(6, 'string')))))

const KIND_OF_PATCH = '{"group":"","kind":"Namespace","version":"v1"}'

const encoded = new WeakMap<OpenapiV2, Uint8Array>()

/** The document's bytes; those of one document are made once. */
export function openapiProtobuf(document: OpenapiV2): Uint8Array {
  let bytes = encoded.get(document)
  if (bytes === undefined) {
    bytes = bytesOf(document)
    encoded.set(document, bytes)
  }
  return bytes
}

function bytesOf({ info, definitions }: OpenapiV2): Uint8Array {
  const kind = message(13, text(1, 'x-kubernetes-group-version-kind'), message(2, text(2, KIND_OF_PATCH)))
  const patch = message(8, queryParameter('dryRun'), queryParameter('fieldValidation'), kind)
  const path = message(2, text(1, '/api/v1/namespaces/{name}'), message(2, patch))
  const about = message(2, text(1, info.title), text(2, info.version))
  return concat([text(1, '2.0'), about, message(8, path), message(9, ...openapiSchemas(definitions))])
}
