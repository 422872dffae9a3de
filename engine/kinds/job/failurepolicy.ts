/** Job.spec.podFailurePolicy. Source: pkg/apis/batch/validation validatePodFailurePolicy. */
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  OMITTED,
  required,
  tooMany,
  verbatim,
} from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import type { JobSpec, PodFailurePolicyRule } from '../types.ts'
import { qualifiedName } from '../validation/checks.ts'

type OnExitCodes = NonNullable<PodFailurePolicyRule['onExitCodes']>
type OnPodConditions = NonNullable<PodFailurePolicyRule['onPodConditions']>

const MAX_RULES = 20
const MAX_EXIT_CODES = 255
const MAX_PATTERNS = 20
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const OPERATORS = ['In', 'NotIn']
const STATUSES = ['False', 'True', 'Unknown']

export function validatePodFailurePolicy(spec: JobSpec, path: string): FieldError[] {
  const rules = spec.podFailurePolicy?.rules ?? []
  const at = child(path, 'rules')
  const { containers = [], initContainers = [] } = spec.template.spec ?? {}
  const names = [...containers, ...initContainers].map(({ name }) => name)
  return [
    ...(rules.length > MAX_RULES ? [tooMany(at, rules.length, MAX_RULES)] : []),
    ...rules.flatMap((rule, i) => validateRule(spec, rule, index(at, i), names)),
  ]
}

function validateRule(spec: JobSpec, rule: PodFailurePolicyRule, path: string, names: readonly string[]): FieldError[] {
  const { onExitCodes, onPodConditions } = rule
  const byConditions = (onPodConditions?.length ?? 0) > 0
  const errors = validateAction(spec, rule.action, child(path, 'action'))
  if (onExitCodes) errors.push(...validateExitCodes(onExitCodes, child(path, 'onExitCodes'), names))
  if (byConditions) {
    errors.push(...validateConditions(onPodConditions as OnPodConditions, child(path, 'onPodConditions')))
  }
  if (onExitCodes && byConditions) {
    errors.push(invalid(path, OMITTED, 'specifying both OnExitCodes and OnPodConditions is not supported'))
  }
  if (!onExitCodes && !byConditions) {
    errors.push(invalid(path, OMITTED, 'specifying one of OnExitCodes and OnPodConditions is required'))
  }
  return errors
}

function validateAction({ backoffLimitPerIndex }: JobSpec, action: string | undefined, path: string): FieldError[] {
  if (!action) return [required(path, validValues(ACTIONS))]
  if (action === 'FailIndex') {
    const detail = 'requires the backoffLimitPerIndex to be set'
    return backoffLimitPerIndex === undefined ? [invalid(path, action, detail)] : []
  }
  return ACTIONS.includes(action) ? [] : [notSupported(path, action, ACTIONS)]
}

function validateConditions(patterns: OnPodConditions, path: string): FieldError[] {
  return [
    ...(patterns.length > MAX_PATTERNS ? [tooMany(path, patterns.length, MAX_PATTERNS)] : []),
    ...patterns.flatMap(({ type = '', status }, i) => [
      ...qualifiedName(type, child(index(path, i), 'type')),
      ...oneOfValues(status, child(index(path, i), 'status'), STATUSES),
    ]),
  ]
}

function validateExitCodes(requirement: OnExitCodes, path: string, names: readonly string[]): FieldError[] {
  const { operator, containerName, values = [] } = requirement
  const errors = oneOfValues(operator, child(path, 'operator'), OPERATORS)
  if (containerName !== undefined && !names.includes(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template'
    errors.push(invalid(child(path, 'containerName'), containerName, detail))
  }
  const at = child(path, 'values')
  if (values.length === 0) errors.push(invalid(at, goInt32s(values), 'at least one value is required'))
  if (values.length > MAX_EXIT_CODES) errors.push(tooMany(at, values.length, MAX_EXIT_CODES))
  for (const [i, value] of values.entries()) {
    if (operator === 'In' && value === 0) errors.push(invalid(index(at, i), value, 'must not be 0 for the In operator'))
    if (values.indexOf(value) < i) errors.push(duplicate(index(at, i), value))
  }
  const ordered = values.every((value, i) => i === 0 || (values[i - 1] as number) <= value)
  return ordered ? errors : [...errors, invalid(at, goInt32s(values), 'must be ordered')]
}

function oneOfValues(value: string | undefined, path: string, supported: readonly string[]): FieldError[] {
  if (!value) return [required(path, validValues(supported))]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

const validValues = (values: readonly string[]): string => `valid values: [${values.map(goQuote).join(' ')}]`

const goInt32s = (values: readonly number[]) =>
  verbatim(values.length === 0 ? '[]int32(nil)' : `[]int32{${values.join(', ')}}`)
