/**
 * EndpointSlice mirroring: Endpoints that somebody writes for a Service without a selector are repeated as slices, which is
 * what the nodes read. Source: pkg/controller/endpointslicemirroring.
 */
import { equal } from '../../api/equal.ts'
import { StatusError } from '../../api/errors.ts'
import type { Draft as ObjectDraft, KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Endpoints, EndpointSlice, Service } from '../../kinds/types.ts'
import { MANAGED_BY, SERVICE_NAME, TRIGGER_TIME } from '../endpointslice/writer.ts'
import { isNamespaceTerminating } from '../podcontrol.ts'
import { controllerRef } from '../refs.ts'
import type { Controller } from '../runtime.ts'
import { type Group, groupKey, MAX_ADDRESSES, type Mirrored, mirrored } from './mirrored.ts'

const NAME = 'endpointslicemirroring'
const MANAGER = 'endpointslicemirroring-controller.k8s.io'
const SOURCE = { component: 'endpoint-slice-mirroring-controller' }
const RESOURCE = 'endpointslices.discovery.k8s.io'
const BY_ENDPOINTS = 'mirrored'
const WORKERS = 5
const RETRY = { baseMs: 1_000, maxMs: 100_000 }
const SKIP = 'endpointslice.kubernetes.io/skip-mirror'
const LEADER = 'control-plane.alpha.kubernetes.io/leader'
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** Builds the controller over a server. */
export function endpointSliceMirroringController(server: ApiServer): Controller {
  const { store, trace } = server
  const table = store.table('endpoints')
  const self = trace.actorNumber(NAME)
  store
    .table(RESOURCE)
    .addIndex(BY_ENDPOINTS, (slice) =>
      isMirror(slice) ? `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_NAME]}` : undefined,
    )
  const sync = new Mirror(server)
  return {
    name: NAME,
    title: 'EndpointSlice mirroring',
    resource: 'endpoints',
    workers: WORKERS,
    retry: RETRY,
    watches: [
      {
        resource: 'endpoints',
        rows: (before, after, enqueue, row) => {
          if (isMirrored(before) || isMirrored(after)) enqueue(row)
        },
      },
      {
        resource: 'services',
        rows: (before, after, enqueue) => {
          const [had, has] = [isBare(before), isBare(after)]
          const { namespace = '', name } = ((after ?? before) as KObject).metadata
          if (had !== has) enqueue(table.row(namespace, name))
        },
      },
      {
        resource: RESOURCE,
        rows: (before, after, enqueue) => {
          const slice = isMirror(after) ? after : before
          if (trace.actor === self || !isMirror(slice)) return
          enqueue(table.row(slice.metadata.namespace as string, slice.metadata.labels?.[SERVICE_NAME] ?? ''))
        },
      },
    ],
    reconcile: (row) => sync.reconcile(row),
  }
}

const isMirror = (slice: KObject | undefined): slice is EndpointSlice =>
  slice?.metadata.labels?.[MANAGED_BY] === MANAGER

/** Not those that are a lock of an old leader election, nor those that ask not to be. */
const isMirrored = (endpoints: KObject | undefined): boolean =>
  endpoints !== undefined &&
  endpoints.metadata.labels?.[SKIP] !== 'true' &&
  endpoints.metadata.annotations?.[LEADER] === undefined

/** A Service whose endpoints nobody looks for. */
const isBare = (service: KObject | undefined): boolean =>
  service !== undefined && (service as Service).spec.selector === undefined

class Mirror {
  private readonly endpoints: Table
  private readonly services: Table
  private readonly slices: Table

  constructor(private readonly server: ApiServer) {
    const { store } = server
    this.endpoints = store.table('endpoints')
    this.services = store.table('services')
    this.slices = store.table(RESOURCE)
  }

  reconcile(row: number): Result {
    const [namespace, name] = this.endpoints.keyOfRow(row)
    const endpoints = this.endpoints.get(row) as Endpoints | undefined
    const present = this.slicesOf(`${namespace}/${name}`)
    try {
      if (isMirrored(endpoints) && isBare(this.services.find(namespace, name)))
        this.write(endpoints as Endpoints, present)
      else for (const slice of present) this.remove(slice)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return isNamespaceTerminating(error) ? undefined : 'retry'
    }
  }

  private slicesOf(key: string): EndpointSlice[] {
    const found: EndpointSlice[] = []
    this.slices.eachIn(BY_ENDPOINTS, key, (slice) => found.push(slice as EndpointSlice))
    return found
  }

  /** A slice for each group; a slice of no group any more takes a new group's place before another is made. */
  private write(endpoints: Endpoints, present: readonly EndpointSlice[]): void {
    const wanted = mirrored(endpoints)
    this.say(endpoints, wanted)
    const groups = [...wanted.groups].filter(([, group]) => group.endpoints.length > 0)
    const kept = new Map<string, EndpointSlice>()
    const spare: EndpointSlice[] = []
    for (const slice of present) {
      const key = groupKey(slice.addressType, (slice.ports ?? []) as Group['ports'])
      if (groups.some(([other]) => other === key) && !kept.has(key)) kept.set(key, slice)
      else spare.push(slice)
    }
    for (const [key, group] of groups) {
      const at = spare.findIndex(({ addressType }) => addressType === group.type)
      const recycled = kept.has(key) || at < 0 ? undefined : spare.splice(at, 1)[0]
      this.put(endpoints, group, kept.get(key) ?? recycled)
    }
    for (const slice of spare) this.remove(slice)
  }

  private say(endpoints: Endpoints, { invalid, skipped }: Mirrored): void {
    const warn = (reason: string, text: string) => this.server.events.record(endpoints, 'Warning', reason, text, SOURCE)
    if (invalid > 0)
      warn('InvalidIPAddress', `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`)
    if (skipped <= invalid) return
    const most = `A max of ${MAX_ADDRESSES} addresses can be mirrored to EndpointSlices per Endpoints subset`
    warn('TooManyAddressesToMirror', `${most}. ${skipped} addresses were skipped`)
  }

  private put(endpoints: Endpoints, { type, ports, endpoints: list }: Group, present: EndpointSlice | undefined): void {
    const { verbs } = this.server
    const slice = { addressType: type, endpoints: list, ports }
    const metadata = metadataOf(endpoints)
    const { namespace = '', name } = endpoints.metadata
    if (present === undefined) {
      if (endpoints.metadata.deletionTimestamp !== undefined) return
      const created = { ...slice, metadata: { ...metadata, namespace, generateName: `${name}-` } }
      verbs.create<EndpointSlice>(this.slices, created as ObjectDraft<EndpointSlice>, { trusted: true })
      return
    }
    const { annotations: _, ...kept } = present.metadata
    const next = { ...present, ...slice, metadata: { ...kept, ...metadata } } as EndpointSlice
    if (!equal(present, next)) verbs.update<EndpointSlice>(this.slices, next, { trusted: true })
  }

  private remove({ metadata }: EndpointSlice): void {
    this.server.verbs.delete(this.slices, metadata.namespace as string, metadata.name)
  }
}

/** The object's labels and annotations, less what is the object's alone. */
function metadataOf(endpoints: Endpoints): Partial<EndpointSlice['metadata']> {
  const { labels, annotations = {}, name } = endpoints.metadata
  const { [TRIGGER_TIME]: _, [LAST_APPLIED]: __, ...others } = annotations
  return {
    labels: { ...labels, [SERVICE_NAME]: name, [MANAGED_BY]: MANAGER },
    ...(Object.keys(others).length > 0 ? { annotations: others } : {}),
    ownerReferences: [controllerRef(endpoints)],
  }
}
