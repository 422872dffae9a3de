/** Jobs and CronJobs. Source: describe.go. */
import type { Call } from '../call.ts'
import { type Json, list, map, num, object, text } from '../base/json.ts'
import { eventsBlock } from './events.ts'
import { annotationsBlock, capital, controlledBy, head, labelled, labelsBlock, selectorText } from './meta.ts'
import { templateBlock } from './template.ts'
import { between, rfc1123 } from './times.ts'
import type { Writer } from './writer.ts'

const MOST_INDEXES = 50

export function job(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  const status = object(one, 'status')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  if (spec.selector !== undefined) w.field(0, 'Selector', selectorText(spec.selector))
  labelled(w, one)
  const owner = controlledBy(one)
  if (owner !== '') w.field(0, 'Controlled By', owner)
  const given = (name: string, value: unknown, unit = '') => {
    if (value !== undefined) w.field(0, name, `${value}${unit}`)
  }
  given('Parallelism', spec.parallelism)
  w.field(0, 'Completions', spec.completions ?? '<unset>')
  given('Completion Mode', spec.completionMode)
  given('Suspend', spec.suspend)
  given('Backoff Limit', spec.backoffLimit)
  given('TTL Seconds After Finished', spec.ttlSecondsAfterFinished)
  const [start, end] = [text(status, 'startTime'), text(status, 'completionTime')]
  if (start !== '') w.field(0, 'Start Time', rfc1123(start))
  if (end !== '') w.field(0, 'Completed At', rfc1123(end))
  if (start !== '' && end !== '') w.field(0, 'Duration', between(start, end))
  given('Active Deadline Seconds', spec.activeDeadlineSeconds, 's')
  const ready = status.ready === undefined ? '' : ` (${num(status, 'ready')} Ready)`
  w.field(
    0,
    'Pods Statuses',
    `${num(status, 'active')} Active${ready} / ${num(status, 'succeeded')} Succeeded / ${num(status, 'failed')} Failed`,
  )
  if (spec.completionMode === 'Indexed') w.field(0, 'Completed Indexes', indexes(text(status, 'completedIndexes')))
  templateBlock(w, object(spec, 'template'))
  eventsBlock(call, w, one, 'Job')
}

function indexes(words: string): string {
  if (words === '') return '<none>'
  if (words.length <= MOST_INDEXES) return words
  const cut = words.slice(0, MOST_INDEXES).lastIndexOf(',')
  return `${words.slice(0, cut < 0 ? MOST_INDEXES : cut + 1)}...`
}

export function cronJob(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  head(w, one)
  w.field(0, 'Schedule', text(spec, 'schedule'))
  if (text(spec, 'timeZone') !== '') w.field(0, 'Time Zone', text(spec, 'timeZone'))
  w.field(0, 'Concurrency Policy', text(spec, 'concurrencyPolicy'))
  w.field(0, 'Suspend', spec.suspend === undefined ? '<unset>' : capital(spec.suspend))
  w.field(0, 'Successful Job History Limit', spec.successfulJobsHistoryLimit ?? '<unset>')
  w.field(0, 'Failed Job History Limit', spec.failedJobsHistoryLimit ?? '<unset>')
  const deadline = spec.startingDeadlineSeconds
  w.field(0, 'Starting Deadline Seconds', deadline === undefined ? '<unset>' : `${deadline}s`)
  jobTemplate(w, object(spec, 'jobTemplate'))
  const last = text(one, 'status', 'lastScheduleTime')
  w.field(0, 'Last Schedule Time', last === '' ? '<unset>' : rfc1123(last))
  const active = list(one, 'status', 'active').map((each) => text(each, 'name'))
  w.field(0, 'Active Jobs', active.length === 0 ? '<none>' : active.join(', '))
  eventsBlock(call, w, one, 'CronJob')
}

function jobTemplate(w: Writer, template: Json): void {
  const spec = object(template, 'spec')
  if (Object.keys(map(template, 'metadata', 'labels')).length > 0)
    labelsBlock(w, 'Labels', map(template, 'metadata', 'labels'))
  if (Object.keys(map(template, 'metadata', 'annotations')).length > 0)
    annotationsBlock(w, 'Annotations', map(template, 'metadata', 'annotations'))
  w.field(0, 'Selector', spec.selector === undefined ? '<unset>' : selectorText(spec.selector))
  w.field(0, 'Parallelism', spec.parallelism ?? '<unset>')
  w.field(0, 'Completions', spec.completions ?? '<unset>')
  if (spec.activeDeadlineSeconds !== undefined) w.field(0, 'Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`)
  templateBlock(w, object(spec, 'template'))
}
