/** What an event may say, by the API it is written through. Source: pkg/apis/core/validation/events.go. */
import { equal } from '../../api/equal.ts'
import { type FieldError, invalid, required } from '../../api/fielderror.ts'
import { byteLength } from '../../api/utf8.ts'
import type { Event } from '../types.ts'
import { dnsSubdomain, qualifiedName } from '../validation/checks.ts'

const SHORT = 128
const NOTE = 1024
const MISPLACED = 'does not match event.namespace'
const UNSET = 'needs to be unset'
/** Recorded once and for all, in the order they are looked at. */
const FIXED = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'reason',
  'type',
  'eventTime',
  'action',
  'related',
  ['reportingComponent', 'reportingController'],
  'reportingInstance',
] as const

/** Written as v1: an event with a time in microseconds says more of itself than one without. */
export function validateEvent(event: Event): FieldError[] {
  const { metadata } = event
  return [
    ...(event.eventTime ? validateTold(event) : validatePlace(event)),
    ...dnsSubdomain(metadata.namespace ?? '', 'namespace'),
  ]
}

/** An event lies in its object's namespace; those of objects without one in `default`. */
function validatePlace({ metadata, involvedObject }: Event): FieldError[] {
  const about = involvedObject?.namespace ?? ''
  const { namespace = '' } = metadata
  const fits = about === '' ? namespace === '' || namespace === 'default' : about === namespace
  return fits ? [] : [invalid('involvedObject.namespace', about, MISPLACED)]
}

function validateTold({ metadata, involvedObject, ...event }: Event): FieldError[] {
  const about = involvedObject?.namespace ?? ''
  const controller = event.reportingComponent ?? ''
  const isLost = about === '' && metadata.namespace !== 'default' && metadata.namespace !== 'kube-system'
  return [
    ...(isLost ? [invalid('involvedObject.namespace', about, MISPLACED)] : []),
    ...(controller === '' ? [required('reportingController', '')] : []),
    ...qualifiedName(controller, 'reportingController'),
    ...said(event.reportingInstance, 'reportingInstance'),
    ...said(event.action, 'action'),
    ...said(event.reason, 'reason'),
    ...atMost(event.message, 'message', NOTE),
  ]
}

const said = (text: string | undefined, field: string): FieldError[] =>
  text ? atMost(text, field, SHORT) : [required(field, '')]

const atMost = (text: string | undefined, field: string, limit: number): FieldError[] =>
  byteLength(text ?? '') > limit ? [invalid(field, '', `can have at most ${limit} characters`)] : []

/** Written as events.k8s.io/v1: nothing of the old counts and times. */
export function validateNewEvent(event: Event): FieldError[] {
  const { type = '', source, count = 0 } = event
  const isKnown = type === 'Normal' || type === 'Warning'
  const old = [
    ...(event.firstTimestamp ? ['firstTimestamp'] : []),
    ...(event.lastTimestamp ? ['lastTimestamp'] : []),
    ...(count === 0 ? [] : ['count']),
    ...(source?.component || source?.host ? ['source'] : []),
  ]
  return [
    ...validateEvent(event),
    ...validateSeries(event),
    ...(event.eventTime ? [] : [required('eventTime', '')]),
    ...(isKnown ? [] : [invalid('type', '', `has invalid value: ${type}`)]),
    ...old.map((field) => invalid(field, '', UNSET)),
  ]
}

export function validateNewEventUpdate(next: Event, old: Event): FieldError[] {
  const changed = FIXED.map((field) => (typeof field === 'string' ? ([field, field] as const) : field)).filter(
    ([field]) => !equal(next[field] ?? null, old[field] ?? null),
  )
  return [
    ...validateEvent(next),
    ...(equal(next.series, old.series) ? [] : validateSeries(next)),
    ...changed.map(([field, shown]) => invalid(shown, next[field], 'field is immutable')),
  ]
}

function validateSeries({ series }: Event): FieldError[] {
  if (!series) return []
  return [
    ...((series.count ?? 0) < 2 ? [invalid('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [required('series.lastObservedTime', '')]),
  ]
}
