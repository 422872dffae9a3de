/** Job.spec.successPolicy. Source: pkg/apis/batch/validation validateSuccessPolicy. */
import { type FieldError, invalid, required, tooLong, tooMany, type Verbatim, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goStruct } from '../../api/gosyntax.ts'
import type { JobSpec } from '../types.ts'
import { notNegative } from '../validation/checks.ts'
import { countIndexes, IndexesError } from './indexes.ts'

type Rule = NonNullable<JobSpec['successPolicy']>['rules'][number]

const MAX_RULES = 20
const MAX_INDEXES_LENGTH = 64 * 1024

/** Of an Indexed Job, whose completions are set. */
export function validateSuccessPolicy({ successPolicy, completions = 0 }: JobSpec, path: string): FieldError[] {
  const rules = successPolicy?.rules ?? []
  const at = child(path, 'rules')
  const errors: FieldError[] = []
  if (rules.length === 0) {
    errors.push(required(at, 'at least one rules must be specified when the successPolicy is specified'))
  }
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES))
  return [...errors, ...rules.flatMap((rule, i) => validateRule(rule, completions, index(at, i)))]
}

function validateRule({ succeededCount, succeededIndexes }: Rule, completions: number, path: string): FieldError[] {
  if (succeededCount === undefined && succeededIndexes === undefined) {
    return [required(path, 'at least one of succeededCount or succeededIndexes must be specified')]
  }
  const { total, errors } = validateIndexes(succeededIndexes, completions, child(path, 'succeededIndexes'))
  if (succeededCount === undefined) return errors
  const at = child(path, 'succeededCount')
  errors.push(...notNegative(succeededCount, at))
  const most = (limit: number, what: string) => `must be less than or equal to ${limit} (the number of ${what})`
  if (succeededCount > completions) {
    errors.push(invalid(at, succeededCount, most(completions, 'specified completions')))
  }
  if (succeededIndexes !== undefined && succeededCount > total) {
    const what = 'indexes in the specified succeededIndexes field'
    errors.push(invalid(at, succeededCount, most(total, what)))
  }
  return errors
}

function validateIndexes(text: string | undefined, completions: number, path: string) {
  const errors: FieldError[] = []
  if (text === undefined) return { total: 0, errors }
  if (text.length > MAX_INDEXES_LENGTH) errors.push(tooLong(path, MAX_INDEXES_LENGTH))
  try {
    return { total: countIndexes(text, completions), errors }
  } catch (error) {
    if (!(error instanceof IndexesError)) throw error
    errors.push(invalid(path, text, `error parsing succeededIndexes: ${error.message}`))
    return { total: 0, errors }
  }
}

const pointer = (type: string, value: unknown): string =>
  value === undefined || value === null ? `(*${type})(nil)` : `(*${type})(0xc000000000)`

/** The policy as a bad value. */
export function goSuccessPolicy({ successPolicy }: JobSpec): Verbatim {
  const rules = (successPolicy?.rules ?? []).map(({ succeededIndexes, succeededCount }) =>
    goStruct('batch.SuccessPolicyRule', [
      ['SucceededIndexes', pointer('string', succeededIndexes)],
      ['SucceededCount', pointer('int32', succeededCount)],
    ]),
  )
  const list = rules.length === 0 ? '(nil)' : `{${rules.join(', ')}}`
  return verbatim(goStruct('batch.SuccessPolicy', [['Rules', `[]batch.SuccessPolicyRule${list}`]]))
}
