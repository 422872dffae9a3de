/** What a body says it is, read before its kind is known (apimachinery serializer/json SimpleMetaFactory). */
import { jsonKind } from './decoder.ts'

/** The `apiVersion` and `kind` of a body, empty where it gives none; or the server's text for one that cannot be read. */
export type TypeMeta = { readonly apiVersion: string; readonly kind: string } | { readonly error: string }

const PROBLEM = "couldn't get version/kind; json parse error: json: cannot unmarshal "
/** How Go prints the type it reads them into. */
const GO_TYPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** Reads a parsed body's type. Its `apiVersion` may still name more than a group and a version. */
export function readTypeMeta(value: unknown): TypeMeta {
  if (value === null) return { apiVersion: '', kind: '' }
  if (jsonKind(value) !== 'object') return { error: `${PROBLEM}${jsonKind(value)} into Go value of type ${GO_TYPE}` }
  const texts = { apiVersion: '', kind: '' }
  for (const [name, field] of Object.entries(value as object)) {
    if ((name !== 'apiVersion' && name !== 'kind') || field === null) continue
    if (typeof field !== 'string') {
      return { error: `${PROBLEM}${jsonKind(field)} into Go struct field .${name} of type string` }
    }
    texts[name] = field
  }
  return texts
}
