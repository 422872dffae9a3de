/**
 * EndpointSlice: the addresses behind a Service, a hundred a slice. Source: pkg/controller/endpointslice,
 * staging endpointslice/reconciler.go. Services and Pods that changed are noted by DirtyPods.
 */
import { StatusError } from '../../api/errors.ts'
import { labelsContain } from '../../api/labels.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { PagedFloats, PagedInts } from '../../core/paged.ts'
import type { Result } from '../../core/workqueue.ts'
import type { EndpointSlice, Node, Pod, Service } from '../../kinds/types.ts'
import { BY_LABEL, indexLabels, indexNodes, labelKey } from '../indexes.ts'
import type { Controller } from '../runtime.ts'
import { DirtyPods } from './dirty.ts'
import {
  type AddressType,
  addressTypes,
  belongsInEndpoints,
  isSelecting,
  isTopologyAuto,
  podToEndpoint,
} from './endpoint.ts'
import { slicePorts } from './ports.ts'
import { SharedServices } from './shared.ts'
import { type Draft, indexOf, planWrites, Slices } from './slices.ts'
import { triggerTime } from './trigger.ts'
import { isOutdated, MANAGED_BY, MANAGER, SERVICE_NAME, SliceWriter } from './writer.ts'

const NAME = 'endpointslice'
const RESOURCE = 'endpointslices.discovery.k8s.io'
const WORKERS = 5
const BY_SERVICE = 'service'

/** Builds the controller over a server. */
export function endpointSliceController(server: ApiServer): Controller {
  indexLabels(server, 'pods')
  indexNodes(server)
  const { store, trace } = server
  store
    .table(RESOURCE)
    .addIndex(BY_SERVICE, ({ metadata: { namespace, labels } }) =>
      labels?.[MANAGED_BY] === MANAGER ? `${namespace}/${labels[SERVICE_NAME]}` : undefined,
    )
  const dirty = new DirtyPods(server)
  const shared = new SharedServices(server)
  const sync = new SliceSync(server, dirty, shared)
  const services = store.table('services')
  const self = trace.actorNumber(NAME)
  return {
    name: NAME,
    title: 'EndpointSlice',
    resource: 'services',
    workers: WORKERS,
    watches: [
      ...dirty.watches(),
      shared.watch(),
      {
        resource: RESOURCE,
        rows: (before, after, enqueue) => {
          // Somebody else changed a slice of ours: look at all of its Service.
          const { labels, namespace = '' } = ((after ?? before) as KObject).metadata
          if (trace.actor === self || labels?.[MANAGED_BY] !== MANAGER) return
          const row = services.row(namespace, labels[SERVICE_NAME] ?? '')
          dirty.mark(row)
          enqueue(row)
        },
      },
    ],
    reconcile: (row) => sync.reconcile(row),
  }
}

class SliceSync {
  private readonly services: Table
  private readonly pods: Table
  private readonly slices: Table
  private readonly nodes: Table
  private readonly writer: SliceWriter
  /** Row of the slice a Pod was last put in, +1; a hint, right for Pods of one Service. */
  private readonly sliceOf: PagedInts
  /** When a Service was last looked at; 0 = never. */
  private readonly syncedMs: PagedFloats

  constructor(
    private readonly server: ApiServer,
    private readonly dirty: DirtyPods,
    private readonly shared: SharedServices,
  ) {
    const { store, checkpoints } = server
    this.services = store.table('services')
    this.pods = store.table('pods')
    this.slices = store.table(RESOURCE)
    this.nodes = store.table('nodes')
    this.writer = new SliceWriter(server)
    this.sliceOf = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.syncedMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
  }

  reconcile(row: number): Result {
    const service = this.services.get(row) as Service | undefined
    const changed = this.dirty.take(row)
    if (service === undefined) {
      this.syncedMs.set(row, 0)
      this.shared.forget(row)
      return undefined
    }
    if (!isSelecting(service)) return undefined
    try {
      for (const type of addressTypes(service)) this.syncType(service, row, type, changed)
      if (changed === 'whole') this.deleteOtherTypes(service)
      this.syncedMs.set(row, this.server.clock.nowMs)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.dirty.mark(row)
      return 'retry'
    }
  }

  private syncType(service: Service, row: number, type: AddressType, changed: number[] | 'whole'): void {
    const stored = this.slicesOf(service).filter((slice) => slice.addressType === type)
    const slices = new Slices(stored)
    const pods = changed === 'whole' ? this.allPods(service, stored) : changed
    for (const pod of pods) this.setPod(service, type, slices, pod, changed === 'whole')
    slices.place()
    this.shared.shareOut(service, row, type, slices.drafts)
    const trigger = triggerTime(this.server, this.dirty, service, pods, this.syncedMs.get(row))
    if (changed === 'whole') for (const draft of slices.drafts) draft.changed ||= isOutdated(service, draft)
    const { write, remove } = planWrites(slices.drafts, service.metadata.deletionTimestamp !== undefined)
    for (const draft of write) this.note(draft, this.writer.write(service, type, draft, trigger))
    for (const slice of remove) this.writer.remove(slice)
  }

  private setPod(service: Service, type: AddressType, slices: Slices, row: number, whole: boolean): void {
    const pod = this.pods.get(row) as Pod | undefined
    const name = pod?.metadata.name ?? this.pods.keyOfRow(row)[1]
    const wanted = pod !== undefined && this.isWanted(service, pod)
    const node = this.nodes.find('', pod?.spec.nodeName ?? '') as Node | undefined
    const endpoint = wanted ? podToEndpoint(pod, node, service, type) : undefined
    const ports = endpoint === undefined ? [] : slicePorts(service, pod as Pod)
    const draft = this.locate(slices, row, name, whole)
    // Whom an endpoint is for is looked at when all of them stand: so far it is for whom it was.
    const hints = isTopologyAuto(service) ? draft?.endpoints[indexOf(draft, name)]?.hints : undefined
    slices.set(name, draft, endpoint && hints ? { ...endpoint, hints } : endpoint, ports)
  }

  private isWanted(service: Service, pod: Pod): boolean {
    if (!belongsInEndpoints(pod, true) || !labelsContain(pod.metadata.labels, service.spec.selector)) return false
    // A Pod on a machine that is gone has no place, unless the Service wants every address.
    const gone = Boolean(pod.spec.nodeName) && this.nodes.find('', pod.spec.nodeName as string) === undefined
    return !gone || Boolean(service.spec.publishNotReadyAddresses)
  }

  private locate({ drafts }: Slices, row: number, name: string, whole: boolean): Draft | undefined {
    const hint = this.sliceOf.get(row)
    if (hint === 0 && !whole) return undefined
    const hinted = this.slices.get(hint - 1)
    const draft = hinted && drafts.find(({ stored }) => stored === hinted)
    if (draft !== undefined && indexOf(draft, name) >= 0) return draft
    const found = drafts.find((candidate) => indexOf(candidate, name) >= 0)
    // A controller that has just started knows of no place; from here on it knows this one.
    if (found?.stored !== undefined) this.sliceOf.set(row, this.rowOf(found.stored) + 1)
    return found
  }

  private slicesOf({ metadata }: Service): EndpointSlice[] {
    const found: EndpointSlice[] = []
    this.slices.eachIn(BY_SERVICE, `${metadata.namespace}/${metadata.name}`, (slice) => {
      found.push(slice as EndpointSlice)
    })
    return found
  }

  /** Rows of all Pods the Service selects and of all that stand in its slices. */
  private allPods(service: Service, stored: readonly EndpointSlice[]): number[] {
    const { namespace = '' } = service.metadata
    const rows = new Set<number>()
    for (const { endpoints } of stored) {
      for (const { targetRef } of endpoints ?? []) rows.add(this.pods.row(namespace, targetRef?.name ?? ''))
    }
    const [name, value] = Object.entries(service.spec.selector ?? {})[0] ?? []
    if (name === undefined) this.pods.each(namespace, (_pod, row) => rows.add(row))
    else {
      this.pods.eachIn(BY_LABEL, labelKey(namespace, name, value as string), (pod, row) => {
        if (labelsContain(pod.metadata.labels, service.spec.selector)) rows.add(row)
      })
    }
    return [...rows]
  }

  /** Remembers where Pods were put. */
  private note({ arrived }: Draft, slice: EndpointSlice): void {
    const { namespace = '' } = slice.metadata
    const row = this.rowOf(slice) + 1
    for (const pod of arrived) this.sliceOf.set(this.pods.row(namespace, pod), row)
  }

  private rowOf({ metadata: { namespace = '', name } }: EndpointSlice): number {
    return this.slices.row(namespace, name)
  }

  private deleteOtherTypes(service: Service): void {
    const types: readonly string[] = addressTypes(service)
    for (const slice of this.slicesOf(service)) if (!types.includes(slice.addressType)) this.writer.remove(slice)
  }
}
