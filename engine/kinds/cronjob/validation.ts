/** CronJobs on create and update. Source: pkg/apis/batch/validation ValidateCronJobCreate, ValidateCronJobUpdate. */
import { parseDuration } from '../../api/duration.ts'
import { type FieldError, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { goLabelSelector } from '../../api/gosyntax.ts'
import { CronError } from '../../core/cron/fields.ts'
import { parseSchedule } from '../../core/cron/schedule.ts'
import { findZone } from '../../core/cron/zones.ts'
import { validateJobSpecFields } from '../job/spec.ts'
import type { CronJob, JobSpec } from '../types.ts'
import { notNegative, oneOf } from '../validation/checks.ts'

type Spec = CronJob['spec']

/** Names of Jobs are up to 11 characters longer, and must be labels. */
const MAX_NAME = 52
const POLICIES = ['Allow', 'Forbid', 'Replace']
const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/

export function validateCronJob({ metadata: { name }, spec }: CronJob): FieldError[] {
  const errors = validateSpec(spec, undefined)
  const long = name.length > MAX_NAME
  return long ? [...errors, invalid('metadata.name', name, `must be no more than ${MAX_NAME} characters`)] : errors
}

export function validateCronJobUpdate(next: CronJob, old: CronJob): FieldError[] {
  return validateSpec(next.spec, old.spec)
}

function validateSpec(spec: Spec, old: Spec | undefined): FieldError[] {
  const { jobTemplate, timeZone } = spec
  return [
    ...validateSchedule(spec, old, 'spec.schedule'),
    ...notNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...(old === undefined || old.timeZone !== timeZone ? validateTimeZone(timeZone, 'spec.timeZone') : []),
    ...oneOf(spec.concurrencyPolicy, 'spec.concurrencyPolicy', POLICIES),
    ...validateTemplate(jobTemplate.spec, 'spec.jobTemplate.spec'),
    ...notNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...notNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  ]
}

/** A zone in the schedule is refused, unless it has been there since that was not so. */
function validateSchedule({ schedule, timeZone }: Spec, old: Spec | undefined, path: string): FieldError[] {
  if (!schedule) return [required(path, '')]
  const message = scheduleError(schedule)
  const errors = message === undefined ? [] : [invalid(path, schedule, message)]
  if (!schedule.includes('TZ')) return errors
  const tolerated = old?.schedule.includes('TZ') ?? false
  if (!tolerated) {
    return [...errors, invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')]
  }
  if (timeZone === undefined) return errors
  return [...errors, invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule')]
}

function scheduleError(schedule: string): string | undefined {
  try {
    parseSchedule(schedule, parseDuration)
    return undefined
  } catch (error) {
    if (error instanceof CronError) return error.message
    throw error
  }
}

function validateTimeZone(timeZone: string | undefined, path: string): FieldError[] {
  if (timeZone === undefined) return []
  if (timeZone === '') return [invalid(path, timeZone, 'timeZone must be nil or non-empty string')]
  const unknown = invalid(path, timeZone, `unknown time zone ${timeZone}`)
  const isPart = (part: string) => part !== '.' && part !== '..' && !part.startsWith('-') && ZONE_PART.test(part)
  if (!timeZone.split('/').every(isPart)) return [unknown]
  if (timeZone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
    // Only the exact name means something to Go.
    return [invalid(path, timeZone, detail), ...(timeZone === 'Local' ? [] : [unknown])]
  }
  return findZone(timeZone) === undefined ? [unknown] : []
}

/** A Job's template: its selector is made with the Job. */
function validateTemplate(spec: JobSpec | undefined, path: string): FieldError[] {
  const { selector, manualSelector } = spec ?? {}
  const errors = validateJobSpecFields(spec ?? { template: {} }, path)
  if (selector)
    errors.push(invalid(child(path, 'selector'), goLabelSelector(selector), '`selector` will be auto-generated'))
  if (manualSelector) errors.push(notSupported(child(path, 'manualSelector'), manualSelector, ['nil', 'false']))
  return errors
}
