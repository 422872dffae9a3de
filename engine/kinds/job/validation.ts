/** Jobs on create and update. Source: pkg/apis/batch/validation ValidateJob, ValidateJobUpdate. */
import { equal } from '../../api/equal.ts'
import { type FieldError, invalid, required, verbatim } from '../../api/fielderror.ts'
import { goLabelSelector, goStringMap } from '../../api/gosyntax.ts'
import { dnsLabelMessages } from '../../api/names.ts'
import { FIELD_IS_IMMUTABLE } from '../../api/objectmeta.ts'
import type { Job } from '../types.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'
import { selects, validateGeneratedSelector } from './selector.ts'
import { validateJobSpecFields } from './spec.ts'
import { validateTemplateUpdate } from './template.ts'

type Spec = Job['spec']

/** @param old the stored Job, when it is an update. */
export function validateJob(job: Job, old?: Job): FieldError[] {
  return [...validateGeneratedSelector(job, old), ...validateJobSpec(job.spec), ...validateHostname(job)]
}

function validateJobSpec(spec: Spec): FieldError[] {
  const { selector, template } = spec
  const labels = template.metadata?.labels
  const errors = validateJobSpecFields(spec, 'spec')
  errors.push(...(selector ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector', '')]))
  if (!selects(selector, labels)) {
    const detail = '`selector` does not match template `labels`'
    errors.push(invalid('spec.template.metadata.labels', verbatim(goStringMap(labels)), detail))
  }
  return errors
}

/** The Pods of an Indexed Job are hosts named for their index. */
function validateHostname({ metadata: { name }, spec: { completionMode, completions = 0 } }: Job): FieldError[] {
  if (completionMode !== 'Indexed' || completions <= 0) return []
  const host = `${name}-${completions - 1}`
  if (dnsLabelMessages(host).length === 0) return []
  return [invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${host}`)]
}

/** Upstream judges the next Job twice, by itself and as an update: its errors come twice, too. */
export function validateJobUpdate(next: Job, old: Job): FieldError[] {
  return [...validateJob(next, old), ...validateJobSpec(next.spec), ...immutableErrors(next.spec, old)]
}

function immutableErrors(next: Spec, { spec: old, status }: Job): FieldError[] {
  const frozen = (field: keyof Spec, value: unknown = next[field] ?? null) =>
    equal(next[field], old[field]) ? [] : [invalid(`spec.${field}`, value, FIELD_IS_IMMUTABLE)]
  const neverStarted = old.suspend === true && !status?.startTime
  return [
    ...validateCompletions(next, old),
    ...frozen('selector', goLabelSelector(next.selector)),
    ...validateTemplateUpdate(next.template, old.template, neverStarted),
    ...frozen('completionMode'),
    ...frozen('podFailurePolicy'),
    ...frozen('backoffLimitPerIndex'),
    ...frozen('managedBy'),
    ...frozen('successPolicy'),
  ]
}

/** An Indexed Job may be scaled: completions and parallelism together. */
function validateCompletions(next: Spec, old: Spec): FieldError[] {
  const { completions, parallelism } = next
  if (equal(completions, old.completions)) return []
  if (next.completionMode !== 'Indexed') return [invalid('spec.completions', completions ?? null, FIELD_IS_IMMUTABLE)]
  if (completions === undefined || completions === parallelism) return []
  return [invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism')]
}
