/** The JSON Schema the editor checks manifests with: every kind the cluster serves, those of its CustomResourceDefinitions too. */
import { type Crd, CRDS } from '../api/custom/crd.ts'
import { apiVersionOf } from '../api/discovery.ts'
import { editorSchema } from '../api/schema/jsonschema.ts'
import type { Cluster } from '../cluster.ts'
import { schemaDescriptions } from '../kinds/generated/descriptions.ts'
import { builtinSchemas } from '../kinds/generated/schema.ts'

type Json = Record<string, unknown>

/** With descriptions, for hovers. */
export function buildEditorSchema({ server }: Cluster): unknown {
  const kinds = server.verbs.allDefinitions().map(({ info, custom, inline }) => ({
    apiVersion: apiVersionOf(info),
    kind: info.kind,
    ...(custom && inline ? { inline: draft07(inline) as Json } : {}),
  }))
  return editorSchema(builtinSchemas, kinds, schemaDescriptions)
}

/** Changes whenever the schema does: built-in kinds stay, definitions come, go and change. */
export const servedKinds = ({ server }: Cluster): string =>
  (server.store.table(CRDS).list() as Crd[])
    .map(({ metadata }) => `${metadata.uid}/${metadata.resourceVersion}`)
    .join(' ')

const COMPONENTS = '#/components/schemas/'

/** A definition's schema as OpenAPI has it, in the draft the editor reads: other references, and two words it does not know. */
function draft07(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(draft07)
  if (typeof schema !== 'object' || schema === null) return schema
  const said = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, draft07(value)])) as Json
  const { $ref, nullable, type } = said
  if (typeof $ref === 'string') said.$ref = $ref.replace(COMPONENTS, '#/definitions/')
  if (nullable === true && typeof type === 'string') said.type = [type, 'null']
  if (said['x-kubernetes-int-or-string'] === true) said.type = ['integer', 'string']
  return said
}
