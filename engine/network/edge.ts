/**
 * The cluster's edge: load balancers and the Ingress controller, which live outside of the Pods. They watch Services
 * and Ingresses, give them addresses a moment later, and write these into their status.
 */
import { StatusError } from '../api/errors.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import { draw } from '../core/latency.ts'
import { PagedInts } from '../core/paged.ts'
import type { Ingress, IngressClass, Service } from '../kinds/types.ts'

/** Balancers get 172.19.0.2 … in order of asking; the Ingress controller has the first. */
const INGRESS_ADDRESS = '172.19.0.1'
export const INGRESSES = 'ingresses.networking.k8s.io'
const CLASSES = 'ingressclasses.networking.k8s.io'
/** The controller that serves Ingresses here, as classes name it. */
export const CONTROLLER = 'k8s.io/ingress-nginx'
const CLASS_NAME = 'nginx'
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

export class Edge {
  /** [0] addresses given so far. */
  private readonly counts: PagedInts
  /** Service row → ordinal of its address. */
  private readonly given: PagedInts
  private readonly serviceHandler: number
  private readonly ingressHandler: number

  constructor(private readonly server: ApiServer) {
    const { checkpoints, clock, store } = server
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.given = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.serviceHandler = clock.register('edge/service', (row) => this.syncService(row))
    this.ingressHandler = clock.register('edge/ingress', (row) => this.syncIngress(row))
    // A cluster without a cloud: balancers stay pending and no Ingress is served an address.
    if (!(server.features.edge ?? true)) return
    store.watch('services', (row, before, after) => {
      if (isBalanced(before) || isBalanced(after)) this.soon(this.serviceHandler, row)
    })
    store.watch(INGRESSES, (row, _before, after) => {
      if (after !== undefined) this.soon(this.ingressHandler, row)
    })
  }

  private soon(handler: number, row: number): void {
    const { clock, latency, random } = this.server
    const stream = random.stream('edge')
    clock.after(draw(latency.watch, stream) + draw(latency.controllerSync, stream), handler, row)
  }

  /** Gives a Service of type LoadBalancer its address, and takes it back when it is one no more. */
  private syncService(row: number): void {
    const table = this.server.store.table('services')
    const service = table.get(row) as Service | undefined
    if (service === undefined) return
    if (service.spec.type !== 'LoadBalancer') {
      if (service.status.loadBalancer?.ingress?.length) this.write('services', row, { loadBalancer: {} })
      return
    }
    // Balancers of a class are somebody else's.
    if (service.spec.loadBalancerClass !== undefined || service.status.loadBalancer?.ingress?.length) return
    if (this.given.get(row) === 0) this.given.set(row, this.counts.add(0, 1))
    const n = this.given.get(row) + 1
    const ip = `172.19.${n >> 8}.${n & 255}`
    this.server.events.record(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer', SOURCE, '', row)
    this.write('services', row, { loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } })
  }

  private syncIngress(row: number): void {
    const ingress = this.server.store.table(INGRESSES).get(row) as Ingress | undefined
    if (ingress === undefined || !this.serves(ingress) || ingress.status.loadBalancer?.ingress?.length) return
    this.write(INGRESSES, row, { loadBalancer: { ingress: [{ ip: INGRESS_ADDRESS }] } })
  }

  /** Whether the controller here is asked to serve an Ingress: by its class, by the default class, or by none at all. */
  serves({ spec, metadata }: Ingress): boolean {
    const name = spec.ingressClassName ?? metadata.annotations?.[CLASS_ANNOTATION]
    if (name === undefined || name === CLASS_NAME) return true
    const found = this.server.store.table(CLASSES).find('', name) as IngressClass | undefined
    return found?.spec.controller === CONTROLLER
  }

  /** Ingresses served, oldest first. */
  ingresses(): Ingress[] {
    const all = this.server.store.table(INGRESSES).list() as Ingress[]
    return all.filter((ingress) => this.serves(ingress)).sort(byAge)
  }

  private write(resource: string, row: number, status: unknown): void {
    const { trace, store, verbs } = this.server
    trace.begin(trace.actorNumber('edge'), 'watch', store.revision)
    try {
      verbs.replaceStatus(store.table(resource), row, status as never)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }
}

const SOURCE = { component: 'service-controller' }

const isBalanced = (object: KObject | undefined): boolean => {
  const service = object as Service | undefined
  return service?.spec.type === 'LoadBalancer' || !!service?.status.loadBalancer?.ingress?.length
}

const byAge = (a: Ingress, b: Ingress): number => {
  const [x, y] = [
    `${a.metadata.creationTimestamp} ${a.metadata.namespace}/${a.metadata.name}`,
    `${b.metadata.creationTimestamp} ${b.metadata.namespace}/${b.metadata.name}`,
  ]
  return x < y ? -1 : 1
}
