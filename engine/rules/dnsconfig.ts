/** How a Pod's resolver is set up: dnsPolicy and dnsConfig (pkg/kubelet/network/dns GetPodDNS). */
import type { Pod } from '../kinds/types.ts'

/** The address of the cluster's name service, and the domain it answers for. */
export const CLUSTER_DNS = '10.96.0.10'
export const CLUSTER_DOMAIN = 'cluster.local'
/** The resolver of the machines. */
export const HOST_DNS = '172.18.0.1'
/** What a resolver asks of absolute names, unless told otherwise (resolv.conf(5)). */
const DEFAULT_NDOTS = 1

export interface Resolver {
  readonly servers: readonly string[]
  readonly search: readonly string[]
  /** In the order of resolv.conf: `ndots:5`. */
  readonly options: readonly string[]
}

/** At most so many servers and search domains count (validation's MaxDNSNameservers, MaxDNSSearchPaths). */
const MAX_SERVERS = 3
const MAX_SEARCH = 32

/** The resolver of a Pod. */
export function resolverOf({ metadata, spec }: Pod): Resolver {
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork } = spec
  const cluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)
  const base = dnsPolicy === 'None' ? NOTHING : cluster ? clusterResolver(metadata.namespace as string) : HOST
  if (!dnsConfig) return base
  const extra = (dnsConfig.options ?? []).map(({ name = '', value }) =>
    value === undefined ? name : `${name}:${value}`,
  )
  const overridden = new Set(extra.map(optionName))
  return {
    servers: unique([...base.servers, ...(dnsConfig.nameservers ?? [])]).slice(0, MAX_SERVERS),
    search: unique([...base.search, ...(dnsConfig.searches ?? [])]).slice(0, MAX_SEARCH),
    options: [...base.options.filter((option) => !overridden.has(optionName(option))), ...extra],
  }
}

const NOTHING: Resolver = { servers: [], search: [], options: [] }
const HOST: Resolver = { servers: [HOST_DNS], search: [], options: [] }

const clusterResolver = (namespace: string): Resolver => ({
  servers: [CLUSTER_DNS],
  search: [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN],
  options: ['ndots:5'],
})

const optionName = (option: string): string => option.split(':')[0] as string
const unique = (texts: readonly string[]): string[] => [...new Set(texts)]

export function ndotsOf({ options }: Resolver): number {
  const option = options.find((text) => text.startsWith('ndots:'))
  return option === undefined ? DEFAULT_NDOTS : Number(option.slice('ndots:'.length))
}

/** Names to ask for one after another: the search path first, unless the name has as many dots as asked for. */
export function searchedNames(name: string, resolver: Resolver): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const searched = resolver.search.map((domain) => `${name}.${domain}`)
  const dots = name.split('.').length - 1
  return dots >= ndotsOf(resolver) ? [name, ...searched] : [...searched, name]
}

/** /etc/resolv.conf. */
export function resolvFile({ search, servers, options }: Resolver): string {
  const lines = [
    ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
