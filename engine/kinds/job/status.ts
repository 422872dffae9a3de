/** What a status update of a Job may say. Source: pkg/apis/batch/validation ValidateJobStatusUpdate, and jobStatusStrategy. */
import { equal } from '../../api/equal.ts'
import { duplicate, type FieldError, invalid, OMITTED, required } from '../../api/fielderror.ts'
import { index } from '../../api/fieldpath.ts'
import type { Job } from '../types.ts'
import { notNegative } from '../validation/checks.ts'
import { countIndexes, IndexesError, overlappingIndex } from './indexes.ts'

type Status = Job['status']
type Condition = 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet'

const CONDITIONS = 'status.conditions'

const isTrue = ({ status }: Job, type: Condition): boolean =>
  status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false

const isFinished = (job: Job): boolean => isTrue(job, 'Complete') || isTrue(job, 'Failed')

/** What a rule forbids, said of a field without its value. */
const wrong = (detail: string): FieldError => invalid(CONDITIONS, OMITTED, detail)

/** Most rules hold for what changes only, so that an old status never stands in the way of a new one. */
export function validateJobStatus(next: Job, old: Job): FieldError[] {
  const changed = (field: keyof Status) => !equal(next.status?.[field], old.status?.[field])
  return [
    ...countErrors(next.status),
    ...uncountedErrors(next.status),
    ...conditionErrors(next, old),
    ...timeErrors(next, old, changed),
    ...finishedErrors(next, old, changed),
    ...indexErrors(next, changed),
    ...transitionErrors(next, old),
  ]
}

function countErrors(status: Status): FieldError[] {
  const counts = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const
  return counts.flatMap((field) => notNegative(status[field], `status.${field}`))
}

function uncountedErrors({ uncountedTerminatedPods: uncounted = {} }: Status): FieldError[] {
  const seen = new Set<string>()
  const check = (field: 'succeeded' | 'failed') =>
    (uncounted[field] ?? []).flatMap((uid, i) => {
      const path = index(`status.uncountedTerminatedPods.${field}`, i)
      if (uid === '') return [invalid(path, uid, 'must not be empty')]
      if (seen.has(uid)) return [duplicate(path, uid)]
      seen.add(uid)
      return []
    })
  return [...check('succeeded'), ...check('failed')]
}

function conditionErrors(next: Job, old: Job): FieldError[] {
  const flips = (type: Condition) => isTrue(next, type) !== isTrue(old, type)
  const [complete, failed] = [isTrue(next, 'Complete'), isTrue(next, 'Failed')]
  const met = isTrue(next, 'SuccessCriteriaMet')
  const targeted = isTrue(next, 'FailureTarget')
  const errors: FieldError[] = []
  if ((flips('Complete') || flips('Failed')) && complete && failed) {
    errors.push(wrong('cannot set Complete=True and Failed=true conditions'))
  }
  if ((flips('Complete') || flips('FailureTarget')) && complete && targeted) {
    errors.push(wrong('cannot set Complete=True and FailureTarget=true conditions'))
  }
  if (flips('Failed') && failed && !targeted) {
    errors.push(wrong('cannot set Failed=True condition without the FailureTarget=true condition'))
  }
  if (flips('Complete') && complete && !met) {
    errors.push(wrong('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'))
  }
  if (met && failed) errors.push(wrong('cannot set SuccessCriteriaMet=True and Failed=true conditions'))
  if (met && targeted) errors.push(wrong('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'))
  return errors
}

function timeErrors(next: Job, old: Job, changed: (field: keyof Status) => boolean): FieldError[] {
  const { startTime, completionTime } = next.status
  const complete = isTrue(next, 'Complete')
  const path = 'status.completionTime'
  const errors: FieldError[] = []
  if (changed('completionTime') || complete !== isTrue(old, 'Complete')) {
    if (completionTime && !complete) {
      errors.push(invalid(path, completionTime, 'cannot set completionTime when there is no Complete=True condition'))
    }
    if (!completionTime && complete) errors.push(required(path, 'completionTime is required for Complete jobs'))
  }
  const timed = changed('startTime') || changed('completionTime')
  if (timed && startTime && completionTime && completionTime < startTime) {
    errors.push(invalid(path, completionTime, 'completionTime cannot be set before startTime'))
  }
  return errors
}

function finishedErrors(next: Job, old: Job, changed: (field: keyof Status) => boolean): FieldError[] {
  if (!isFinished(next)) return []
  const turned = !isFinished(old)
  const { active = 0, startTime, uncountedTerminatedPods: uncounted = {}, terminating = 0 } = next.status
  const waiting = (uncounted.succeeded?.length ?? 0) + (uncounted.failed?.length ?? 0)
  const errors: FieldError[] = []
  if ((turned || changed('active')) && active > 0) {
    errors.push(invalid('status.active', active, 'active>0 is invalid for finished job'))
  }
  if ((turned || changed('startTime')) && !startTime) {
    errors.push(required('status.startTime', 'startTime is required for finished job'))
  }
  if ((turned || changed('uncountedTerminatedPods')) && waiting > 0) {
    const detail = 'uncountedTerminatedPods needs to be empty for finished job'
    errors.push(invalid('status.uncountedTerminatedPods', uncounted, detail))
  }
  if ((turned || changed('terminating')) && terminating > 0) {
    errors.push(invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'))
  }
  return errors
}

function indexErrors({ spec, status }: Job, changed: (field: keyof Status) => boolean): FieldError[] {
  const { completedIndexes = '', failedIndexes, ready, active = 0 } = status
  const { completions, backoffLimitPerIndex: perIndex } = spec
  const errors: FieldError[] = []
  if (changed('completedIndexes')) errors.push(...listErrors('completedIndexes', completedIndexes, completions))
  if (changed('failedIndexes') && perIndex !== undefined) {
    errors.push(...listErrors('failedIndexes', failedIndexes ?? '', completions))
  }
  if (changed('completedIndexes') && completedIndexes !== '' && spec.completionMode !== 'Indexed') {
    const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode'
    errors.push(invalid('status.completedIndexes', completedIndexes, detail))
  }
  if (changed('failedIndexes') && failedIndexes !== undefined && perIndex === undefined) {
    const detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'
    errors.push(invalid('status.failedIndexes', failedIndexes, detail))
  }
  const both = changed('failedIndexes') || changed('completedIndexes')
  const shared = both ? overlappingIndex(completedIndexes, failedIndexes ?? '', completions ?? 0) : undefined
  if (completions !== undefined && shared !== undefined) {
    const detail = `failedIndexes and completedIndexes overlap at index: ${shared}`
    errors.push(invalid('status.failedIndexes', failedIndexes, detail))
  }
  if (changed('ready') && ready !== undefined && ready > active) {
    errors.push(invalid('status.ready', ready, 'cannot set more ready pods than active'))
  }
  return errors
}

function listErrors(field: string, text: string, completions: number | undefined): FieldError[] {
  if (completions === undefined) return []
  try {
    countIndexes(text, completions)
    return []
  } catch (error) {
    if (!(error instanceof IndexesError)) throw error
    return [invalid(`status.${field}`, text, `error parsing ${field}: ${error.message}`)]
  }
}

/** What was true of the Job once, and counted, stays so. */
function transitionErrors(next: Job, old: Job): FieldError[] {
  const lost = (type: Condition) => isTrue(old, type) && !isTrue(next, type)
  const errors = (['Failed', 'Complete', 'FailureTarget'] as const)
    .filter(lost)
    .map((type) => wrong(`cannot disable the terminal ${type}=True condition`))
  errors.push(...counterErrors(next, old))
  const { startTime, completionTime } = next.status
  if (completionTime && old.status?.completionTime && completionTime !== old.status.completionTime) {
    errors.push(invalid('status.completionTime', completionTime, 'completionTime cannot be mutated'))
  }
  if (old.status?.startTime && startTime !== old.status.startTime && next.spec.suspend !== true) {
    errors.push(required('status.startTime', 'startTime cannot be removed for unsuspended job'))
  }
  if (lost('SuccessCriteriaMet')) errors.push(wrong('cannot disable the SuccessCriteriaMet=True condition'))
  if (isTrue(old, 'Complete') && !isTrue(old, 'SuccessCriteriaMet') && isTrue(next, 'SuccessCriteriaMet')) {
    errors.push(wrong('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'))
  }
  return errors
}

/** Successes may be lost only by an Indexed Job that is scaled down. */
function counterErrors({ spec, status }: Job, old: Job): FieldError[] {
  const errors: FieldError[] = []
  const less = (field: 'failed' | 'succeeded') => (status[field] ?? 0) < (old.status?.[field] ?? 0)
  const elastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism
  if (less('failed')) errors.push(invalid('status.failed', status.failed ?? 0, 'cannot decrease the failed counter'))
  if (less('succeeded') && !elastic) {
    errors.push(invalid('status.succeeded', status.succeeded ?? 0, 'cannot decrease the succeeded counter'))
  }
  return errors
}
