/** What may change in a Job's template. Source: pkg/apis/batch/validation validatePodTemplateUpdate. */
import { equal } from '../../api/equal.ts'
import { type FieldError, invalid } from '../../api/fielderror.ts'
import { FIELD_IS_IMMUTABLE } from '../../api/objectmeta.ts'
import { goValue } from '../gocmp/syntax.ts'
import type { Affinity, PodSpec, PodTemplateSpec } from '../types.ts'

const TEMPLATE = 'io.k8s.api.core.v1.PodTemplateSpec'

/** Where Pods go, and what they are labelled, may change as long as a suspended Job has never started. */
export function validateTemplateUpdate(
  next: PodTemplateSpec,
  old: PodTemplateSpec,
  neverStarted: boolean,
): FieldError[] {
  const allowed = neverStarted ? withDirectives(old, next) : old
  return equal(next, allowed) ? [] : [invalid('spec.template', goValue(TEMPLATE, next), FIELD_IS_IMMUTABLE)]
}

/** The old template with the next one's scheduling directives. */
function withDirectives(old: PodTemplateSpec, next: PodTemplateSpec): PodTemplateSpec {
  const metadata = taken({ ...old.metadata }, next.metadata ?? {}, ['annotations', 'labels'])
  const from = next.spec as PodSpec
  const spec = taken({ ...(old.spec as PodSpec) }, from, ['nodeSelector', 'tolerations', 'schedulingGates'])
  const affinity = withNodeAffinity(spec.affinity, from.affinity)
  if (affinity === undefined) delete spec.affinity
  else spec.affinity = affinity
  return { ...old, metadata, spec }
}

function taken<T extends object>(target: T, from: T, fields: readonly (keyof T)[]): T {
  for (const field of fields) {
    if (from[field] === undefined) delete target[field]
    else target[field] = from[field]
  }
  return target
}

function withNodeAffinity(old: Affinity | undefined, next: Affinity | undefined): Affinity | undefined {
  if (old === undefined && next === undefined) return undefined
  const { nodeAffinity: _, ...rest } = old ?? {}
  if (next === undefined) return Object.keys(rest).length === 0 ? undefined : rest
  return next.nodeAffinity === undefined ? rest : { ...rest, nodeAffinity: next.nodeAffinity }
}
