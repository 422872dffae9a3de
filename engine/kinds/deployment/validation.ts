/** Deployments. Source: pkg/apis/apps/validation ValidateDeployment and neighbours. */
import { type FieldError, forbidden, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { goIntOrString, goStruct } from '../../api/gosyntax.ts'
import type { IntOrString } from '../../api/intstr.ts'
import { percentMessages } from '../../api/valueformats.ts'
import type { Deployment } from '../types.ts'
import { each, notNegative } from '../validation/checks.ts'
import { validateReplicaCounts } from '../validation/counts.ts'
import { immutableSelector, validateSelectedTemplate, validateWorkloadSelector } from '../workload.ts'

type Spec = Deployment['spec']
type Strategy = NonNullable<Spec['strategy']>

const STRATEGIES = ['Recreate', 'RollingUpdate']

export function validateDeployment({ spec }: Deployment): FieldError[] {
  const { replicas, selector, template, strategy = {}, minReadySeconds = 0, progressDeadlineSeconds: deadline } = spec
  const errors = [
    ...notNegative(replicas, 'spec.replicas'),
    ...validateWorkloadSelector(selector, 'deployment', 'spec.selector'),
    ...validateSelectedTemplate(template, selector, 'spec'),
    ...validateStrategy(strategy, 'spec.strategy'),
    ...notNegative(minReadySeconds, 'spec.minReadySeconds'),
    ...notNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...notNegative(deadline, 'spec.progressDeadlineSeconds'),
  ]
  if (deadline === undefined || deadline > minReadySeconds) return errors
  return [...errors, invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')]
}

export function validateDeploymentUpdate(next: Deployment, old: Deployment): FieldError[] {
  return [...validateDeployment(next), ...immutableSelector(next.spec.selector, old.spec.selector, 'spec.selector')]
}

function validateStrategy(strategy: Strategy, path: string): FieldError[] {
  const { type, rollingUpdate } = strategy
  const at = child(path, 'rollingUpdate')
  if (type === 'Recreate') {
    return rollingUpdate ? [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")] : []
  }
  if (type !== 'RollingUpdate') return [notSupported(path, goStrategy(strategy), STRATEGIES)]
  if (!rollingUpdate) return [required(at, 'this should be defaulted and never be nil')]
  return validateRollingUpdate(rollingUpdate, at)
}

function goStrategy({ type = '', rollingUpdate }: Strategy) {
  const pointer = rollingUpdate
    ? '(*apps.RollingUpdateDeployment)(0xc000000000)'
    : '(*apps.RollingUpdateDeployment)(nil)'
  return verbatim(
    goStruct('apps.DeploymentStrategy', [
      ['Type', goQuote(type)],
      ['RollingUpdate', pointer],
    ]),
  )
}

function validateRollingUpdate(update: NonNullable<Strategy['rollingUpdate']>, path: string): FieldError[] {
  const { maxUnavailable = 0, maxSurge = 0 } = update
  const at = child(path, 'maxUnavailable')
  const errors = [...validateShare(maxUnavailable, at), ...validateShare(maxSurge, child(path, 'maxSurge'))]
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
    errors.push(invalid(at, goIntOrString(maxUnavailable), 'may not be 0 when `maxSurge` is 0'))
  }
  if (isPercent(maxUnavailable) && amount(maxUnavailable) > 100) {
    errors.push(invalid(at, goIntOrString(maxUnavailable), 'must not be greater than 100%'))
  }
  return errors
}

/** A number that is not negative, or a percentage. */
function validateShare(value: IntOrString, path: string): FieldError[] {
  return typeof value === 'number' ? notNegative(value, path) : each(path, goIntOrString(value), percentMessages(value))
}

const isPercent = (value: IntOrString): value is string =>
  typeof value === 'string' && percentMessages(value).length === 0

/** The number itself or that of the percentage; text that is neither counts as 0. */
function amount(value: IntOrString): number {
  if (typeof value === 'number') return value
  return isPercent(value) ? Number(value.slice(0, -1)) : Number.parseInt(value, 10) || 0
}

export function validateDeploymentStatus({ status }: Deployment, old: Deployment): FieldError[] {
  const { collisionCount } = status
  const errors = validateReplicaCounts(
    status,
    ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
    ['unavailableReplicas'],
  )
  const before = old.status?.collisionCount
  if (before !== undefined && (collisionCount === undefined || collisionCount < before)) {
    errors.push(invalid('status.collisionCount', collisionCount ?? null, 'cannot be decremented'))
  }
  return errors
}
