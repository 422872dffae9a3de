/**
 * Endpoints: the one-object form of a Service's addresses, for who still reads it.
 * Source: pkg/controller/endpoint/endpoints_controller.go.
 */
import { equal } from '../../api/equal.ts'
import { StatusError } from '../../api/errors.ts'
import { labelsContain } from '../../api/labels.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { PagedFloats, PagedInts } from '../../core/paged.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Endpoints, Pod, Service } from '../../kinds/types.ts'
import { DirtyPods } from '../endpointslice/dirty.ts'
import { type AddressType, addressTypes, HEADLESS_LABEL, isHeadless, isSelecting } from '../endpointslice/endpoint.ts'
import { portsAreFixed } from '../endpointslice/ports.ts'
import { triggerTime } from '../endpointslice/trigger.ts'
import { TRIGGER_TIME } from '../endpointslice/writer.ts'
import { BY_LABEL, indexLabels, indexNodes, labelKey } from '../indexes.ts'
import { tolerate } from '../refs.ts'
import type { Controller } from '../runtime.ts'
import { type Merged, mergeEntries, type Outcome } from './merge.ts'
import { type Entry, entryOf, subsetsOf, truncate } from './subsets.ts'

const NAME = 'endpoints'
const WORKERS = 5
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity'

/** Builds the controller over a server. */
export function endpointsController(server: ApiServer): Controller {
  indexLabels(server, 'pods')
  indexNodes(server)
  const { store, trace } = server
  const dirty = new DirtyPods(server)
  const sync = new EndpointsSync(server, dirty)
  const services = store.table('services')
  const self = trace.actorNumber(NAME)
  return {
    name: NAME,
    title: 'Endpoints',
    resource: 'services',
    workers: WORKERS,
    watches: [
      ...dirty.watches(),
      {
        resource: 'endpoints',
        rows: (before, after, enqueue) => {
          const { namespace = '', name } = (after ?? before)?.metadata ?? { name: '' }
          if (trace.actor === self || services.find(namespace, name) === undefined) return
          const row = services.row(namespace, name)
          dirty.mark(row)
          enqueue(row)
        },
      },
    ],
    reconcile: (row) => sync.reconcile(row),
  }
}

class EndpointsSync {
  private readonly services: Table
  private readonly pods: Table
  private readonly endpoints: Table
  private readonly syncedMs: PagedFloats
  /** 1: the Pod may be listed in some Endpoints. */
  private readonly listed: PagedInts

  constructor(
    private readonly server: ApiServer,
    private readonly dirty: DirtyPods,
  ) {
    const { store, checkpoints } = server
    this.services = store.table('services')
    this.pods = store.table('pods')
    this.endpoints = store.table('endpoints')
    this.syncedMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.listed = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  reconcile(row: number): Result {
    const service = this.services.get(row) as Service | undefined
    const changed = this.dirty.take(row)
    if (service === undefined) return this.serviceGone(row)
    if (!isSelecting(service)) return undefined
    try {
      this.sync(service, row, changed)
      this.syncedMs.set(row, this.server.clock.nowMs)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.dirty.mark(row)
      return 'retry'
    }
  }

  private serviceGone(row: number): Result {
    this.syncedMs.set(row, 0)
    const [namespace, name] = this.services.keyOfRow(row)
    tolerate(['NotFound'], () => this.server.verbs.delete(this.endpoints, namespace, name))
    return undefined
  }

  private sync(service: Service, row: number, changed: number[] | 'whole'): void {
    const { namespace = '', name } = service.metadata
    const present = this.endpoints.find(namespace, name) as Endpoints | undefined
    const few = changed !== 'whole' && present !== undefined && portsAreFixed(service)
    const outcome = few ? this.mergeInto(present, service, changed) : 'unknown'
    if (outcome === 'same') return
    const merged = outcome === 'unknown' ? this.build(service) : outcome
    if (outcome === 'unknown' && present !== undefined && says(present, service, merged)) return
    const rows = changed === 'whole' ? this.allPods(service) : changed
    this.write(service, present, merged, triggerTime(this.server, this.dirty, service, rows, this.syncedMs.get(row)))
  }

  private mergeInto(present: Endpoints, service: Service, changed: readonly number[]): Outcome {
    const entries = new Map<string, Entry | undefined>()
    const fresh = new Set<string>()
    for (const row of changed) {
      const [, name] = this.pods.keyOfRow(row)
      if (this.listed.get(row) === 0) fresh.add(name)
      entries.set(name, this.entry(service, row))
    }
    return mergeEntries(present.subsets ?? [], isTruncated(present), entries, fresh)
  }

  private build(service: Service): Merged {
    const entries = this.allPods(service).map((row) => this.entry(service, row))
    const subsets = subsetsOf(entries.filter((entry) => entry !== undefined))
    return { truncated: truncate(subsets), subsets }
  }

  private entry(service: Service, row: number): Entry | undefined {
    const pod = this.pods.get(row) as Pod | undefined
    if (pod === undefined || !labelsContain(pod.metadata.labels, service.spec.selector)) return undefined
    const entry = entryOf(service, pod, addressTypes(service)[0] as AddressType)
    if (entry !== undefined) this.listed.set(row, 1)
    return entry
  }

  private allPods(service: Service): number[] {
    const { namespace = '' } = service.metadata
    const rows: number[] = []
    const [name, value] = Object.entries(service.spec.selector ?? {})[0] ?? []
    if (name === undefined) this.pods.each(namespace, (_pod, row) => rows.push(row))
    else this.pods.eachIn(BY_LABEL, labelKey(namespace, name, value as string), (_pod, row) => rows.push(row))
    return rows
  }

  private write(service: Service, present: Endpoints | undefined, merged: Merged, trigger: string | undefined): void {
    const { subsets, truncated } = merged
    const { [OVER_CAPACITY]: _, [TRIGGER_TIME]: __, ...others } = present?.metadata.annotations ?? {}
    const annotations: Record<string, string> = { ...others }
    if (truncated) annotations[OVER_CAPACITY] = 'truncated'
    if (trigger) annotations[TRIGGER_TIME] = trigger
    const { namespace, name } = service.metadata
    const { verbs } = this.server
    const labels = labelsOf(service)
    const meta = { labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) }
    if (present === undefined) {
      const metadata = { ...meta, name, ...(namespace ? { namespace } : {}) }
      verbs.create<Endpoints>(
        this.endpoints,
        { metadata, ...(subsets.length > 0 ? { subsets } : {}) },
        { trusted: true },
      )
      return
    }
    const { annotations: ___, ...kept } = present.metadata
    verbs.update<Endpoints>(this.endpoints, { ...present, metadata: { ...kept, ...meta }, subsets }, { trusted: true })
  }
}

/** The object says already what it should; the instant it was written for does not count. */
function says(present: Endpoints, service: Service, { subsets, truncated }: Merged): boolean {
  return (
    equal(present.subsets ?? [], subsets) &&
    equal(present.metadata.labels ?? {}, labelsOf(service)) &&
    isTruncated(present) === truncated
  )
}

function isTruncated({ metadata }: Endpoints): boolean {
  return metadata.annotations?.[OVER_CAPACITY] === 'truncated'
}

function labelsOf(service: Service): Record<string, string> {
  const labels: Record<string, string> = { ...service.metadata.labels }
  if (isHeadless(service)) labels[HEADLESS_LABEL] = ''
  else delete labels[HEADLESS_LABEL]
  return labels
}
