/** Ingresses, Services and their endpoints, told whole when one of them was written. */
import type { Cluster } from '../../cluster.ts'
import type { EndpointSlice, Service } from '../../kinds/types.ts'
import { StaleTables } from './staletables.ts'
import type { NetworkEndpoint, NetworkIngress, NetworkMap, NetworkService } from '../../protocol/network.ts'

const MOST_SERVICES = 40
const MOST_ENDPOINTS = 24
const SERVICE_NAME = 'kubernetes.io/service-name'

interface Ingress {
  metadata: { name: string; namespace?: string }
  spec?: {
    tls?: unknown[]
    defaultBackend?: Backend
    rules?: { host?: string; http?: { paths?: { path?: string; backend?: Backend }[] } }[]
  }
}
interface Backend {
  service?: { name?: string }
}

export class NetworkBatches {
  wanted = false
  private readonly stale: StaleTables
  private told = ''

  constructor(private readonly cluster: Cluster) {
    this.stale = new StaleTables(cluster, [
      'services',
      'endpointslices.discovery.k8s.io',
      'ingresses.networking.k8s.io',
    ])
  }

  reset(): void {
    this.stale.reset()
    this.told = ''
  }

  take(): NetworkMap | undefined {
    if (!this.wanted || !this.stale.look()) return undefined
    const map = this.mapOf()
    const text = JSON.stringify(map)
    if (text === this.told) return undefined
    this.told = text
    return map
  }

  private mapOf(): NetworkMap {
    const { store } = this.cluster.server
    const slices = new Map<string, EndpointSlice[]>()
    store.table('endpointslices.discovery.k8s.io').each(undefined, (object) => {
      const key = `${object.metadata.namespace}/${object.metadata.labels?.[SERVICE_NAME] ?? ''}`
      const list = slices.get(key)
      if (list) list.push(object as EndpointSlice)
      else slices.set(key, [object as EndpointSlice])
    })
    const services: NetworkService[] = []
    let left = 0
    store.table('services').each(undefined, (object) => {
      if (isOfTheCluster(object as Service)) return
      if (services.length >= MOST_SERVICES) left++
      else
        services.push(
          serviceOf(object as Service, slices.get(`${object.metadata.namespace}/${object.metadata.name}`) ?? []),
        )
    })
    const ingresses: NetworkIngress[] = []
    store.table('ingresses.networking.k8s.io').each(undefined, (object) => {
      if (ingresses.length < MOST_SERVICES) ingresses.push(ingressOf(object as unknown as Ingress))
    })
    return { ingresses, services, left }
  }
}

/** The API server's own Service is there in every cluster. */
const isOfTheCluster = ({ metadata }: Service): boolean =>
  metadata.namespace === 'default' && metadata.name === 'kubernetes'

function serviceOf({ metadata, spec }: Service, slices: readonly EndpointSlice[]): NetworkService {
  const all = slices.flatMap(endpointsOf).sort((a, b) => (a.pod < b.pod ? -1 : 1))
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    type: spec.type ?? 'ClusterIP',
    clusterIP: spec.clusterIP ?? '',
    ports: (spec.ports ?? []).map(({ port, targetPort }) => ({ port, target: String(targetPort ?? port) })),
    selects: Object.keys(spec.selector ?? {}).length > 0,
    endpoints: all.slice(0, MOST_ENDPOINTS),
    left: Math.max(0, all.length - MOST_ENDPOINTS),
  }
}

function endpointsOf({ metadata, endpoints, ports }: EndpointSlice): NetworkEndpoint[] {
  return (endpoints ?? []).map(({ addresses, conditions, targetRef, nodeName }) => ({
    slice: metadata.name,
    address: addresses[0] ?? '',
    port: ports?.[0]?.port ?? 0,
    ready: conditions?.ready ?? true,
    serving: conditions?.serving ?? conditions?.ready ?? true,
    terminating: conditions?.terminating ?? false,
    pod: targetRef?.kind === 'Pod' ? (targetRef.name ?? '') : '',
    node: nodeName ?? '',
  }))
}

function ingressOf({ metadata, spec }: Ingress): NetworkIngress {
  const { namespace = '', name } = metadata
  const path = (host: string, at: string, backend: Backend | undefined) => ({
    host,
    path: at,
    service: backend?.service?.name ? `${namespace}/${backend.service.name}` : '',
  })
  const paths = (spec?.rules ?? []).flatMap(({ host = '*', http }) =>
    (http?.paths ?? []).map((each) => path(host, each.path ?? '/', each.backend)),
  )
  const usual = spec?.defaultBackend ? [path('*', 'everything else', spec.defaultBackend)] : []
  return { namespace, name, tls: (spec?.tls?.length ?? 0) > 0, paths: [...paths, ...usual].slice(0, MOST_ENDPOINTS) }
}
