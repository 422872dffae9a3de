/**
 * events.k8s.io/v1: the same events with newer names for their fields, and stricter about what is written. Source:
 * pkg/apis/events/v1/conversion.go, defaults and field labels beside it.
 */
import type { VersionConversion } from '../../api/kind.ts'
import type { KObject } from '../../api/object.ts'
import { statusCauses } from '../validation/causes.ts'
import type { Event } from '../types.ts'
import { validateNewEvent, validateNewEventUpdate } from './validation.ts'

/** The newer shape. */
interface NewEvent extends KObject {
  regarding?: Event['involvedObject']
  related?: Event['related']
  reason?: string
  note?: string
  action?: string
  type?: string
  eventTime?: string | null
  series?: Event['series']
  reportingController?: string
  reportingInstance?: string
  deprecatedSource?: Event['source']
  deprecatedFirstTimestamp?: string | null
  deprecatedLastTimestamp?: string | null
  deprecatedCount?: number
}

export const eventsV1: VersionConversion = {
  group: 'events.k8s.io',
  version: 'v1',
  schema: 'io.k8s.api.events.v1.Event',
  fromStored: (object) => newer(object as Event),
  toStored: (object) => older(object as NewEvent),
  validate: (object) => statusCauses(validateNewEvent(object as Event)),
  validateUpdate: (next, old) => statusCauses(validateNewEventUpdate(next as Event, old as Event)),
  fields: Object.fromEntries([
    ['reason', (e: Event) => e.reason ?? ''],
    ['reportingController', (e: Event) => e.reportingComponent ?? ''],
    ['type', (e: Event) => e.type ?? ''],
    ...(['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'] as const).map((part) => [
      `regarding.${part}`,
      (e: Event) => e.involvedObject[part] ?? '',
    ]),
  ]),
}

const newer = (event: Event): NewEvent => ({
  ...keptOf(event),
  apiVersion: 'events.k8s.io/v1',
  eventTime: event.eventTime ?? null,
  reportingController: event.reportingComponent ?? '',
  regarding: event.involvedObject,
  note: event.message,
  deprecatedSource: event.source,
  deprecatedFirstTimestamp: event.firstTimestamp ?? null,
  deprecatedLastTimestamp: event.lastTimestamp ?? null,
  deprecatedCount: event.count,
})

const older = (event: NewEvent): KObject =>
  withoutUndefined({
    ...keptOf(event),
    apiVersion: 'v1',
    involvedObject: event.regarding ?? {},
    message: event.note,
    source: event.deprecatedSource ?? {},
    firstTimestamp: event.deprecatedFirstTimestamp ?? null,
    lastTimestamp: event.deprecatedLastTimestamp ?? null,
    count: event.deprecatedCount,
    eventTime: event.eventTime ?? null,
    reportingComponent: event.reportingController ?? '',
    reportingInstance: event.reportingInstance ?? '',
  })

/** Fields with one name in both; read one by one, as a recorded event computes them. */
const keptOf = ({ kind, metadata, reason, type, series, action, related, reportingInstance }: Event | NewEvent) => ({
  kind,
  metadata,
  reason,
  type,
  series,
  action,
  related,
  reportingInstance,
})

const withoutUndefined = (object: Record<string, unknown>): KObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as unknown as KObject
