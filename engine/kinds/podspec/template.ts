/** Pod templates, and the selector over them. Source: ValidatePodTemplateSpec, ValidatePodTemplateSpecForReplicaSet. */
import { type FieldError, forbidden, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { goStringMap } from '../../api/gosyntax.ts'
import { selectorMatches, type Selector } from '../../api/labels.ts'
import { validateAnnotations, validateLabels } from '../../api/objectmeta.ts'
import type { PodTemplateSpec } from '../types.ts'
import { validatePodAnnotations, validatePodSpec } from './validation.ts'

/** A template by itself. */
export function validatePodTemplate(template: PodTemplateSpec, path: string): FieldError[] {
  const { labels, annotations } = template.metadata ?? {}
  const spec = template.spec ?? { containers: [] }
  const ephemeral = child(path, 'spec', 'ephemeralContainers')
  return [
    ...validateLabels(labels, child(path, 'labels')),
    ...validateAnnotations(annotations, child(path, 'annotations')),
    ...validatePodAnnotations(annotations, child(path, 'annotations')),
    ...validatePodSpec(spec, child(path, 'spec'), { isPod: false }),
    ...(spec.ephemeralContainers?.length
      ? [forbidden(ephemeral, 'ephemeral containers not allowed in pod template')]
      : []),
  ]
}

/** A template whose Pods run for ever, under a selector that must choose them. */
export function validateReplicatedTemplate(
  template: PodTemplateSpec | undefined,
  selector: Selector,
  path: string,
): FieldError[] {
  if (!template) return [required(path, '')]
  const { restartPolicy, activeDeadlineSeconds } = template.spec ?? {}
  const errors = [...mismatch(template, selector, path), ...validatePodTemplate(template, path)]
  if (restartPolicy !== 'Always') {
    errors.push(notSupported(child(path, 'spec', 'restartPolicy'), restartPolicy ?? '', ['Always']))
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = 'activeDeadlineSeconds in ReplicaSet is not Supported'
    errors.push(forbidden(child(path, 'spec', 'activeDeadlineSeconds'), detail))
  }
  return errors
}

/** An empty selector is refused elsewhere; one that chooses nothing chooses not these either. */
function mismatch({ metadata }: PodTemplateSpec, selector: Selector, path: string): FieldError[] {
  const isEmpty = !selector.nothing && selector.requirements.length === 0
  if (isEmpty || selectorMatches(selector, metadata?.labels)) return []
  const labels = verbatim(goStringMap(metadata?.labels))
  return [invalid(child(path, 'metadata', 'labels'), labels, '`selector` does not match template `labels`')]
}
