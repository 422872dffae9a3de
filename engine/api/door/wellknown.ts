/** Paths that are not resources: version, health, discovery, OpenAPI. */
import type { ApiRequest, ApiResponse } from '../request.ts'
import { aggregated, apiGroup, apiGroupForwarded, apiGroupList, apiVersions, resourceList } from '../discovery.ts'
import { methodNotAllowed, UnknownPage } from '../errors.ts'
import { openapiIndex, openapiV2, openapiV3, type OpenapiSource } from '../schema/openapi.ts'
import { servedVersions } from '../servedversions.ts'
import { forwardedVersions } from './aggregated.ts'
import type { DoorContext } from './context.ts'
import { acceptClauses, negotiate, notAcceptable } from './media.ts'
import { flag } from './options.ts'
import { pathParts } from './path.ts'
import { virtualOf } from './metricsapi/served.ts'
import { virtualResources } from './virtual.ts'
import { respond, respondText } from './respond.ts'
import { serverMetrics } from './servermetrics.ts'

export const GIT_VERSION = 'v1.32.13'

const VERSION = {
  major: '1',
  minor: '32',
  gitVersion: GIT_VERSION,
  gitCommit: '63adf010aa20e104c0b7043b47f42f50c9f72b17',
  gitTreeState: 'clean',
  buildDate: '2025-01-01T00:00:00Z',
  goVersion: 'go1.23.5',
  compiler: 'gc',
  platform: 'linux/amd64',
}

/** The same as labels of a metric. */
const BUILD = {
  build_date: VERSION.buildDate,
  compiler: VERSION.compiler,
  git_commit: VERSION.gitCommit,
  git_tree_state: VERSION.gitTreeState,
  git_version: VERSION.gitVersion,
  go_version: VERSION.goVersion,
  major: VERSION.major,
  minor: VERSION.minor,
  platform: VERSION.platform,
}

/** Checks that `?verbose` names, as 1.32 has them; every one of them holds as long as the server answers. */
const HOOKS = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
]
const CONTROLLERS = [
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
]
const ALIVE = ['ping', 'log', 'etcd', ...HOOKS.map((name) => `poststarthook/${name}`), ...CONTROLLERS]
/** Who is asked to serve looks at more than who is asked to live. */
const READY = [...ALIVE.slice(0, 3), 'etcd-readiness', 'informer-sync', ...ALIVE.slice(3), 'shutdown']
const CHECKS: Readonly<Record<string, readonly string[]>> = { healthz: ALIVE, livez: ALIVE, readyz: READY }
const HEALTH: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz'])
const DISCOVERY_VERSIONS: ReadonlySet<string> = new Set(['v2', 'v2beta1'])

/** Documents kept at a time; every change of a custom resource's definition makes new ones. */
const MAX_DOCUMENTS = 64
const documents = new WeakMap<DoorContext, Map<string, unknown>>()

/** The answer to a path outside of any group version's resources; undefined when it is not one of these. */
export function wellKnown(context: DoorContext, request: ApiRequest): ApiResponse | undefined {
  const parts = pathParts(request.path)
  if (parts === undefined) return undefined
  const [root = '', ...rest] = parts
  const found = answerAt(context, request, root, rest)
  if (found !== undefined && request.method !== 'GET') throw methodNotAllowed()
  return found
}

function answerAt(context: DoorContext, request: ApiRequest, root: string, rest: string[]): ApiResponse | undefined {
  if (root === '') return respond(200, { paths: rootPaths(context) })
  if (root === 'version' && rest.length === 0) return respond(200, VERSION)
  if (HEALTH.has(root)) return health(request, root, rest)
  if (root === 'metrics' && rest.length === 0) return serverMetrics(context.server, BUILD)
  if (root === 'api' && rest.length === 0) return discovery(context, request, true)
  if (root === 'apis' && rest.length === 0) return discovery(context, request, false)
  if (root === 'api' && rest.length === 1) return list(context, '', rest[0] as string)
  if (root === 'apis' && rest.length === 1) {
    const group = rest[0] as string
    return known(apiGroup(kindsOf(context), group) ?? apiGroupForwarded(forwardedVersions(context), group))
  }
  if (root === 'apis' && rest.length === 2) return list(context, rest[0] as string, rest[1] as string)
  if (root === 'openapi') return openapi(context, request, rest)
  return undefined
}

const kindsOf = (context: DoorContext) => [...stored(context), ...virtualOf(context)]

const stored = ({ server }: DoorContext) => server.verbs.allDefinitions().flatMap(servedVersions)

/** Kinds with a schema: an aggregated API documents itself. */
const documented = (context: DoorContext) => [...stored(context), ...virtualResources]

function known(body: unknown): ApiResponse {
  if (body === undefined) throw new UnknownPage()
  return respond(200, body)
}

const list = (context: DoorContext, group: string, version: string) =>
  known(resourceList(kindsOf(context), { group, version }))

function rootPaths(context: DoorContext): string[] {
  const groups = new Set(
    kindsOf(context).map(({ info }) => (info.group ? `/apis/${info.group}/${info.version}` : `/api/${info.version}`)),
  )
  return [
    '/api',
    '/apis',
    ...groups,
    '/healthz',
    '/livez',
    '/metrics',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
  ].sort()
}

function health(request: ApiRequest, root: string, rest: string[]): ApiResponse {
  const check = rest.join('/')
  if (check !== '') {
    if (!CHECKS[root]?.includes(check)) throw new UnknownPage()
    return respondText(200, 'ok')
  }
  if (!flag(request.query ?? {}, 'verbose')) return respondText(200, 'ok')
  return respondText(200, `${(CHECKS[root] ?? []).map((name) => `[+]${name} ok\n`).join('')}${root} check passed\n`)
}

/** /api and /apis in the form asked for first: aggregated, or upstream's older lists. */
function discovery(context: DoorContext, request: ApiRequest, core: boolean): ApiResponse {
  for (const { media, parameters } of acceptClauses(request.headers?.accept)) {
    if (media !== 'application/json' && media !== '*/*' && media !== 'application/*') continue
    const { g, v = '', as } = parameters
    if (as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && DISCOVERY_VERSIONS.has(v)) {
      const answer = respond(200, aggregated(kindsOf(context), core, v, core ? [] : forwardedVersions(context)))
      answer.headers['content-type'] = `application/json;g=apidiscovery.k8s.io;v=${v};as=APIGroupDiscoveryList`
      return answer
    }
    if (as === undefined)
      return respond(
        200,
        core
          ? apiVersions(`127.0.0.1:${context.server.port}`)
          : apiGroupList(kindsOf(context), forwardedVersions(context)),
      )
  }
  throw notAcceptable('application/json')
}

/** A document is large and changes only when what is served does: made once for each server. */
function document(context: DoorContext, key: string, make: (source: OpenapiSource) => unknown): unknown {
  let kept = documents.get(context)
  if (kept === undefined) {
    kept = new Map()
    documents.set(context, kept)
  }
  const id = `${key} ${kindsOf(context).length} ${context.custom.fingerprint()}`
  if (!kept.has(id)) {
    if (kept.size >= MAX_DOCUMENTS) kept.clear()
    const { schemas, descriptions } = context
    kept.set(id, make({ schemas, descriptions, resources: documented(context), version: GIT_VERSION }))
  }
  return kept.get(id)
}

function openapi(context: DoorContext, request: ApiRequest, [version, ...rest]: string[]): ApiResponse | undefined {
  const path = rest.join('/')
  if (version === 'v2' && path === '') {
    negotiate(request.headers?.accept)
    return respond(200, document(context, 'v2', openapiV2))
  }
  if (version !== 'v3') return undefined
  if (path === '') return respond(200, document(context, 'v3', openapiIndex))
  return known(document(context, path, (source) => openapiV3(source, `/${path}`)))
}
