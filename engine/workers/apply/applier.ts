/**
 * Applies a text of manifests as `kubectl apply -f -` does: each document on its own, through the API server's door.
 * Source: kubectl pkg/cmd/apply (client-side apply), cli-runtime pkg/resource.
 */
import { tooLarge } from '../../api/door/body.ts'
import { readYaml } from '../../api/door/yamltext.ts'
import { badRequest, type Status } from '../../api/errors.ts'
import type { KindDefinition } from '../../api/kind.ts'
import { cannotHandle, decode } from '../../api/schema/decode.ts'
import type { Definition } from '../../api/schema/definition.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import { byteLength } from '../../api/utf8.ts'
import type { Cluster } from '../../cluster.ts'
import { canonicalJson } from '../../digest.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'
import type { AppliedDocument, ApplyError, ApplyRequest } from '../../protocol/apply.ts'
import { annotationToKeep, handOver } from '../../kubectl/client/ssamigration.ts'
import { CONFLICT_ADVICE } from '../../kubectl/verbs/apply.ts'
import { nearest } from './nearest.ts'
import { type Path, Places } from './place.ts'
import { kubectlWords, refusal } from './refusal.ts'
import { type DocumentText, splitDocuments } from './split.ts'
import { threeWayPatch } from '../../api/patch/threeway.ts'
import { upgraded } from './upgrade.ts'
import { replacementOf } from './versions.ts'

type Json = Record<string, unknown>

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const MOST_BYTES = 3 * 1024 * 1024
const QUERY = { fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict' }
const APPLY_TYPE = 'application/apply-patch+yaml'
const AGENT = 'kubectl/v1.32.0'

export interface ApplyOptions extends ApplyRequest {
  /** Reads and decodes only: no request is made, whatever the server would say of values stays unsaid. */
  check?: boolean
}

/** One object of a text. */
interface Manifest {
  index: number
  value: Json
  places: Places
  /** Where it stands in its document: empty, or inside a List. */
  prefix: Path
}

export class Applier {
  private announced = false

  /** @param announce called once, before the first request that may change something */
  constructor(
    private readonly cluster: Cluster,
    private readonly schemas: Schemas,
    private readonly announce: () => void,
  ) {}

  apply(text: string, options: ApplyOptions): AppliedDocument[] {
    return splitDocuments(text).flatMap((document, index) => this.document(text, document, index, options))
  }

  private document(whole: string, document: DocumentText, index: number, options: ApplyOptions): AppliedDocument[] {
    const places = new Places(whole, document)
    if (document.text.length > MOST_BYTES || byteLength(document.text) > MOST_BYTES) {
      const { status } = tooLarge()
      const message = kubectlWords(status, 'error when creating')
      return [refused(index, '', { ...facts(status), message, causes: [], range: places.start() })]
    }
    const { value, error, duplicates } = readYaml(document.text)
    if (error !== undefined) return [refused(index, '', notYaml(error, places))]
    if (duplicates.length > 0) {
      return [refused(index, '', notYaml(`yaml: unmarshal errors:\n${duplicates.join('\n')}`, places, duplicates[0]))]
    }
    if (!isObject(value)) return [refused(index, '', notAnObject(value, places))]
    return this.objects({ index, value, places, prefix: [] }, options)
  }

  /** A List is its items. */
  private objects(manifest: Manifest, options: ApplyOptions): AppliedDocument[] {
    const { value, prefix } = manifest
    const items = value.apiVersion === 'v1' && value.kind === 'List' && prefix.length === 0 ? value.items : undefined
    if (!Array.isArray(items)) return [this.object(manifest, options)]
    return items.map((item, at) =>
      isObject(item)
        ? this.object({ ...manifest, value: item, prefix: ['items', at] }, options)
        : refused(manifest.index, '', notAnObject(item, manifest.places)),
    )
  }

  private object(manifest: Manifest, options: ApplyOptions): AppliedDocument {
    const { apiVersion, kind } = manifest.value
    if (typeof kind !== 'string' || kind === '') return refused(manifest.index, '', missing('Kind', manifest))
    if (typeof apiVersion !== 'string' || apiVersion === '') {
      return refused(manifest.index, '', missing('apiVersion', manifest))
    }
    const definitions = this.cluster.server.verbs.allDefinitions()
    const definition = definitions.find(({ info }) => info.kind === kind && versionOf(info) === apiVersion)
    if (definition === undefined) return refused(manifest.index, '', noMatch(manifest, apiVersion, kind, definitions))
    return this.known(manifest, definition, options)
  }

  private known(manifest: Manifest, definition: KindDefinition, options: ApplyOptions): AppliedDocument {
    const { info } = definition
    const meta = isObject(manifest.value.metadata) ? manifest.value.metadata : {}
    const name = typeof meta.name === 'string' ? meta.name : ''
    const object = `${singular(info)}/${name}`
    if (options.check) return this.decoded(manifest, definition, object)
    if (name === '') return this.nameless(manifest, object, meta)
    const given = typeof meta.namespace === 'string' ? meta.namespace : ''
    const namespace = info.namespaced ? given || options.namespace || 'default' : ''
    const collection = pathOf(info, namespace)
    const modified = withNamespace(manifest.value, namespace)
    const path = `${collection}/${encodeURIComponent(name)}`
    if (options.serverSide) return this.onServer(manifest, definition, object, path, modified, options)
    const live = this.read(path)
    return live === undefined
      ? this.create(manifest, definition, object, collection, modified, options)
      : this.patch(manifest, definition, object, path, modified, live, options)
  }

  private decoded(manifest: Manifest, definition: KindDefinition, object: string): AppliedDocument {
    const { index, value } = manifest
    const schema = this.schemas.get(definition.schema)
    const { errors, message } = decode(this.schemas, schema, value, { sorted: true })
    if (errors.length === 0) return { index, object, outcome: 'unchanged', warnings: [] }
    const { status } = badRequest(cannotHandle(definition.info.kind, definition.info.version, message))
    return refused(index, object, this.refusal(status, 'error when creating', manifest, schema))
  }

  private refusal(
    status: Status,
    doing: string,
    { value, places, prefix }: Manifest,
    definition: Definition,
  ): ApplyError {
    return refusal(status, doing, { schemas: this.schemas, definition, value, places, prefix })
  }

  private nameless({ index, places, prefix }: Manifest, object: string, meta: Json): AppliedDocument {
    const generated = typeof meta.generateName === 'string' && meta.generateName !== ''
    const message = generated
      ? `error: from ${meta.generateName as string}: cannot use generate name with apply`
      : 'error: error when retrieving current configuration: resource name may not be empty'
    const place = places.field([...prefix, 'metadata'])
    const range = place.key ?? place.value ?? places.start()
    return refused(index, object, {
      code: 422,
      reason: 'Invalid',
      message,
      causes: [{ field: 'metadata.name', message: 'Required value: name or generateName is required', range }],
      range,
    })
  }

  private create(
    manifest: Manifest,
    definition: KindDefinition,
    object: string,
    path: string,
    modified: Json,
    { dryRun }: ApplyOptions,
  ): AppliedDocument {
    const body = JSON.stringify(withLastApplied(modified))
    const answer = this.write({ method: 'POST', path, body, headers: headers('application/json') }, dryRun)
    return this.outcome(answer, 'created', 'error when creating', manifest, definition, object)
  }

  private patch(
    manifest: Manifest,
    definition: KindDefinition,
    object: string,
    path: string,
    modified: Json,
    live: Json,
    { dryRun }: ApplyOptions,
  ): AppliedDocument {
    const original = lastApplied(live)
    const schema = this.schemas.get(definition.schema)
    const patch = threeWayPatch(this.schemas, schema, original ?? {}, withLastApplied(modified), live)
    const warnings = original === undefined ? [unmanaged(definition, object)] : []
    if (Object.keys(patch).length === 0) return { index: manifest.index, object, outcome: 'unchanged', warnings }
    const body = JSON.stringify(patch)
    const request = { method: 'PATCH', path, body, headers: headers('application/strategic-merge-patch+json') } as const
    const done = this.outcome(
      this.write(request, dryRun),
      'configured',
      'error when patching',
      manifest,
      definition,
      object,
    )
    return { ...done, warnings: [...warnings, ...done.warnings] }
  }

  /** The server merges; what client-side apply owned goes over to the manager of this one, as kubectl has it done. */
  private onServer(
    manifest: Manifest,
    definition: KindDefinition,
    object: string,
    path: string,
    modified: Json,
    { dryRun, serverSide }: ApplyOptions,
  ): AppliedDocument {
    const patch = (body: unknown, type: string, query: Record<string, string>) =>
      this.write({ method: 'PATCH', path, body: JSON.stringify(body), headers: headers(type), query }, dryRun)
    const query = { fieldManager: 'kubectl', fieldValidation: 'Strict', force: String(serverSide === 'force') }
    const answer = patch(modified, APPLY_TYPE, query)
    if (answer.code < 300 && !dryRun) {
      const kept = annotationToKeep(answer.body as Json, LAST_APPLIED)
      const now = kept ? patch(kept, APPLY_TYPE, { fieldManager: 'kubectl-last-applied', force: 'true' }) : answer
      const handed = handOver(now.body as Json, 'kubectl')
      if (handed) {
        patch(handed, 'application/json-patch+json', { fieldManager: 'kubectl' })
        patch(modified, APPLY_TYPE, query)
      }
    }
    const done = this.outcome(answer, 'serverside-applied', 'error when patching', manifest, definition, object)
    const isConflict = done.error?.reason === 'Conflict'
    if (!done.error || !isConflict) return done
    const { fix: _, ...error } = done.error
    return { ...done, error: { ...error, message: `error: ${(answer.body as Status).message}${CONFLICT_ADVICE}` } }
  }

  private outcome(
    { code, body, warnings }: ApiResponse,
    outcome: AppliedDocument['outcome'],
    doing: string,
    manifest: Manifest,
    definition: KindDefinition,
    object: string,
  ): AppliedDocument {
    const { index } = manifest
    if (code < 300) return { index, object, outcome, warnings }
    const error = this.refusal(body as Status, doing, manifest, this.schemas.get(definition.schema))
    return { index, object, outcome: 'refused', warnings, error: withConflictFix(error, manifest) }
  }

  /** The live object, or undefined. */
  private read(path: string): Json | undefined {
    const answer = this.cluster.handle({ method: 'GET', path }) as ApiResponse
    return answer.code === 200 ? (answer.body as Json) : undefined
  }

  private write(request: ApiRequest, dryRun: boolean): ApiResponse {
    if (!this.announced) {
      this.announced = true
      this.announce()
    }
    const query = { ...(request.query ?? QUERY), ...(dryRun ? { dryRun: 'All' } : {}) }
    return this.cluster.handle({ ...request, query }) as ApiResponse
  }
}

// ---------------------------------------------------------------------------------------------------- words

const refused = (index: number, object: string, error: ApplyError): AppliedDocument => ({
  index,
  object,
  outcome: 'refused',
  warnings: [],
  error,
})

const facts = ({ code = 500, reason = 'Unknown' }: Status) => ({ code, reason })

function notYaml(error: string, places: Places, duplicate?: string): ApplyError {
  const message = `error: error parsing STDIN: error converting YAML to JSON: ${error}`
  const line = /line (\d+)/.exec(duplicate ?? '')?.[1]
  const start = places.start()
  // Looking for the place would run into what made the reader give up.
  const hopeless = /excessive aliasing|exceeded max depth/.test(error)
  const range = line
    ? { ...start, line: start.line + Number(line) - 1, endLine: start.line + Number(line) - 1 }
    : hopeless
      ? undefined
      : places.syntaxError()
  const plain = error.replace(/^yaml: (line \d+: )?/, '')
  return {
    code: 400,
    reason: 'Parse',
    message,
    causes: [{ message: plain, ...(range ? { range } : {}) }],
    range: range ?? start,
  }
}

function notAnObject(value: unknown, places: Places): ApplyError {
  const kind = Array.isArray(value) ? 'array' : typeof value
  const message = `error: error parsing STDIN: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`
  return { code: 400, reason: 'Parse', message, causes: [], range: places.start() }
}

function missing(what: 'Kind' | 'apiVersion', { value, places, prefix }: Manifest): ApplyError {
  const shown = JSON.stringify(value).slice(0, 300)
  const field = what === 'Kind' ? 'kind' : what
  const message = `error: unable to decode "STDIN": Object '${what}' is missing in '${shown}'`
  const place = places.field([...prefix, field])
  const range = place.exact ? (place.key ?? places.start()) : places.start()
  return {
    code: 400,
    reason: 'BadRequest',
    message,
    causes: [{ field, message: `Object '${what}' is missing`, range }],
    range,
  }
}

/** No kind of that name is served, or not under that version. */
function noMatch(
  manifest: Manifest,
  apiVersion: string,
  kind: string,
  definitions: readonly KindDefinition[],
): ApplyError {
  const { places, prefix, value } = manifest
  const meta = isObject(value.metadata) ? value.metadata : {}
  const served = definitions.filter(({ info }) => info.kind === kind).map(({ info }) => versionOf(info))
  const replacement = replacementOf(apiVersion, kind) ?? served[0]
  const said = `no matches for kind "${kind}" in version "${apiVersion}"`
  const message = `error: resource mapping not found for name: "${text(meta.name)}" namespace: "${text(meta.namespace)}" from "STDIN": ${said}\nensure CRDs are installed first`
  const field = replacement ? 'apiVersion' : 'kind'
  const closest = replacement ?? nearest(kind, [...new Set(definitions.map(({ info }) => info.kind))])
  const range = places.field([...prefix, field]).value ?? places.start()
  const why = replacementOf(apiVersion, kind)
    ? `${apiVersion} no longer serves ${kind}. ${replacement} replaced it.`
    : closest
      ? `${said}. Closest match is ${closest}.`
      : said
  const fix = closest
    ? { fix: upgradeFix(manifest, apiVersion, kind, closest) ?? { label: closest, range, text: closest } }
    : {}
  return { code: 404, reason: 'NotFound', message, causes: [{ field, message: why, range }], range, ...fix }
}

/** A manifest that insists on a version that has passed: without it, Apply means what it says now. */
function withConflictFix(error: ApplyError, { value, places, prefix }: Manifest): ApplyError {
  const { resourceVersion } = value.metadata as Json
  if (error.reason !== 'Conflict' || resourceVersion === undefined) return error
  const { key, exact } = places.field([...prefix, 'metadata', 'resourceVersion'])
  if (!key || !exact) return error
  const line = { line: key.line, column: 1, endLine: key.line + 1, endColumn: 1 }
  return { ...error, range: key, fix: { label: 'Remove resourceVersion', range: line, text: '' } }
}

/** The whole document rewritten, where more than its version changed. */
function upgradeFix(
  { places, prefix }: Manifest,
  apiVersion: string,
  kind: string,
  closest: string,
): ApplyError['fix'] {
  if (replacementOf(apiVersion, kind) !== closest || prefix.length > 0) return undefined
  const text = upgraded(places.text, kind, closest)
  const isVersionOnly = text === upgraded(places.text, '', closest)
  return text === undefined || isVersionOnly ? undefined : { label: closest, range: places.whole(), text }
}

const unmanaged = (definition: KindDefinition, object: string): string =>
  `resource ${definition.info.plural}/${object.split('/')[1]} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`

// ---------------------------------------------------------------------------------------------------- small things

const versionOf = ({ group, version }: KindDefinition['info']): string => (group ? `${group}/${version}` : version)
const singular = ({ group, singular: name }: KindDefinition['info']): string => (group ? `${name}.${group}` : name)
const headers = (type: string) => ({ 'content-type': type, accept: 'application/json', 'user-agent': AGENT })
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function pathOf({ group, version, plural }: KindDefinition['info'], namespace: string): string {
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`
  return namespace ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${root}/${plural}`
}

function withNamespace(value: Json, namespace: string): Json {
  if (namespace === '' || !isObject(value.metadata)) return value
  return { ...value, metadata: { ...value.metadata, namespace } }
}

/** The manifest with itself in an annotation, as the next apply will want it. */
function withLastApplied(value: Json): Json {
  const meta = value.metadata as Json
  const annotations = isObject(meta.annotations) ? { ...meta.annotations } : {}
  delete annotations[LAST_APPLIED]
  const bare = { ...value, metadata: { ...meta, annotations } }
  const said = `${canonicalJson(bare)}\n`
  return { ...value, metadata: { ...meta, annotations: { ...annotations, [LAST_APPLIED]: said } } }
}

/** What was applied last; undefined when the object was made some other way. */
function lastApplied(live: Json): Json | undefined {
  const annotations = (live.metadata as Json).annotations as Json | undefined
  const said = annotations?.[LAST_APPLIED]
  if (typeof said !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(said)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
