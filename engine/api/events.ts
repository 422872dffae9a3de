/**
 * Event objects: how components tell people what they did (client-go tools/record).
 *
 * Equal events (same source, object, type, reason and message) are counted on one object. An Event's name is the
 * object's name and the instant in hexadecimal, as upstream's.
 */
import type { Checkpoints } from '../core/checkpoint.ts'
import { Cell } from '../core/checkpoint.ts'
import type { KObject } from './object.ts'
import type { Store } from './store.ts'
import type { Verbs } from './verbs.ts'

/** Who reports: `deployment-controller`; a kubelet also names its host. */
export interface EventSource {
  component: string
  host?: string
}

export interface EventSink {
  /** Records an event about an object, or about a field of it (`spec.containers{app}`). */
  record(about: KObject, type: 'Normal' | 'Warning', reason: string, message: string, source: EventSource, fieldPath?: string): void
}

interface EventObject extends KObject {
  count: number
  lastTimestamp: string
}

const RESOURCE = 'events'

/** Writes events to the store as they happen. */
export class EventRecorder implements EventSink {
  private readonly serial: Cell<number>

  constructor(
    private readonly store: Store,
    private readonly verbs: Verbs,
    checkpoints: Checkpoints,
  ) {
    this.serial = checkpoints.register(new Cell(0))
    store.table(RESOURCE).addIndex('dedupe', (event) => dedupeKey(event))
  }

  record(
    about: KObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    source: EventSource,
    fieldPath?: string,
  ): void {
    const { store } = this
    const table = store.table(RESOURCE)
    const now = store.calendar.seconds(store.clock.nowMs)
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: this.nameFor(about), namespace: about.metadata.namespace ?? 'default' },
      involvedObject: reference(about, fieldPath),
      reason,
      message,
      source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: source.component,
      reportingInstance: source.host ?? '',
    }
    let same: EventObject | undefined
    table.eachIn('dedupe', dedupeKey(event as unknown as KObject), (found) => {
      same = found as EventObject
    })
    if (same === undefined) this.verbs.create(table, event as never, { trusted: true })
    else this.verbs.update(table, { ...same, count: same.count + 1, lastTimestamp: now } as EventObject, { trusted: true })
  }

  private nameFor(about: KObject): string {
    const { store, serial } = this
    serial.value++
    // Nanoseconds of the instant; the serial stands in for what virtual time has no digits for.
    const nanos = BigInt(store.calendar.epochMs + store.clock.nowMs) * 1_000_000n + BigInt(serial.value % 1_000_000)
    return `${about.metadata.name}.${nanos.toString(16)}`
  }
}

function reference(about: KObject, fieldPath: string | undefined) {
  const { namespace, name, uid, resourceVersion } = about.metadata
  return {
    apiVersion: about.apiVersion,
    kind: about.kind,
    name,
    ...(namespace ? { namespace } : {}),
    uid,
    resourceVersion,
    ...(fieldPath ? { fieldPath } : {}),
  }
}

function dedupeKey(event: KObject): string {
  const e = event as unknown as {
    involvedObject: { uid: string; fieldPath?: string }
    type: string
    reason: string
    message: string
    source: EventSource
  }
  return `${e.involvedObject.uid}|${e.involvedObject.fieldPath ?? ''}|${e.source?.component}|${e.type}|${e.reason}|${e.message}`
}
