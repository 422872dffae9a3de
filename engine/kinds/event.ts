/** Event: core/v1. Source: pkg/registry/core/event, pkg/printers/internalversion. */
import { column, defineKind, resourceInfo, wide } from './define.ts'
import { eventsV1 } from './event/conversion.ts'
import { validateEvent } from './event/validation.ts'
import { ageOf, type PrintClock } from './printing/age.ts'
import type { Event } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const event = defineKind<Event>({
  info: resourceInfo('', 'Event', 'events', { shortNames: ['ev'] }),
  schema: 'io.k8s.api.core.v1.Event',
  otherVersions: [eventsV1],
  status: false,
  generation: false,
  nameRule: 'subdomain',
  validate: (object) => statusCauses(validateEvent(object)),
  validateUpdate: (next) => statusCauses(validateEvent(next)),
  columns: [
    column('Last Seen', 'string', 'How long ago it happened last.'),
    column('Type', 'string', 'Normal or Warning.'),
    column('Reason', 'string', 'Why it was reported, in one word.'),
    column('Object', 'string', 'What it is about.'),
    wide('Subobject', 'string', 'The part of the object it is about.'),
    wide('Source', 'string', 'The component that reported it, and on which host.'),
    column('Message', 'string', 'What happened, in words.'),
    wide('First Seen', 'string', 'How long ago it happened first.'),
    wide('Count', 'string', 'How often it happened.'),
    { ...wide('Name', 'string', 'Name of the event.'), format: 'name' },
  ],
  printRow: (object, clock) => {
    const { involvedObject: about } = object
    return [
      lastSeen(object, clock),
      object.type ?? '',
      object.reason ?? '',
      about.kind ? `${about.kind.toLowerCase()}/${about.name ?? ''}` : (about.name ?? ''),
      about.fieldPath ?? '',
      sourceCell(object),
      (object.message ?? '').trim(),
      firstSeen(object, clock),
      timesSeen(object),
      object.metadata.name,
    ]
  },
  fields: {
    'involvedObject.kind': (e) => e.involvedObject.kind ?? '',
    'involvedObject.namespace': (e) => e.involvedObject.namespace ?? '',
    'involvedObject.name': (e) => e.involvedObject.name ?? '',
    'involvedObject.uid': (e) => e.involvedObject.uid ?? '',
    'involvedObject.apiVersion': (e) => e.involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (e) => e.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (e) => e.involvedObject.fieldPath ?? '',
    reason: (e) => e.reason ?? '',
    reportingComponent: (e) => e.reportingComponent ?? '',
    source: (e) => e.source?.component || e.reportingComponent || '',
    type: (e) => e.type ?? '',
  },
})

function firstSeen({ firstTimestamp, eventTime }: Event, clock: PrintClock): string {
  return ageOf(firstTimestamp || eventTime, clock)
}

function lastSeen(object: Event, clock: PrintClock): string {
  if (object.series) return ageOf(object.series.lastObservedTime as unknown as string, clock)
  return object.lastTimestamp ? ageOf(object.lastTimestamp, clock) : firstSeen(object, clock)
}

function timesSeen({ series, count }: Event): number {
  return series ? (series.count ?? 0) : count || 1
}

function sourceCell({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || ''
  const host = source?.host || reportingInstance || ''
  return host ? `${component}, ${host}` : component
}
