/**
 * OpenAPI paths of served resources: the operations kubectl looks for (explain finds a resource's kind by its paths, apply
 * checks that patch takes `fieldValidation` and strategic merges), with their parameters, bodies and answers.
 */
import type { ResourceInfo } from '../kind.ts'
import type { Dialect, JsonObject } from './openapischema.ts'

/** A served resource; every KindDefinition is one. */
export interface DocumentedResource {
  readonly info: ResourceInfo
  /** Definition of its objects. */
  readonly schema: string
  /** Discovery verbs, when not all of create, delete, deletecollection, get, list, patch, update, watch. */
  readonly verbs?: readonly string[]
  readonly status?: boolean
  readonly scale?: unknown
  /** Names of further subresources. */
  readonly subresources?: readonly string[]
  /** The schema itself, for a custom resource: an OpenAPI v3 schema of the whole object. */
  readonly inline?: JsonObject
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const PATCH_TYPES = ['application/json-patch+json', 'application/merge-patch+json']
const APPLY_TYPE = 'application/apply-patch+yaml'
const STRATEGIC_TYPE = 'application/strategic-merge-patch+json'
const STATUS = 'io.k8s.apimachinery.pkg.apis.meta.v1.Status'
const DELETE_OPTIONS = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'
const SCALE = 'io.k8s.api.autoscaling.v1.Scale'
const SCALE_KIND = { group: 'autoscaling', kind: 'Scale', version: 'v1' }

const PARAMETERS: Readonly<Record<string, readonly [type: string, description: string]>> = {
  allowWatchBookmarks: ['boolean', 'Ask a watch for bookmark events.'],
  continue: ['string', 'Token of the next page of a list.'],
  dryRun: ['string', 'Go through the motions of a change without keeping it; the one value is All.'],
  fieldManager: ['string', 'Name of the actor that makes the change.'],
  fieldSelector: ['string', 'Select objects by their fields.'],
  fieldValidation: ['string', 'What becomes of unknown or duplicate fields: Ignore, Warn or Strict.'],
  force: ['boolean', 'Let an apply take over fields that others own.'],
  gracePeriodSeconds: ['integer', 'Seconds before the object is removed.'],
  labelSelector: ['string', 'Select objects by their labels.'],
  limit: ['integer', 'Most objects in one page of a list.'],
  orphanDependents: ['boolean', 'Deprecated: use propagationPolicy.'],
  propagationPolicy: ['string', 'What becomes of dependents: Orphan, Background or Foreground.'],
  resourceVersion: ['string', 'The version that an answer must not be older than.'],
  resourceVersionMatch: ['string', 'How resourceVersion applies to a list.'],
  sendInitialEvents: ['boolean', 'Begin a watch with the objects there are.'],
  timeoutSeconds: ['integer', 'Longest duration of the call.'],
  watch: ['boolean', 'Watch for changes instead of listing.'],
}

const LIST = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
]
const WRITE = ['dryRun', 'fieldManager', 'fieldValidation']
const DELETE = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy']

/** What an operation is made of. */
interface Operation {
  readonly action: string
  readonly kind: JsonObject
  readonly parameters: readonly string[]
  /** Definition of the body, and of the answer. */
  readonly body?: string
  readonly answer: string
  readonly bodyTypes?: readonly string[]
}

function parameter(name: string, dialect: Dialect): JsonObject {
  const [type, description] = PARAMETERS[name] ?? ['string', '']
  const base = { description, in: 'query', name, uniqueItems: true }
  return dialect.version === 3 ? { ...base, schema: { type, uniqueItems: true } } : { ...base, type }
}

function pathParameter(name: string, dialect: Dialect): JsonObject {
  const base = { in: 'path', name, required: true }
  return dialect.version === 3 ? { ...base, schema: { type: 'string' } } : { ...base, type: 'string' }
}

function operation(made: Operation, dialect: Dialect): JsonObject {
  const { version, refPrefix } = dialect
  const types = made.bodyTypes ?? ['*/*']
  const schema = (name: string) => ({ schema: { $ref: refPrefix + name } })
  const parameters = made.parameters.map((name) => parameter(name, dialect))
  const marks = { 'x-kubernetes-action': made.action, 'x-kubernetes-group-version-kind': made.kind }
  if (version === 2) {
    const body = made.body ? [{ in: 'body', name: 'body', required: true, ...schema(made.body) }] : []
    const produces = ['application/json', 'application/yaml']
    const responses = { 200: { description: 'OK', ...schema(made.answer) } }
    return { consumes: types, produces, parameters: [...body, ...parameters], responses, ...marks }
  }
  const content = Object.fromEntries(types.map((type) => [type, made.body ? schema(made.body) : {}]))
  return {
    parameters,
    ...(made.body ? { requestBody: { content } } : {}),
    responses: { 200: { content: { 'application/json': schema(made.answer) }, description: 'OK' } },
    ...marks,
  }
}

/** `/apis/apps/v1`, `/api/v1`. */
export function groupVersionPath(info: Pick<ResourceInfo, 'group' | 'version'>): string {
  return info.group ? `/apis/${info.group}/${info.version}` : `/api/${info.version}`
}

function patch(kind: JsonObject, schema: string, custom: boolean): Operation {
  const bodyTypes = [APPLY_TYPE, ...PATCH_TYPES, ...(custom ? [] : [STRATEGIC_TYPE])]
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force']
  return { action: 'patch', kind, parameters, body: schema, answer: schema, bodyTypes }
}

/** The three operations on a part of an object, such as its status. */
function partOperations(kind: JsonObject, schema: string, custom: boolean): Record<string, Operation> {
  return {
    get: { action: 'get', kind, parameters: [], answer: schema },
    put: { action: 'put', kind, parameters: WRITE, body: schema, answer: schema },
    patch: patch(kind, schema, custom),
  }
}

function collectionOperations(resource: DocumentedResource, kind: JsonObject, verbs: readonly string[]) {
  const { schema } = resource
  const list: Operation = { action: 'list', kind, parameters: LIST, answer: `${schema}List` }
  const create: Operation = { action: 'post', kind, parameters: WRITE, body: schema, answer: schema }
  const all: Operation = {
    action: 'deletecollection',
    kind,
    parameters: [...LIST, ...DELETE],
    body: DELETE_OPTIONS,
    answer: STATUS,
  }
  return {
    ...(verbs.includes('list') ? { get: list } : {}),
    ...(verbs.includes('create') ? { post: create } : {}),
    ...(verbs.includes('deletecollection') ? { delete: all } : {}),
  }
}

function itemOperations(resource: DocumentedResource, kind: JsonObject, verbs: readonly string[]) {
  const { schema } = resource
  const { get, put, patch: patching } = partOperations(kind, schema, resource.inline !== undefined)
  const remove: Operation = { action: 'delete', kind, parameters: DELETE, body: DELETE_OPTIONS, answer: STATUS }
  return {
    ...(verbs.includes('get') ? { get } : {}),
    ...(verbs.includes('update') ? { put } : {}),
    ...(verbs.includes('patch') ? { patch: patching } : {}),
    ...(verbs.includes('delete') ? { delete: remove } : {}),
  } as Record<string, Operation>
}

/** Every path of a resource, with its operations by method. */
function resourceOperations(resource: DocumentedResource): [path: string, operations: Record<string, Operation>][] {
  const { group, version, kind: name, plural, namespaced } = resource.info
  const kind = { group, kind: name, version }
  const verbs = resource.verbs ?? ALL_VERBS
  const base = groupVersionPath(resource.info)
  const collection = namespaced ? `${base}/namespaces/{namespace}/${plural}` : `${base}/${plural}`
  const item = `${collection}/{name}`
  const custom = resource.inline !== undefined
  const paths: [string, Record<string, Operation>][] = [
    [collection, collectionOperations(resource, kind, verbs)],
    [item, itemOperations(resource, kind, verbs)],
  ]
  if (namespaced && verbs.includes('list')) {
    paths.push([
      `${base}/${plural}`,
      { get: { action: 'list', kind, parameters: LIST, answer: `${resource.schema}List` } },
    ])
  }
  if (resource.status) paths.push([`${item}/status`, partOperations(kind, resource.schema, custom)])
  if (resource.scale) paths.push([`${item}/scale`, partOperations(SCALE_KIND, SCALE, custom)])
  return paths.filter(([, operations]) => Object.keys(operations).length > 0)
}

/** The `paths` of a document about these resources, sorted. */
export function openapiPaths(resources: readonly DocumentedResource[], dialect: Dialect): JsonObject {
  const paths = resources.flatMap(resourceOperations).map(([path, operations]): [string, JsonObject] => {
    const methods = Object.entries(operations).map(([method, made]) => [method, operation(made, dialect)])
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => pathParameter(match[1] ?? '', dialect))
    return [path, { ...Object.fromEntries(methods), ...(names.length > 0 ? { parameters: names } : {}) }]
  })
  return Object.fromEntries(paths.sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** The definitions that a document about these resources must hold besides the objects themselves. */
export function definitionsUsed(resources: readonly DocumentedResource[]): string[] {
  const scales = resources.some((resource) => resource.scale) ? [SCALE] : []
  return [STATUS, DELETE_OPTIONS, 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta', ...scales]
}
