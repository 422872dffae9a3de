/** What Jobs and the Job templates of CronJobs are validated alike for. Source: pkg/apis/batch/validation validateJobSpec. */
import { validateDomainPrefixedPath } from '../../api/domainnames.ts'
import { type FieldError, invalid, notSupported, required, tooLong } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { validatePodTemplate } from '../podspec/template.ts'
import type { JobSpec } from '../types.ts'
import { notNegative } from '../validation/checks.ts'
import { validatePodFailurePolicy } from './failurepolicy.ts'
import { goSuccessPolicy, validateSuccessPolicy } from './successpolicy.ts'

const MAX_INDEXED_PARALLELISM = 100_000
const MAX_FAILED_INDEXES = 100_000
/** Above so many completions, stricter limits hold for Jobs with a back-off limit per index. */
const MANY_COMPLETIONS = 100_000
const MANY_COMPLETIONS_PARALLELISM = 10_000
const MANY_COMPLETIONS_FAILED_INDEXES = 10_000
const MAX_MANAGED_BY = 63

const NON_INDEXED = 'NonIndexed'
const INDEXED = 'Indexed'

export function validateJobSpecFields(spec: JobSpec, path: string): FieldError[] {
  const at = (field: string) => child(path, field)
  return [
    ...notNegative(spec.parallelism, at('parallelism')),
    ...notNegative(spec.completions, at('completions')),
    ...notNegative(spec.activeDeadlineSeconds, at('activeDeadlineSeconds')),
    ...notNegative(spec.backoffLimit, at('backoffLimit')),
    ...notNegative(spec.ttlSecondsAfterFinished, at('ttlSecondsAfterFinished')),
    ...notNegative(spec.backoffLimitPerIndex, at('backoffLimitPerIndex')),
    ...notNegative(spec.maxFailedIndexes, at('maxFailedIndexes')),
    ...needsPerIndex(spec, at('backoffLimitPerIndex')),
    ...validateManagedBy(spec.managedBy, at('managedBy')),
    ...validateMode(spec, path),
    ...(spec.podFailurePolicy ? validatePodFailurePolicy(spec, at('podFailurePolicy')) : []),
    ...policyOfSuccess(spec, at('successPolicy')),
    ...validateReplacement(spec, at('podReplacementPolicy')),
    ...validatePodTemplate(spec.template, at('template')),
    ...validateRestartPolicy(spec, child(path, 'template', 'spec', 'restartPolicy')),
  ]
}

function needsPerIndex({ maxFailedIndexes, backoffLimitPerIndex }: JobSpec, path: string): FieldError[] {
  const missing = maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined
  return missing ? [required(path, 'when maxFailedIndexes is specified')] : []
}

function validateManagedBy(managedBy: string | undefined, path: string): FieldError[] {
  if (managedBy === undefined) return []
  const long = managedBy.length > MAX_MANAGED_BY ? [tooLong(path, MAX_MANAGED_BY)] : []
  return [...validateDomainPrefixedPath(managedBy, path), ...long]
}

function validateMode(spec: JobSpec, path: string): FieldError[] {
  const { completionMode: mode } = spec
  if (mode === INDEXED) return validateIndexed(spec, path)
  const at = (field: string) => child(path, field)
  if (mode !== undefined && mode !== NON_INDEXED) {
    return [notSupported(at('completionMode'), mode, [NON_INDEXED, INDEXED])]
  }
  return (['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((field) =>
    spec[field] === undefined ? [] : [invalid(at(field), spec[field], 'requires indexed completion mode')],
  )
}

function validateIndexed(spec: JobSpec, path: string): FieldError[] {
  const { completions, parallelism = 0, maxFailedIndexes: failed } = spec
  const at = (field: string) => child(path, field)
  const errors: FieldError[] = []
  if (completions === undefined) errors.push(required(at('completions'), `when completion mode is ${INDEXED}`))
  if (parallelism > MAX_INDEXED_PARALLELISM) {
    const detail = `must be less than or equal to ${MAX_INDEXED_PARALLELISM} when completion mode is ${INDEXED}`
    errors.push(invalid(at('parallelism'), parallelism, detail))
  }
  if (completions !== undefined && failed !== undefined && failed > completions) {
    errors.push(invalid(at('maxFailedIndexes'), failed, 'must be less than or equal to completions'))
  }
  if (failed !== undefined && failed > MAX_FAILED_INDEXES) {
    errors.push(invalid(at('maxFailedIndexes'), failed, `must be less than or equal to ${MAX_FAILED_INDEXES}`))
  }
  const isMany = (completions ?? 0) > MANY_COMPLETIONS && spec.backoffLimitPerIndex !== undefined
  return isMany ? [...errors, ...validateMany(spec, path)] : errors
}

function validateMany({ parallelism = 0, maxFailedIndexes: failed }: JobSpec, path: string): FieldError[] {
  const at = (field: string) => child(path, field)
  const most = (limit: number) =>
    `must be less than or equal to ${limit} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`
  const errors: FieldError[] = []
  if (failed === undefined) {
    errors.push(required(at('maxFailedIndexes'), `must be specified when completions is above ${MANY_COMPLETIONS}`))
  }
  if (parallelism > MANY_COMPLETIONS_PARALLELISM) {
    errors.push(invalid(at('parallelism'), parallelism, most(MANY_COMPLETIONS_PARALLELISM)))
  }
  if (failed !== undefined && failed > MANY_COMPLETIONS_FAILED_INDEXES) {
    errors.push(invalid(at('maxFailedIndexes'), failed, most(MANY_COMPLETIONS_FAILED_INDEXES)))
  }
  return errors
}

function policyOfSuccess(spec: JobSpec, path: string): FieldError[] {
  if (!spec.successPolicy) return []
  if (spec.completionMode === INDEXED) return validateSuccessPolicy(spec, path)
  return [invalid(path, goSuccessPolicy(spec), 'requires indexed completion mode')]
}

function validateReplacement({ podReplacementPolicy: policy, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  if (policy === undefined) return []
  // With a policy of failures, only what has failed is replaced.
  const supported = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed']
  return supported.includes(policy) ? [] : [notSupported(path, policy, supported)]
}

function validateRestartPolicy({ template, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  const policy = template.spec?.restartPolicy
  // What is not said has been defaulted to Always.
  if (!policy || policy === 'Always') return [required(path, 'valid values: "OnFailure", "Never"')]
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(path, policy, ['OnFailure', 'Never'])]
  if (!podFailurePolicy || policy === 'Never') return []
  return [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
}
