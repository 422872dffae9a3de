/** DaemonSets. Source: pkg/apis/apps/validation ValidateDaemonSet and neighbours. */
import { type FieldError, forbidden, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { goIntOrString, goLabelSelector, goStringMap, goStruct } from '../../api/gosyntax.ts'
import { selectorMatches } from '../../api/labels.ts'
import { LabelSelectorError, labelSelector } from '../../api/labelselector.ts'
import { validatePodTemplate } from '../podspec/template.ts'
import type { DaemonSet } from '../types.ts'
import { notNegative } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'
import { atMostAll, shareAmount, validateShare } from '../validation/shares.ts'
import { immutableSelector } from '../workload.ts'

type Spec = DaemonSet['spec']
type Strategy = NonNullable<Spec['updateStrategy']>

const STRATEGIES = ['OnDelete', 'RollingUpdate']

export function validateDaemonSet({ spec }: DaemonSet): FieldError[] {
  const { restartPolicy, activeDeadlineSeconds } = spec.template?.spec ?? {}
  const errors = [...validateSelector(spec), ...validatePodTemplate(spec.template ?? {}, 'spec.template')]
  if (restartPolicy !== 'Always') {
    errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy ?? '', ['Always']))
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = 'activeDeadlineSeconds in DaemonSet is not Supported'
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', detail))
  }
  return [
    ...errors,
    ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...notNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ]
}

function validateSelector({ selector, template }: Spec): FieldError[] {
  const errors = selector ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector', '')]
  const labels = template?.metadata?.labels
  if (!choosesOrCannot(selector, labels)) {
    const detail = '`selector` does not match template `labels`'
    errors.push(invalid('spec.template.metadata.labels', verbatim(goStringMap(labels)), detail))
  }
  if (selector && Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0) {
    errors.push(invalid('spec.selector', goLabelSelector(selector), 'empty selector is invalid for daemonset'))
  }
  return errors
}

/** A selector that cannot be used is complained about elsewhere. */
function choosesOrCannot(selector: Spec['selector'] | undefined, labels: Record<string, string> | undefined): boolean {
  try {
    return selectorMatches(labelSelector(selector), labels)
  } catch (error) {
    if (error instanceof LabelSelectorError) return true
    throw error
  }
}

function validateStrategy(strategy: Strategy, path: string): FieldError[] {
  if (strategy.type === 'OnDelete') return []
  if (strategy.type !== 'RollingUpdate') return [notSupported(path, goStrategy(strategy), [...STRATEGIES].reverse())]
  const at = child(path, 'rollingUpdate')
  return strategy.rollingUpdate ? validateRolling(strategy.rollingUpdate, at) : [required(at, '')]
}

function goStrategy({ type = '', rollingUpdate }: Strategy) {
  const pointer = rollingUpdate ? '(0xc000000000)' : '(nil)'
  return verbatim(
    goStruct('apps.DaemonSetUpdateStrategy', [
      ['Type', goQuote(type)],
      ['RollingUpdate', `(*apps.RollingUpdateDaemonSet)${pointer}`],
    ]),
  )
}

/** Exactly one of the two bounds moves the update. */
function validateRolling(update: NonNullable<Strategy['rollingUpdate']>, path: string): FieldError[] {
  const { maxUnavailable = 0, maxSurge = 0 } = update
  const [unavailableAt, surgeAt] = [child(path, 'maxUnavailable'), child(path, 'maxSurge')]
  const errors = [
    ...validateShare(maxUnavailable, unavailableAt),
    ...validateShare(maxSurge, surgeAt),
    ...atMostAll(maxUnavailable, unavailableAt),
    ...atMostAll(maxSurge, surgeAt),
  ]
  const [unavailable, surge] = [shareAmount(maxUnavailable) !== 0, shareAmount(maxSurge) !== 0]
  if (unavailable && surge) {
    errors.push(invalid(surgeAt, goIntOrString(maxSurge), 'may not be set when maxUnavailable is non-zero'))
  }
  if (!unavailable && !surge) errors.push(required(unavailableAt, 'cannot be 0 when maxSurge is 0'))
  return errors
}

export function validateDaemonSetUpdate(next: DaemonSet, old: DaemonSet): FieldError[] {
  return [...validateDaemonSet(next), ...immutableSelector(next.spec.selector, old.spec.selector, 'spec.selector')]
}

const COUNTS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
] as const

export function validateDaemonSetStatus({ status }: DaemonSet, old: DaemonSet): FieldError[] {
  const errors = COUNTS.flatMap((field) => notNegative(status[field], `status.${field}`))
  const { collisionCount = 0 } = status
  if (collisionCount < (old.status?.collisionCount ?? 0)) {
    errors.push(invalid('status.collisionCount', collisionCount, 'cannot be decremented'))
  }
  return errors
}
