/** Completion indexes of Pods, and failures by index. Source: pkg/controller/job/indexed_job_utils.go. */
import { parseInteger } from '../../api/gonumber.ts'
import type { Job, Pod } from '../../kinds/types.ts'
import { compareActivePods } from '../podorder.ts'
import { matchFailurePolicy } from './failurepolicy.ts'
import { COMPLETION_INDEX, INDEX_FAILURES, INDEX_IGNORED_FAILURES } from './names.ts'

/** Of a Pod without an index. */
export const NO_INDEX = -1

/** Longest prefix of a generated name. */
const MAX_PREFIX = 58

/** The Pod's completion index, or NO_INDEX. */
export function completionIndex({ metadata: { annotations } }: Pod): number {
  const text = annotations?.[COMPLETION_INDEX]
  if (text === undefined || !/^[+-]?[0-9]+$/.test(text)) return NO_INDEX
  const value = Number(text)
  return value < 0 ? NO_INDEX : value
}

/** Lower indexes first, Pods without before all. */
export const byCompletionIndex = (a: Pod, b: Pod): number => completionIndex(a) - completionIndex(b)

/** Whether the index is one of the Job's. */
export function isOwnIndex(index: number, { spec }: Job): boolean {
  return index !== NO_INDEX && index < (spec.completions ?? 0)
}

/** Failures of the Pod's index before it that count; 0 where the annotation says nothing valid. */
export const indexFailures = (pod: Pod): number => annotatedCount(pod, INDEX_FAILURES)

/** Those that a policy ignored included. */
export const absoluteIndexFailures = (pod: Pod): number =>
  annotatedCount(pod, INDEX_FAILURES) + annotatedCount(pod, INDEX_IGNORED_FAILURES)

function annotatedCount({ metadata: { annotations } }: Pod, name: string): number {
  const { value, error } = parseInteger(annotations?.[name] ?? '', 32)
  return error === undefined && value >= 0n ? Number(value) : 0
}

/** What the annotations of a Pod say that replaces a failed one. */
export function failuresAfter({ spec }: Job, replaced: Pod | undefined): { counted: number; ignored: number } {
  if (replaced === undefined) return { counted: 0, ignored: 0 }
  const counted = indexFailures(replaced)
  const ignored = annotatedCount(replaced, INDEX_IGNORED_FAILURES)
  const counts = matchFailurePolicy(spec.podFailurePolicy, replaced).counts
  return counts ? { counted: counted + 1, ignored } : { counted, ignored: ignored + 1 }
}

/** `job-3-`, the Job's name cut so that a suffix fits behind. */
export function indexedPrefix(name: string, index: number): string {
  const tail = `-${index}-`
  return name.length + tail.length > MAX_PREFIX ? name.slice(0, MAX_PREFIX - tail.length) + tail : name + tail
}

/** Of active Pods, one for each of the Job's indexes stays; all others are to go. */
export function splitDuplicates(pods: readonly Pod[], completions: number): { remove: Pod[]; keep: Pod[] } {
  const byIndex = new Map<number, Pod[]>()
  for (const pod of [...pods].sort(byCompletionIndex)) {
    const index = completionIndex(pod)
    byIndex.set(index, [...(byIndex.get(index) ?? []), pod])
  }
  const remove: Pod[] = []
  const keep: Pod[] = []
  for (const [index, same] of byIndex) {
    if (index === NO_INDEX || index >= completions) remove.push(...same)
    else {
      const ordered = same.length > 1 ? same.sort(compareActivePods) : same
      remove.push(...ordered.slice(0, -1))
      keep.push(ordered.at(-1) as Pod)
    }
  }
  return { remove, keep }
}
