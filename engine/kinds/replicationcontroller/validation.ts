/** ReplicationControllers. Source: pkg/apis/core/validation ValidateReplicationControllerSpec, ValidatePodTemplateSpecForRC. */
import { type FieldError, forbidden, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { goStringMap } from '../../api/gosyntax.ts'
import { validatePodTemplate } from '../podspec/template.ts'
import type { ReplicationController } from '../types.ts'
import { notNegative } from '../validation/checks.ts'

type Spec = ReplicationController['spec']

export function validateReplicationController({ spec }: ReplicationController): FieldError[] {
  const isEmpty = Object.keys(spec.selector ?? {}).length === 0
  return [
    ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...(isEmpty ? [required('spec.selector', '')] : []),
    ...notNegative(spec.replicas, 'spec.replicas'),
    ...validateTemplate(spec),
  ]
}

function validateTemplate({ template, selector = {} }: Spec): FieldError[] {
  const path = 'spec.template'
  if (!template) return [required(path, '')]
  const { restartPolicy, activeDeadlineSeconds } = template.spec ?? {}
  const { labels } = template.metadata ?? {}
  const errors: FieldError[] = []
  if (!Object.entries(selector).every(([name, value]) => labels?.[name] === value)) {
    const detail = '`selector` does not match template `labels`'
    errors.push(invalid(`${path}.metadata.labels`, verbatim(goStringMap(labels)), detail))
  }
  errors.push(...validatePodTemplate(template, path))
  if (restartPolicy !== 'Always') {
    errors.push(notSupported(`${path}.spec.restartPolicy`, restartPolicy ?? '', ['Always']))
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = 'activeDeadlineSeconds in ReplicationController is not Supported'
    errors.push(forbidden(`${path}.spec.activeDeadlineSeconds`, detail))
  }
  return errors
}
