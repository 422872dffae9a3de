/** A Pod that waits at a gate may still be narrowed down. Source: ValidatePodUpdate, validateNodeAffinityMutation. */
import { equal } from '../../api/equal.ts'
import { type FieldError, invalid, verbatim } from '../../api/fielderror.ts'
import { index } from '../../api/fieldpath.ts'
import { goStringMap } from '../../api/gosyntax.ts'
import { goSyntax, goValue } from '../gocmp/syntax.ts'
import { type GoType, structOf } from '../gocmp/types.ts'
import type { Affinity, NodeSelectorTerm, PodSpec } from '../types.ts'

type NodeAffinity = NonNullable<Affinity['nodeAffinity']>

const TERM = 'io.k8s.api.core.v1.NodeSelectorTerm'
const TERMS: GoType = { kind: 'slice', name: '[]core.NodeSelectorTerm', of: structOf(TERM) }
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

/** Puts back in `munged` what may change of nodeSelector and node affinity; gives what may not. */
export function gatedChanges(munged: PodSpec, old: PodSpec): FieldError[] {
  const errors: FieldError[] = []
  if (!equal(munged.nodeSelector, old.nodeSelector)) {
    errors.push(...selectorErrors(munged.nodeSelector ?? {}, old.nodeSelector ?? {}))
    restore(munged, 'nodeSelector', old.nodeSelector)
  }
  const next = munged.affinity?.nodeAffinity
  const before = old.affinity?.nodeAffinity
  if (!equal(next, before)) {
    errors.push(...affinityErrors(next, before))
    restoreAffinity(munged, old)
  }
  return errors
}

function restore(munged: PodSpec, field: 'nodeSelector' | 'affinity', value: unknown): void {
  if (value === undefined) delete munged[field]
  else (munged as unknown as Record<string, unknown>)[field] = value
}

function restoreAffinity(munged: PodSpec, old: PodSpec): void {
  const { nodeAffinity: _, ...rest } = munged.affinity ?? {}
  const before = old.affinity?.nodeAffinity
  const affinity = before === undefined ? rest : { ...rest, nodeAffinity: before }
  const isEmpty = Object.keys(affinity).length === 0 && old.affinity === undefined
  restore(munged, 'affinity', isEmpty ? undefined : affinity)
}

function selectorErrors(next: Record<string, string>, old: Record<string, string>): FieldError[] {
  const changed = Object.keys(old).some((name) => next[name] !== old[name])
  if (!changed) return []
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
  return [invalid('spec.nodeSelector', verbatim(goStringMap(next)), detail)]
}

function affinityErrors(next: NodeAffinity | undefined, old: NodeAffinity | undefined): FieldError[] {
  const before = old?.[REQUIRED]?.nodeSelectorTerms
  if (before === undefined) return []
  const path = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`
  const terms = next?.[REQUIRED]?.nodeSelectorTerms ?? []
  if (terms.length !== before.length) {
    return [
      invalid(
        path,
        verbatim(goSyntax(TERMS, terms)),
        'no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ),
    ]
  }
  return before.flatMap((term, i) => {
    const after = terms[i] as NodeSelectorTerm
    return isNarrower(after, term) ? [] : [termError(after, term, index(path, i))]
  })
}

const size = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm) =>
  matchExpressions.length + matchFields.length

/** Requirements may be added behind the old ones; a term that chose nothing stays as it is. */
function isNarrower(next: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  if (size(old) === 0) return size(next) === 0
  const starts = (field: 'matchExpressions' | 'matchFields') =>
    equal((next[field] ?? []).slice(0, (old[field] ?? []).length), old[field] ?? [])
  return starts('matchExpressions') && starts('matchFields')
}

function termError(next: NodeSelectorTerm, old: NodeSelectorTerm, path: string): FieldError {
  if (size(old) === 0)
    return invalid(path, goValue(TERM, next), 'no additions/deletions to empty NodeSelectorTerms are allowed')
  return invalid(path, goValue(TERM, next), 'only additions are allowed (no mutations or deletions)')
}
