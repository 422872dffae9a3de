/** The JSON Schema the editor checks manifests with: every kind the cluster serves. */
import { editorSchema } from '../api/schema/jsonschema.ts'
import { apiVersionOf } from '../api/discovery.ts'
import type { Cluster } from '../cluster.ts'
import { schemaDescriptions } from '../kinds/generated/descriptions.ts'
import { builtinSchemas } from '../kinds/generated/schema.ts'

/** With descriptions, for hovers. */
export function buildEditorSchema({ server }: Cluster): unknown {
  const kinds = server.verbs.allDefinitions().map(({ info }) => ({ apiVersion: apiVersionOf(info), kind: info.kind }))
  return editorSchema(builtinSchemas, kinds, schemaDescriptions)
}
