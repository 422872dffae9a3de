/** CronJob: batch/v1. Source: pkg/registry/batch/cronjob, pkg/apis/batch/v1/defaults.go. */
import { validateCronJob, validateCronJobUpdate } from './cronjob/validation.ts'
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { ageOf } from './printing/age.ts'
import { CONTAINER_COLUMNS, containerCells, selectorCell } from './printing/template.ts'
import type { CronJob } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const SUCCESSFUL_JOBS = 3
const FAILED_JOBS = 1

export const cronJob = defineKind<CronJob>({
  info: resourceInfo('batch', 'CronJob', 'cronjobs', { shortNames: ['cj'], categories: ['all'] }),
  schema: 'io.k8s.api.batch.v1.CronJob',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  defaults: defaultCronJob,
  prepareForCreate(object) {
    object.status = {}
  },
  validate: (object) => statusCauses(validateCronJob(object)),
  validateUpdate: (next, old) => statusCauses(validateCronJobUpdate(next, old)),
  warnings: (object, old) => [...templateWarningsOf(object, old), ...zoneWarnings(object)],
  columns: [
    NAME,
    column('Schedule', 'string', 'When Jobs are made, in cron format.'),
    column('Timezone', 'string', 'The time zone the schedule is read in.'),
    column('Suspend', 'boolean', 'Whether no more Jobs are made.'),
    column('Active', 'integer', 'Jobs that are running.'),
    column('Last Schedule', 'string', 'How long ago the last Job was due.'),
    AGE,
    ...CONTAINER_COLUMNS,
    wide('Selector', 'string', 'Labels by which Jobs know their Pods.'),
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    spec.schedule,
    spec.timeZone ?? '<none>',
    spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
    status?.active?.length ?? 0,
    status?.lastScheduleTime ? ageOf(status.lastScheduleTime, clock) : '<none>',
    ageOf(metadata.creationTimestamp, clock),
    ...containerCells(spec.jobTemplate?.spec?.template ?? {}),
    selectorCell(spec.jobTemplate?.spec?.selector),
  ],
})

function defaultCronJob(object: CronJob): void {
  object.spec ??= {} as CronJob['spec']
  const { spec } = object
  spec.jobTemplate ??= {}
  spec.jobTemplate.spec ??= { template: {} }
  spec.jobTemplate.spec.template ??= {}
  defaultPodTemplate(spec.jobTemplate.spec.template)
  spec.concurrencyPolicy ||= 'Allow'
  spec.suspend ??= false
  spec.successfulJobsHistoryLimit ??= SUCCESSFUL_JOBS
  spec.failedJobsHistoryLimit ??= FAILED_JOBS
  object.status ??= {}
}

/** The Pods' template stands one floor deeper than elsewhere. */
function templateWarningsOf(object: CronJob, old: CronJob | undefined): string[] {
  return templateWarnings(object, old, object.spec.jobTemplate.spec?.template).map((warning) =>
    warning.replace(/^spec\.template/, 'spec.jobTemplate.spec.template'),
  )
}

function zoneWarnings({ spec: { schedule } }: CronJob): string[] {
  if (!schedule?.includes('TZ')) return []
  const where = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/'
  return [`CRON_TZ or TZ used in ${schedule} is not officially supported, see ${where} for more details`]
}
