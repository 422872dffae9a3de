/**
 * The OpenAPI documents of a server: an index of v3 documents, one v3 document for each group version, one v2 document for
 * all. Pure functions of what is served; a caller that answers often keeps the result.
 *
 * kubectl asks for v3 as JSON; it asks for v2 only as protobuf, which a JSON-only server answers with 406.
 */
import type { SchemaDescriptions } from './notation.ts'
import type { DocumentedResource } from './openapipaths.ts'
import { definitionsUsed, groupVersionPath, openapiPaths } from './openapipaths.ts'
import type { Dialect, JsonObject } from './openapischema.ts'
import { listSchema, OPENAPI_V2, OPENAPI_V3, reachableSchemas } from './openapischema.ts'
import type { Schemas } from './schemas.ts'

/** What the documents are about. */
export interface OpenapiSource {
  readonly schemas: Schemas
  /** Left out, documents carry no descriptions. */
  readonly descriptions?: SchemaDescriptions
  readonly resources: readonly DocumentedResource[]
  /** As the server reports it, e.g. `v1.32.13`. */
  readonly version: string
}

/** FNV-1a over UTF-16 units, as eight hex digits: a change of what is served changes the URL that clients cache by. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).toUpperCase().padStart(8, '0')
}

function byGroupVersion(resources: readonly DocumentedResource[]): Map<string, DocumentedResource[]> {
  const groups = new Map<string, DocumentedResource[]>()
  for (const resource of resources) {
    const path = groupVersionPath(resource.info)
    groups.set(path, [...(groups.get(path) ?? []), resource])
  }
  return new Map([...groups].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** The answer to `/openapi/v3`: where each group version's document is. */
export function openapiIndex(source: OpenapiSource): JsonObject {
  const paths: JsonObject = {}
  for (const [path, resources] of byGroupVersion(source.resources)) {
    const served = resources.map(({ info, verbs, status, scale, subresources, inline }) => {
      return [info.plural, info.kind, info.namespaced, verbs, status, scale, subresources, inline]
    })
    const hash = fingerprint(source.version + source.schemas.fingerprint() + JSON.stringify(served))
    paths[path.slice(1)] = { serverRelativeURL: `/openapi/v3${path}?hash=${hash}` }
  }
  return { paths }
}

/** Schemas of the resources' objects, their lists, and all they reach. */
function schemasOf(source: OpenapiSource, resources: readonly DocumentedResource[], dialect: Dialect): JsonObject {
  const roots = [...definitionsUsed(resources), ...resources.map((resource) => resource.schema)]
  const found = reachableSchemas(source.schemas, roots, dialect, source.descriptions)
  for (const { info, schema, inline, verbs } of resources) {
    const { group, version, kind } = info
    if (inline) found.set(schema, { ...inline, 'x-kubernetes-group-version-kind': [{ group, kind, version }] })
    if (verbs && !verbs.includes('list')) continue
    found.set(`${schema}List`, listSchema(schema, { group, kind: `${kind}List`, version }, dialect))
  }
  // Parts of a custom resource's schema have no name of their own.
  for (const name of [...found.keys()]) if (name.includes('#')) found.delete(name)
  return Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** The answer to `/openapi/v3` + `path` (`/apis/apps/v1`, `/api/v1`); undefined when nothing is served there. */
export function openapiV3(source: OpenapiSource, path: string): JsonObject | undefined {
  const resources = byGroupVersion(source.resources).get(path)
  if (!resources) return undefined
  return {
    components: { schemas: schemasOf(source, resources, OPENAPI_V3) },
    info: { title: 'Kubernetes', version: source.version },
    openapi: '3.0.0',
    paths: openapiPaths(resources, OPENAPI_V3),
  }
}

/** The answer to `/openapi/v2`, as JSON. */
export function openapiV2(source: OpenapiSource): JsonObject {
  return {
    definitions: schemasOf(source, source.resources, OPENAPI_V2),
    info: { title: 'Kubernetes', version: source.version },
    paths: openapiPaths(source.resources, OPENAPI_V2),
    swagger: '2.0',
  }
}
