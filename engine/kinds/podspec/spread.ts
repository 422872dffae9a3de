/** Topology spread constraints. Source: validateTopologySpreadConstraints. */
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import type { PodSpec } from '../types.ts'
import { oneOfIfSet, POSITIVE, qualifiedName } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'

type Constraint = NonNullable<PodSpec['topologySpreadConstraints']>[number]

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway']
const POLICIES = ['Honor', 'Ignore']

export function validateSpread(constraints: readonly Constraint[], path: string): FieldError[] {
  return constraints.flatMap((constraint, i) => validateOne(constraint, constraints.slice(i + 1), index(path, i)))
}

function validateOne(constraint: Constraint, rest: readonly Constraint[], path: string): FieldError[] {
  const { maxSkew, topologyKey, whenUnsatisfiable: action = '' } = constraint
  const errors: FieldError[] = []
  if (!(maxSkew > 0)) errors.push(invalid(child(path, 'maxSkew'), maxSkew ?? 0, POSITIVE))
  if (!topologyKey) errors.push(required(child(path, 'topologyKey'), 'can not be empty'))
  if (!ACTIONS.includes(action)) errors.push(notSupported(child(path, 'whenUnsatisfiable'), action, ACTIONS))
  if (rest.some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === action)) {
    errors.push(duplicate(child(path, '{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${action}}`))
  }
  errors.push(...minDomainsErrors(constraint, child(path, 'minDomains')))
  errors.push(...oneOfIfSet(constraint.nodeAffinityPolicy, child(path, 'nodeAffinityPolicy'), POLICIES))
  errors.push(...oneOfIfSet(constraint.nodeTaintsPolicy, child(path, 'nodeTaintsPolicy'), POLICIES))
  errors.push(...labelKeysErrors(constraint, child(path, 'matchLabelKeys')))
  return [...errors, ...validateLabelSelector(constraint.labelSelector, child(path, 'labelSelector'))]
}

function minDomainsErrors({ minDomains, whenUnsatisfiable }: Constraint, path: string): FieldError[] {
  if (minDomains === undefined) return []
  const errors = minDomains > 0 ? [] : [invalid(path, minDomains, POSITIVE)]
  if (whenUnsatisfiable === 'DoNotSchedule') return errors
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`
  return [...errors, invalid(path, minDomains, detail)]
}

function labelKeysErrors({ matchLabelKeys = [], labelSelector }: Constraint, path: string): FieldError[] {
  if (matchLabelKeys.length === 0) return []
  const errors = labelSelector ? [] : [forbidden(path, 'must not be specified when labelSelector is not set')]
  const { matchLabels = {}, matchExpressions = [] } = labelSelector ?? {}
  const selected = new Set([...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)])
  for (const [i, key] of matchLabelKeys.entries()) {
    errors.push(...qualifiedName(key, index(path, i)))
    if (selected.has(key)) errors.push(invalid(index(path, i), key, 'exists in both matchLabelKeys and labelSelector'))
  }
  return errors
}
