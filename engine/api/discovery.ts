/**
 * What the server says it serves: groups, versions, resources; in upstream's two forms, lists by group version and the
 * aggregated document. Source: apiserver pkg/endpoints/discovery, api/apidiscovery/v2.
 */
import type { KindDefinition } from './kind.ts'

/** A resource or subresource as discovery lists it. */
export interface Entry {
  /** `pods`, `pods/status`. */
  name: string
  singularName: string
  namespaced: boolean
  /** What is read and written there, when it is not of the list's own group version. */
  group?: string
  version?: string
  kind: string
  verbs: readonly string[]
  shortNames?: readonly string[]
  categories?: readonly string[]
}

/** A resource that exists only as a subresource or as a question (bindings, reviews). */
interface VirtualSubresource {
  kind: string
  group?: string
  version?: string
  verbs: readonly string[]
}

const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const READ_WRITE = ['get', 'patch', 'update']
const CONNECT = ['create', 'get']
const PROXY = ['create', 'delete', 'get', 'patch', 'update']

const PARTS: ReadonlySet<string> = new Set(['ephemeralcontainers'])

const SUBRESOURCES: Readonly<Record<string, VirtualSubresource>> = {
  attach: { kind: 'PodAttachOptions', verbs: CONNECT },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  exec: { kind: 'PodExecOptions', verbs: CONNECT },
  finalize: { kind: 'Namespace', verbs: ['update'] },
  log: { kind: 'Pod', verbs: ['get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: CONNECT },
  proxy: { kind: 'PodProxyOptions', verbs: PROXY },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
}

/** In upstream's order of preference; groups not named follow by name. */
const GROUP_ORDER: readonly string[] = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
]

export interface GroupVersion {
  group: string
  version: string
}

export const apiVersionOf = ({ group, version }: GroupVersion): string => (group ? `${group}/${version}` : version)

const rank = (group: string) => (GROUP_ORDER.includes(group) ? GROUP_ORDER.indexOf(group) : GROUP_ORDER.length)

/** How much a version is to be preferred: GA over beta over alpha, then by number. */
function versionRank(version: string): number {
  const [, major = '0', stage, minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? []
  const stages = stage === undefined ? 2 : stage === 'beta' ? 1 : 0
  return major === '0' ? -1 : stages * 1_000_000 + Number(major) * 1000 + Number(minor)
}

function byGroupAndVersion(a: GroupVersion, b: GroupVersion): number {
  if (a.group !== b.group) return a.group < b.group ? -1 : 1
  return versionRank(b.version) - versionRank(a.version) || (a.version < b.version ? -1 : 1)
}

/** Every group version served, preferred groups first. */
export function groupVersions(kinds: readonly KindDefinition[]): GroupVersion[] {
  const found = new Map<string, GroupVersion>()
  for (const { info } of kinds) found.set(apiVersionOf(info), { group: info.group, version: info.version })
  return [...found.values()].sort((a, b) => rank(a.group) - rank(b.group) || byGroupAndVersion(a, b))
}

const verbsOf = ({ info, verbs }: KindDefinition) =>
  // A namespace is emptied one by one: there is no deleting of all.
  verbs ?? (info.resource === 'namespaces' ? ALL.filter((verb) => verb !== 'deletecollection') : ALL)

function entriesOf(definition: KindDefinition): Entry[] {
  const { info, status, scale, subresources = [] } = definition
  const { plural, namespaced, kind } = info
  const own: Entry = {
    name: plural,
    singularName: info.singular,
    namespaced,
    kind,
    verbs: verbsOf(definition),
    ...(info.shortNames.length > 0 ? { shortNames: info.shortNames } : {}),
    ...(info.categories.length > 0 ? { categories: info.categories } : {}),
  }
  const names = [
    ...subresources.filter((name) => SUBRESOURCES[name] || PARTS.has(name)),
    ...(scale ? ['scale'] : []),
    ...(status ? ['status'] : []),
  ]
  return [
    own,
    ...names
      .sort()
      .map((name) => ({ name: `${plural}/${name}`, singularName: '', namespaced, ...subresource(name, kind) })),
  ]
}

function subresource(name: string, kind: string): VirtualSubresource {
  if (name === 'scale') return { kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: READ_WRITE }
  // What a proxy is asked for differs by what is behind it.
  if (name === 'proxy') return { kind: `${kind}ProxyOptions`, verbs: PROXY }
  return SUBRESOURCES[name] ?? { kind, verbs: READ_WRITE }
}

function entries(kinds: readonly KindDefinition[], { group, version }: GroupVersion): Entry[] {
  const own = kinds.filter(({ info }) => info.group === group && info.version === version)
  return own.flatMap(entriesOf).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** `/api/v1`, `/apis/<group>/<version>`; undefined when nothing of it is served. */
export function resourceList(kinds: readonly KindDefinition[], of: GroupVersion): unknown {
  const resources = entries(kinds, of)
  if (resources.length === 0) return undefined
  // The core list was made before lists had an apiVersion of their own.
  const head = of.group === '' ? { kind: 'APIResourceList' } : { kind: 'APIResourceList', apiVersion: 'v1' }
  return { ...head, groupVersion: apiVersionOf(of), resources }
}

const versionEntry = (of: GroupVersion) => ({ groupVersion: apiVersionOf(of), version: of.version })

function groupOf(kinds: readonly KindDefinition[], name: string): Record<string, unknown> | undefined {
  const versions = groupVersions(kinds).filter((of) => of.group === name)
  const [preferred] = versions
  if (preferred === undefined) return undefined
  return { name, versions: versions.map(versionEntry), preferredVersion: versionEntry(preferred) }
}

/** `/apis/<group>`. */
export function apiGroup(kinds: readonly KindDefinition[], name: string): unknown {
  const group = groupOf(kinds, name)
  return group && { kind: 'APIGroup', apiVersion: 'v1', ...group }
}

/** `/apis`; groups that others serve come last. */
export function apiGroupList(kinds: readonly KindDefinition[], forwarded: readonly ForwardedVersion[] = []): unknown {
  const names = [...new Set(groupVersions(kinds).map(({ group }) => group))].filter((name) => name !== '')
  const others = groupNames(forwarded).map((name) => forwardedGroup(forwarded, name))
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: [...names.map((name) => groupOf(kinds, name)), ...others] }
}

/** A group version that a program in the cluster serves, as far as it says what. */
export interface ForwardedVersion extends GroupVersion {
  /** Undefined while it does not answer. */
  resources: readonly Entry[] | undefined
}

const groupNames = (forwarded: readonly ForwardedVersion[]) => [...new Set(forwarded.map(({ group }) => group))]

function forwardedGroup(forwarded: readonly ForwardedVersion[], name: string): Record<string, unknown> {
  const versions = forwarded.filter(({ group }) => group === name).map(versionEntry)
  return { name, versions, preferredVersion: versions[0] }
}

/** `/apis/<group>` of a group that others serve; undefined when nobody does. */
export function apiGroupForwarded(forwarded: readonly ForwardedVersion[], name: string): unknown {
  if (!groupNames(forwarded).includes(name)) return undefined
  return { kind: 'APIGroup', apiVersion: 'v1', ...forwardedGroup(forwarded, name) }
}

/** `/api`. */
export const apiVersions = (address: string): unknown => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
})

/** The aggregated document of `/api` (core) or `/apis` (all other groups). `version`: v2 or v2beta1. */
export function aggregated(
  kinds: readonly KindDefinition[],
  core: boolean,
  version: string,
  forwarded: readonly ForwardedVersion[] = [],
): unknown {
  const served = groupVersions(kinds).filter(({ group }) => (group === '') === core)
  const names = [...new Set(served.map(({ group }) => group))]
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: [
      ...names.map((name) => ({
        metadata: core ? { creationTimestamp: null } : { name, creationTimestamp: null },
        versions: served
          .filter(({ group }) => group === name)
          .map((of) => ({ version: of.version, resources: aggregatedResources(kinds, of), freshness: 'Current' })),
      })),
      ...groupNames(forwarded).map((name) => ({
        metadata: { name, creationTimestamp: null },
        versions: forwarded.filter(({ group }) => group === name).map(forwardedVersion),
      })),
    ],
  }
}

/** What does not answer is there and stale. */
const forwardedVersion = (of: ForwardedVersion) => ({
  version: of.version,
  ...(of.resources === undefined
    ? { freshness: 'Stale' }
    : { resources: resourcesOf(of.resources, of), freshness: 'Current' }),
})

const aggregatedResources = (kinds: readonly KindDefinition[], of: GroupVersion): unknown[] =>
  resourcesOf(entries(kinds, of), of)

/** Resources of a group version, each with its subresources. */
function resourcesOf(all: readonly Entry[], of: GroupVersion): unknown[] {
  return all
    .filter(({ name }) => !name.includes('/'))
    .map((entry) => {
      const subs = all.filter(({ name }) => name.startsWith(`${entry.name}/`))
      return {
        resource: entry.name,
        responseKind: responseKind(entry, of),
        scope: entry.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: entry.singularName,
        verbs: entry.verbs,
        ...(entry.shortNames ? { shortNames: entry.shortNames } : {}),
        ...(entry.categories ? { categories: entry.categories } : {}),
        ...(subs.length > 0 ? { subresources: subs.map((sub) => subresourceEntry(sub, of)) } : {}),
      }
    })
}

const subresourceEntry = (entry: Entry, of: GroupVersion) => ({
  subresource: entry.name.split('/')[1],
  responseKind: responseKind(entry, of),
  verbs: entry.verbs,
})

const responseKind = (entry: Entry, of: GroupVersion) => ({
  group: entry.group ?? of.group,
  version: entry.version ?? of.version,
  kind: entry.kind,
})
