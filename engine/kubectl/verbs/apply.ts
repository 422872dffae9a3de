/** `kubectl apply`. Source: kubectl pkg/cmd/apply/apply.go, patcher.go, pkg/util/apply.go. */
import { parseSelector, selectorMatches } from '../../api/labels.ts'
import { threeWayPatch } from '../../api/patch/threeway.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { Call } from '../call.ts'
import { fail, Failure, Refused } from '../base/failure.ts'
import { isObject, type Json, map, object, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { objectsOfFiles } from '../client/manifests.ts'
import { apiVersionOf } from '../client/mapping.ts'
import { attempt, dryRunOf, during, report, writeQuery } from '../client/objects.ts'
import { annotationToKeep, handOver } from '../client/ssamigration.ts'
import { definitionOf } from '../client/strategicdiff.ts'
import type { Info } from '../client/targets.ts'
import { DRY_RUN, FIELD_MANAGER, FILE_FLAGS, PRINT_FLAGS, SELECTOR, VALIDATE } from '../globalflags.ts'
import { compactJson } from '../print/json.ts'
import { mergePatchOf } from '../client/mergepatch.ts'
import type { Verb } from '../verb.ts'

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const MANAGER = 'kubectl-client-side-apply'

export const apply: Verb = {
  name: 'apply',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    FIELD_MANAGER,
    VALIDATE,
    SELECTOR,
    'server-side:bool',
    'force-conflicts:bool',
    'overwrite:bool=true',
    'prune:bool',
    'all:bool',
    'force:bool',
    'wait:bool',
    'grace-period:int=-1',
    'timeout:duration=0s',
    'cascade:string=background?background',
    'openapi-patch:bool=true',
  ],
  completes: 'files',
  run(call) {
    const files = call.flags.list('filename')
    if (call.args.length > 0) throw call.usage(`Unexpected args: [${call.args.join(' ')}]`)
    if (files.length === 0) throw fail('must specify one of -f and -k')
    if (call.flags.bool('prune')) throw fail('--prune is not supported here')
    const serverSide = call.flags.bool('server-side')
    if (call.flags.bool('force-conflicts') && !serverSide) throw fail('--force-conflicts only works with --server-side')
    if (serverSide && dryRunOf(call) === 'client') {
      throw fail("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    }
    const selector = parseSelector(call.selector)
    const chosen = ({ object: one }: Info) => selectorMatches(selector, map(one, 'metadata', 'labels'))
    const objects = objectsOfFiles(call, files).objects.filter(chosen)
    if (objects.length === 0 && call.troubles.length === 0) throw fail('no objects passed to apply')
    for (const info of objects) attempt(call, () => (serverSide ? onServer(call, info) : onClient(call, info)))
  },
}

// ------------------------------------------------------------------------------------------------- on the server

export const CONFLICT_ADVICE = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

function onServer(call: Call, info: Info): void {
  const { mapping, namespace, name } = named(info)
  const query = { ...writeQuery(call, 'kubectl', true), force: String(call.flags.bool('force-conflicts')) }
  try {
    const body = compactJson(info.object)
    const path = pathOf(mapping, namespace, name)
    const done = call.client.patch(path, 'apply', body, query)
    report(call, info, 'serverside-applied', migrated(call, path, body, done))
  } catch (error) {
    if (!(error instanceof Refused) || error.reason !== 'Conflict') throw error
    throw fail(`${error.message}${CONFLICT_ADVICE}`)
  }
}

/** What client-side apply owned goes over to the manager of this apply. */
function migrated(call: Call, path: string, body: string, done: Json): Json {
  if (dryRunOf(call) !== 'none') return done
  const manager = call.flags.string('field-manager') || 'kubectl'
  const kept = manager === 'kubectl' ? annotationToKeep(done, LAST_APPLIED) : undefined
  const query = { fieldManager: 'kubectl-last-applied', force: 'true' }
  const now = kept === undefined ? done : call.client.patch(path, 'apply', kept, query)
  const patch = handOver(now, manager)
  if (patch === undefined) return now
  call.client.patch(path, 'json', patch, { fieldManager: manager })
  return call.client.patch(path, 'apply', body, {
    ...writeQuery(call, 'kubectl', true),
    force: String(call.flags.bool('force-conflicts')),
  })
}

// ------------------------------------------------------------------------------------------------- on the client

function named(info: Info): Info {
  if (info.name !== '') return info
  const generated = text(info.object, 'metadata', 'generateName')
  throw generated === ''
    ? fail('resource name may not be empty')
    : fail(`from ${generated}: cannot use generate name with apply`)
}

function onClient(call: Call, info: Info): void {
  const { mapping, namespace, name, source } = named(info)
  const modified = withLastApplied(info.object)
  const live = readLive(call, info)
  const dry = dryRunOf(call)
  if (live === undefined) {
    if (dry === 'client') return report(call, info, 'created', modified)
    const query = writeQuery(call, MANAGER, true)
    const made = during('creating', source, () => call.client.send('POST', pathOf(mapping, namespace), modified, query))
    return report(call, info, 'created', made)
  }
  if (dry === 'client') return report(call, info, 'configured', live)
  if (lastApplied(live) === undefined) call.err(unmanaged(info))
  const { patch, type } = applyPatch(info, live)
  if (Object.keys(patch).length === 0) return report(call, info, 'unchanged', live)
  const body = compactJson(patch)
  const place = `applying patch:\n${body}\nto:\n${described(info)}\nfor:`
  const done = during(place, source, () =>
    call.client.patch(pathOf(mapping, namespace, name), type, body, writeQuery(call, MANAGER, true)),
  )
  if (text(done, 'metadata', 'deletionTimestamp') !== '') {
    call.err(`Warning: Detected changes to resource ${name} which is currently being deleted.\n`)
  }
  report(call, info, 'configured', done)
}

/** `Resource: "apps/v1, Resource=deployments", …`: an Info as resource.Info prints. */
function described({ mapping, namespace, name }: Info): string {
  const version = apiVersionOf(mapping)
  const slashed = mapping.group === '' ? `/${version}` : version
  return `Resource: "${slashed}, Resource=${mapping.plural}", GroupVersionKind: "${slashed}, Kind=${mapping.kind}"\nName: "${name}", Namespace: "${namespace}"`
}

function readLive(call: Call, info: Info): Json | undefined {
  const { mapping, namespace, name, source } = info
  try {
    return call.client.get(pathOf(mapping, namespace, name))
  } catch (error) {
    if (error instanceof Refused && error.isNotFound) return undefined
    if (error instanceof Failure || !(error instanceof Refused)) throw error
    throw new Refused(
      error.status,
      `error when retrieving current configuration of:\n${described(info)}\nfrom server for: ${JSON.stringify(source)}`,
    )
  }
}

const unmanaged = (info: Info): string =>
  `Warning: resource ${info.mapping.plural}/${info.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`

/** What an apply would send: strategic for kinds whose merge keys are known, else a JSON merge. */
export function applyPatch(info: Info, live: Json): { patch: Json; type: 'merge' | 'strategic' } {
  const original = lastApplied(live) ?? {}
  const modified = withLastApplied(info.object)
  const definition = definitionOf(info.mapping)
  if (definition === undefined) return { patch: mergePatchOf(original, modified, live), type: 'merge' }
  const schema = builtinSchemas.get(definition.schema)
  return { patch: threeWayPatch(builtinSchemas, schema, original, modified, live), type: 'strategic' }
}

/** The manifest with itself in an annotation, as the next apply will want it. */
export function withLastApplied(value: Json): Json {
  const meta = object(value, 'metadata')
  const { [LAST_APPLIED]: _, ...annotations } = object(meta, 'annotations')
  const bare = { ...value, metadata: { ...meta, annotations } }
  const said = `${compactJson(bare)}\n`
  return { ...value, metadata: { ...meta, annotations: { ...annotations, [LAST_APPLIED]: said } } }
}

/** What was applied last; undefined when the object was made some other way. */
export function lastApplied(live: Json): Json | undefined {
  const said = object(live, 'metadata', 'annotations')[LAST_APPLIED]
  if (typeof said !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(said)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
