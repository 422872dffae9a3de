/** Job: batch/v1. Source: pkg/registry/batch/job, pkg/apis/batch/v1/defaults.go. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { generateSelector } from './job/selector.ts'
import { validateJobStatus } from './job/status.ts'
import { validateJob, validateJobUpdate } from './job/validation.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { ageOf } from './printing/age.ts'
import { completionsCell, jobDurationCell, jobStatusCell } from './printing/job.ts'
import { containerCells, selectorCell, TEMPLATE_COLUMNS } from './printing/template.ts'
import type { Job } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const MAX_INT32 = 2_147_483_647
const DEFAULT_BACKOFF_LIMIT = 6
/** Above these, an Indexed Job may lose track of its indexes. */
const MANY_COMPLETIONS = 100_000
const MANY_AT_ONCE = 10_000

export const job = defineKind<Job>({
  info: resourceInfo('batch', 'Job', 'jobs', { categories: ['all'] }),
  schema: 'io.k8s.api.batch.v1.Job',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  orphansDependents: true,
  defaults: defaultJob,
  prepareForCreate(object) {
    object.status = {}
    generateSelector(object)
  },
  validate: (object) => statusCauses(validateJob(object)),
  validateUpdate: (next, old) => statusCauses(validateJobUpdate(next, old)),
  validateStatusUpdate: (next, old) => statusCauses(validateJobStatus(next, old)),
  warnings: (object, old) => [...manyWarnings(object), ...templateWarnings(object, old, object.spec.template)],
  columns: [
    NAME,
    column('Status', 'string', 'What the Job is doing, in one word.'),
    column('Completions', 'string', 'Pods that succeeded, of all that should.'),
    column('Duration', 'string', 'How long the Job ran, or has run until now.'),
    AGE,
    ...TEMPLATE_COLUMNS,
  ],
  printRow: (object, clock) => [
    object.metadata.name,
    jobStatusCell(object),
    completionsCell(object),
    jobDurationCell(object, clock),
    ageOf(object.metadata.creationTimestamp, clock),
    ...containerCells(object.spec?.template ?? {}),
    selectorCell(object.spec?.selector),
  ],
  fields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
})

function defaultJob(object: Job): void {
  object.spec ??= {} as Job['spec']
  const { spec, metadata } = object
  if (spec.parallelism === undefined) spec.completions ??= 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? DEFAULT_BACKOFF_LIMIT : MAX_INT32
  spec.template ??= {}
  defaultPodTemplate(spec.template)
  const labels = spec.template.metadata?.labels ?? {}
  if (Object.keys(labels).length > 0 && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels }
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  for (const { onPodConditions } of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of onPodConditions ?? []) pattern.status ||= 'True'
  }
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
  spec.manualSelector ??= false
  object.status ??= {}
}

function manyWarnings({ spec }: Job): string[] {
  const { completionMode, completions = 0, parallelism = 0 } = spec
  if (completionMode !== 'Indexed' || completions <= MANY_COMPLETIONS || parallelism <= MANY_AT_ONCE) return []
  const what = 'a number of completions higher than 10^5 and a parallelism higher than 10^4'
  const then = 'Kubernetes might not be able to track completedIndexes when a big number of indexes fail'
  return [`spec: In Indexed Jobs with ${what}, ${then}`]
}
