/**
 * What the cluster's name service answers for its own domain (CoreDNS' kubernetes plugin, the DNS specification of
 * Kubernetes): Services, their named ports, the Pods behind headless ones, and addresses backwards.
 */
import type { DnsRecord, DnsType } from '../../core/network.ts'
import type { EndpointSlice, EndpointSliceEndpoint, Service } from '../../kinds/types.ts'
import { CLUSTER_DOMAIN } from '../../rules/dnsconfig.ts'
import type { ServiceTable } from '../services.ts'
import type { OutsideNames } from './outside.ts'

/** CoreDNS' ttl in kubeadm's configuration. */
const TTL = 30
/** Where the name service keeps its watch. */
export const DNS_PLACE = '(dns)'

/** Records for a name; undefined when there is no such name (NXDOMAIN), none when it has no records of the type. */
export type Found = readonly DnsRecord[] | undefined

const record = (name: string, type: DnsType, data: string): DnsRecord => ({ name, type, ttl: TTL, data })

export class Zone {
  constructor(
    private readonly services: ServiceTable,
    private readonly outside: OutsideNames,
    private readonly hasNamespace: (name: string) => boolean,
    /** Puts addresses in the order of an answer. */
    private readonly shuffle: <T>(list: readonly T[]) => T[],
  ) {}

  /** @param name without the final dot, lower case */
  find(name: string, type: DnsType): Found {
    if (name.endsWith('.in-addr.arpa')) return this.backwards(name)
    const within = labelsWithin(name)
    if (within === undefined) return this.beyond(name, type)
    const labels = [...within]
    const kind = labels.pop()
    if (kind === undefined) return []
    if (kind === 'pod') return this.podName(name, labels, type)
    if (kind !== 'svc') return undefined
    const namespace = labels.pop()
    if (namespace === undefined) return []
    if (!this.hasNamespace(namespace)) return undefined
    const service = labels.pop()
    if (service === undefined) return []
    return this.serviceName(name, namespace, service, labels, type)
  }

  /** `10-244-1-2.default.pod`: answered for any address, as `pods insecure` does. */
  private podName(name: string, labels: readonly string[], type: DnsType): Found {
    const [dashed, namespace] = labels
    if (labels.length !== 2 || !namespace || !this.hasNamespace(namespace)) return undefined
    if (!/^\d{1,3}(-\d{1,3}){3}$/.test(dashed as string)) return undefined
    return type === 'A' || type === 'ANY' ? [record(name, 'A', (dashed as string).replaceAll('-', '.'))] : []
  }

  private serviceName(name: string, namespace: string, called: string, labels: string[], type: DnsType): Found {
    const row = this.services.table.row(namespace, called)
    const service = this.services.at(row, DNS_PLACE)
    if (service === undefined) return undefined
    const full = `${called}.${namespace}.svc.${CLUSTER_DOMAIN}`
    const { spec } = service
    if (spec.type === 'ExternalName')
      return labels.length === 0 ? this.alias(name, spec.externalName as string, type) : undefined
    const slices = spec.clusterIP === 'None' ? this.services.slicesAt(row, DNS_PLACE) : undefined
    if (labels.length === 0) return this.addresses(name, service, slices, full, type)
    if (labels.length === 1 && !labels[0]?.startsWith('_')) return this.member(name, labels[0] as string, slices, type)
    return labels.length === 2 ? this.ports(name, service, slices, full, labels as [string, string], type) : undefined
  }

  private addresses(
    name: string,
    service: Service,
    slices: EndpointSlice[] | undefined,
    full: string,
    type: DnsType,
  ): Found {
    if (slices === undefined) {
      if (type === 'SRV') return srvOfService(name, service, full, () => true)
      return type === 'A' || type === 'ANY' ? [record(name, 'A', service.spec.clusterIP as string)] : []
    }
    const ready = readyIn(slices)
    if (ready.length === 0) return undefined
    if (type === 'SRV') return this.srvOfMembers(name, slices, full, () => true)
    if (type !== 'A' && type !== 'ANY') return []
    return this.shuffle(ready.map(({ addresses }) => record(name, 'A', addresses[0] as string)))
  }

  /** One Pod of a headless Service, by its host name or its dashed address. */
  private member(name: string, label: string, slices: EndpointSlice[] | undefined, type: DnsType): Found {
    const found = readyIn(slices ?? []).filter((endpoint) => labelOf(endpoint) === label)
    if (found.length === 0) return undefined
    return type === 'A' || type === 'ANY' ? found.map(({ addresses }) => record(name, 'A', addresses[0] as string)) : []
  }

  /** `_http._tcp.web…`: where a named port is. */
  private ports(
    name: string,
    service: Service,
    slices: EndpointSlice[] | undefined,
    full: string,
    [port, protocol]: [string, string],
    type: DnsType,
  ): Found {
    const wanted = (p: { name?: string | undefined; protocol?: string | undefined }) =>
      `_${p.name ?? ''}` === port && `_${(p.protocol ?? 'TCP').toLowerCase()}` === protocol
    const found =
      slices === undefined ? srvOfService(name, service, full, wanted) : this.srvOfMembers(name, slices, full, wanted)
    if (found.length === 0) return undefined
    return type === 'SRV' || type === 'ANY' ? found : []
  }

  private srvOfMembers(
    name: string,
    slices: readonly EndpointSlice[],
    full: string,
    wanted: (port: { name?: string | undefined; protocol?: string | undefined }) => boolean,
  ): DnsRecord[] {
    return slices.flatMap(({ endpoints, ports }) =>
      (ports ?? [])
        .filter(wanted)
        .flatMap(({ port }) =>
          endpoints.filter(isReady).map((e) => record(name, 'SRV', `0 100 ${port} ${labelOf(e)}.${full}.`)),
        ),
    )
  }

  /** A Service that is another name for something, most often outside. */
  private alias(name: string, target: string, type: DnsType): Found {
    const cname = record(name, 'CNAME', `${target}.`)
    return type === 'CNAME' ? [cname] : [cname, ...(this.find(target.toLowerCase(), type) ?? [])]
  }

  private beyond(name: string, type: DnsType): Found {
    const address = this.outside.addressOf(name)
    if (address === undefined) return undefined
    return type === 'A' || type === 'ANY' ? [record(name, 'A', address)] : []
  }

  /** The name of an address: a Service's, or a headless Service's Pod's. */
  private backwards(name: string): Found {
    const address = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.')
    const row = this.services.rowByAddress(address)
    if (row >= 0) {
      const [namespace, called] = this.services.table.keyOfRow(row)
      return [record(name, 'PTR', `${called}.${namespace}.svc.${CLUSTER_DOMAIN}.`)]
    }
    const member = this.memberAt(address)
    return member === undefined ? undefined : [record(name, 'PTR', member)]
  }

  private memberAt(address: string): string | undefined {
    let found: string | undefined
    this.services.table.each(undefined, (object, row) => {
      const { spec, metadata } = object as Service
      if (found !== undefined || spec.clusterIP !== 'None') return
      const endpoint = readyIn(this.services.slicesAt(row, DNS_PLACE)).find((e) => e.addresses[0] === address)
      if (endpoint) found = `${labelOf(endpoint)}.${metadata.name}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}.`
    })
    return found
  }
}

/** Names are asked for again and again; the cache is dropped when it is full. */
const MAX_PARSED = 4_096
const parsed = new Map<string, readonly string[] | undefined>()

/** The labels of a name before the cluster's domain; undefined for names that are not in it. */
function labelsWithin(name: string): readonly string[] | undefined {
  if (parsed.has(name)) return parsed.get(name)
  if (parsed.size >= MAX_PARSED) parsed.clear()
  const within = name === CLUSTER_DOMAIN || name.endsWith(`.${CLUSTER_DOMAIN}`)
  const labels = within ? name.slice(0, -CLUSTER_DOMAIN.length).split('.').filter(Boolean) : undefined
  parsed.set(name, labels)
  return labels
}

const isReady = ({ conditions }: EndpointSliceEndpoint): boolean => conditions?.ready !== false

const readyIn = (slices: readonly EndpointSlice[]): EndpointSliceEndpoint[] =>
  slices.flatMap(({ endpoints }) => endpoints.filter(isReady))

/** How an endpoint is called below its Service. */
const labelOf = ({ hostname, addresses }: EndpointSliceEndpoint): string =>
  hostname ?? (addresses[0] as string).replaceAll('.', '-')

function srvOfService(
  name: string,
  { spec }: Service,
  full: string,
  wanted: (port: { name?: string; protocol?: string }) => boolean,
): DnsRecord[] {
  const ports = (spec.ports ?? []).filter(wanted)
  return ports.map(({ port }) => record(name, 'SRV', `0 ${Math.trunc(100 / ports.length)} ${port} ${full}.`))
}
