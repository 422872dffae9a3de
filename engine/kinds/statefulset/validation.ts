/** StatefulSets. Source: pkg/apis/apps/validation ValidateStatefulSet and neighbours. */
import { equal } from '../../api/equal.ts'
import { type FieldError, forbidden, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { goIntOrString, goLabelSelector, goStringMap, goStruct } from '../../api/gosyntax.ts'
import { type Selector, selectorMatches } from '../../api/labels.ts'
import { LabelSelectorError, labelSelector } from '../../api/labelselector.ts'
import { validateAnnotations, validateLabels } from '../../api/objectmeta.ts'
import { validatePodAnnotations } from '../podspec/validation.ts'
import type { PodTemplateSpec, StatefulSet } from '../types.ts'
import { notNegative } from '../validation/checks.ts'
import { validateReplicaCounts } from '../validation/counts.ts'
import { atMostAll, shareAmount, validateShare } from '../validation/shares.ts'
import { validateWorkloadSelector } from '../workload.ts'

type Spec = StatefulSet['spec']
type Strategy = NonNullable<Spec['updateStrategy']>

const POLICIES = ['OrderedReady', 'Parallel']
const RETENTION = ['Retain', 'Delete']
/** What an update may change. */
const CHANGEABLE: readonly (keyof Spec)[] = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

export function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  return [
    ...validatePolicy(spec.podManagementPolicy, 'spec.podManagementPolicy'),
    ...validateStrategy(spec.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...validateRetention(spec.persistentVolumeClaimRetentionPolicy, 'spec.persistentVolumeClaimRetentionPolicy'),
    ...notNegative(spec.replicas, 'spec.replicas'),
    ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...notNegative(spec.ordinals?.start, 'spec.ordinals.start'),
    ...validateWorkloadSelector(spec.selector, 'statefulset', 'spec.selector'),
    ...validateSelected(spec, 'spec'),
  ]
}

function validatePolicy(policy: string | undefined, path: string): FieldError[] {
  if (!policy) return [required(path, '')]
  return POLICIES.includes(policy) ? [] : [invalid(path, policy, "must be 'OrderedReady' or 'Parallel'")]
}

function validateStrategy(strategy: Strategy, path: string): FieldError[] {
  const { type, rollingUpdate } = strategy
  const at = child(path, 'rollingUpdate')
  if (!type) return [required(path, '')]
  if (type === 'OnDelete') {
    return rollingUpdate
      ? [invalid(at, goRolling(rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'")]
      : []
  }
  if (type !== 'RollingUpdate') return [invalid(path, goStrategy(strategy), "must be 'RollingUpdate' or 'OnDelete'")]
  return rollingUpdate ? validateRolling(rollingUpdate, at) : []
}

function validateRolling(update: NonNullable<Strategy['rollingUpdate']>, path: string): FieldError[] {
  const { partition, maxUnavailable } = update
  const errors = notNegative(partition, child(path, 'partition'))
  if (maxUnavailable === undefined) return errors
  const at = child(path, 'maxUnavailable')
  errors.push(...validateShare(maxUnavailable, at))
  if (shareAmount(maxUnavailable) === 0) errors.push(invalid(at, goIntOrString(maxUnavailable), 'cannot be 0'))
  return [...errors, ...atMostAll(maxUnavailable, at)]
}

const goRolling = (update: NonNullable<Strategy['rollingUpdate']>) =>
  verbatim(
    goStruct('apps.RollingUpdateStatefulSetStrategy', [
      ['Partition', String(update.partition ?? 0)],
      ['MaxUnavailable', '(*intstr.IntOrString)(nil)'],
    ]),
  )

function goStrategy({ type = '', rollingUpdate }: Strategy) {
  const pointer = rollingUpdate ? '(0xc000000000)' : '(nil)'
  return verbatim(
    goStruct('apps.StatefulSetUpdateStrategy', [
      ['Type', goQuote(type)],
      ['RollingUpdate', `(*apps.RollingUpdateStatefulSetStrategy)${pointer}`],
    ]),
  )
}

function validateRetention(policy: Spec['persistentVolumeClaimRetentionPolicy'], path: string): FieldError[] {
  if (!policy) return []
  return (['whenDeleted', 'whenScaled'] as const).flatMap((field) => {
    const value = policy[field] ?? ''
    return RETENTION.includes(value) ? [] : [notSupported(child(path, field), value, RETENTION)]
  })
}

/** Upstream looks at no more of the template: its volumes may be claims that only the Pods name. */
function validateSelected({ selector, template }: Spec, path: string): FieldError[] {
  const usable = compile(selector)
  const errors =
    usable === undefined
      ? [invalid(child(path, 'selector'), goLabelSelector(selector), '')]
      : validateTemplate(template, usable, child(path, 'template'))
  const { restartPolicy, activeDeadlineSeconds } = template?.spec ?? {}
  const at = child(path, 'template', 'spec')
  if (restartPolicy !== 'Always') {
    errors.push(notSupported(child(at, 'restartPolicy'), restartPolicy ?? '', ['Always']))
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = 'activeDeadlineSeconds in StatefulSet is not Supported'
    errors.push(forbidden(child(at, 'activeDeadlineSeconds'), detail))
  }
  return errors
}

function validateTemplate(template: PodTemplateSpec | undefined, selector: Selector, path: string): FieldError[] {
  const { labels, annotations } = template?.metadata ?? {}
  const isEmpty = !selector.nothing && selector.requirements.length === 0
  const mismatch =
    isEmpty || selectorMatches(selector, labels)
      ? []
      : [
          invalid(
            child(path, 'metadata', 'labels'),
            verbatim(goStringMap(labels)),
            '`selector` does not match template `labels`',
          ),
        ]
  return [
    ...mismatch,
    ...validateLabels(labels, child(path, 'labels')),
    ...validateAnnotations(annotations, child(path, 'annotations')),
    ...validatePodAnnotations(annotations, child(path, 'annotations')),
  ]
}

function compile(selector: Spec['selector'] | undefined): Selector | undefined {
  try {
    return labelSelector(selector)
  } catch (error) {
    if (error instanceof LabelSelectorError) return undefined
    throw error
  }
}

export function validateStatefulSetUpdate(next: StatefulSet, old: StatefulSet): FieldError[] {
  const errors = validateStatefulSet(next)
  const fixed = ({ spec }: StatefulSet) => {
    const rest: Partial<Spec> = { ...spec }
    for (const field of CHANGEABLE) delete rest[field]
    return rest
  }
  if (equal(fixed(next), fixed(old))) return errors
  const names =
    "'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'"
  return [...errors, forbidden('spec', `updates to statefulset spec for fields other than ${names} are forbidden`)]
}

export function validateStatefulSetStatus({ status }: StatefulSet, old: StatefulSet): FieldError[] {
  const { collisionCount } = status
  const errors = validateReplicaCounts(status, [
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
  ])
  const before = old.status?.collisionCount
  if (before !== undefined && (collisionCount === undefined || collisionCount < before)) {
    errors.push(invalid('status.collisionCount', collisionCount ?? 0, 'cannot be decremented'))
  }
  return errors
}
