/** What Deployments and ReplicaSets are validated alike for. Source: pkg/apis/apps/validation. */
import { type FieldError, invalid, required } from '../api/fielderror.ts'
import { child } from '../api/fieldpath.ts'
import { goLabelSelector } from '../api/gosyntax.ts'
import type { Selector } from '../api/labels.ts'
import { LabelSelectorError, labelSelector } from '../api/labelselector.ts'
import { FIELD_IS_IMMUTABLE } from '../api/objectmeta.ts'
import { equal } from '../api/equal.ts'
import { validateReplicatedTemplate } from './podspec/template.ts'
import type { LabelSelector, PodTemplateSpec } from './types.ts'
import { validateLabelSelector } from './validation/labelselectors.ts'

/** The selector is there, well formed and not empty. */
export function validateWorkloadSelector(
  selector: LabelSelector | undefined,
  kind: string,
  path: string,
): FieldError[] {
  if (!selector) return [required(path, '')]
  const errors = validateLabelSelector(selector, path)
  const { matchLabels = {}, matchExpressions = [] } = selector
  if (Object.keys(matchLabels).length + matchExpressions.length > 0) return errors
  return [...errors, invalid(path, goLabelSelector(selector), `empty selector is invalid for ${kind}`)]
}

/** The template under the selector; a selector that cannot be used leaves the template unlooked at. */
export function validateSelectedTemplate(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
  path: string,
): FieldError[] {
  const usable = compile(selector)
  if (usable === undefined)
    return [invalid(child(path, 'selector'), goLabelSelector(selector), 'invalid label selector')]
  return validateReplicatedTemplate(template, usable, child(path, 'template'))
}

function compile(selector: LabelSelector | undefined): Selector | undefined {
  try {
    return labelSelector(selector)
  } catch (error) {
    if (error instanceof LabelSelectorError) return undefined
    throw error
  }
}

/** Selectors are for life. */
export function immutableSelector(
  next: LabelSelector | undefined,
  old: LabelSelector | undefined,
  path: string,
): FieldError[] {
  return equal(next, old) ? [] : [invalid(path, goLabelSelector(next), FIELD_IS_IMMUTABLE)]
}
