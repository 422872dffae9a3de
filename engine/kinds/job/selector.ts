/** The selector and labels a Job gets unless it brings its own. Source: pkg/registry/batch/job generateSelector. */
import { type FieldError, invalid, required, verbatim } from '../../api/fielderror.ts'
import { key } from '../../api/fieldpath.ts'
import { goLabelSelector, goStringMap } from '../../api/gosyntax.ts'
import { selectorMatches } from '../../api/labels.ts'
import { LabelSelectorError, labelSelector } from '../../api/labelselector.ts'
import type { Job, LabelSelector } from '../types.ts'

const JOB_NAME = 'batch.kubernetes.io/job-name'
const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid'
const LEGACY_JOB_NAME = 'job-name'
const LEGACY_CONTROLLER_UID = 'controller-uid'

/** The labels of a Job's Pods, in the order they are checked. */
function generated({ metadata: { name, uid } }: Job): readonly (readonly [string, string])[] {
  return [
    [LEGACY_CONTROLLER_UID, uid],
    [LEGACY_JOB_NAME, name],
    [CONTROLLER_UID, uid],
    [JOB_NAME, name],
  ]
}

/**
 * Gives a new Job its selector and labels, and the Job itself its template's labels where it has none of its own (which
 * upstream defaults whenever it reads a Job). What is there already stays, for validation to judge.
 */
export function generateSelector(job: Job): void {
  const { spec } = job
  if (spec.manualSelector !== true) {
    const template = { ...spec.template }
    template.metadata = {
      ...template.metadata,
      labels: { ...Object.fromEntries(generated(job)), ...template.metadata?.labels },
    }
    const matchLabels = { [CONTROLLER_UID]: job.metadata.uid, ...spec.selector?.matchLabels }
    job.spec = { ...spec, template, selector: { ...spec.selector, matchLabels } }
  }
  const labels = job.spec.template.metadata?.labels ?? {}
  const own = Object.keys(job.metadata.labels ?? {}).length
  if (own === 0 && Object.keys(labels).length > 0) job.metadata.labels = { ...labels }
}

/** The labels and the selector are the generated ones, unless the Job brings its own. */
export function validateGeneratedSelector(job: Job, old: Job | undefined): FieldError[] {
  const { spec, metadata } = job
  if (spec.manualSelector === true || !spec.selector) return []
  const errors = metadata.uid ? [] : [required('metadata.uid', '')]
  const had = old?.spec.template.metadata?.labels
  // Jobs of before the prefix may go without it.
  const prefixed = old === undefined || (had?.[JOB_NAME] !== undefined && had[CONTROLLER_UID] !== undefined)
  const expected = generated(job).slice(0, prefixed ? undefined : 2)
  const labels = spec.template.metadata?.labels
  errors.push(...expected.flatMap(([name, value]) => hasLabel(labels, name, value)))
  if (!selects(spec.selector, Object.fromEntries(expected))) {
    errors.push(invalid('spec.selector', goLabelSelector(spec.selector), '`selector` not auto-generated'))
  }
  return errors
}

function hasLabel(labels: Readonly<Record<string, string>> | undefined, name: string, value: string): FieldError[] {
  const path = key('spec.template.metadata.labels', name)
  const found = labels?.[name]
  if (found === undefined) return [required(path, `must be '${value}'`)]
  return found === value ? [] : [invalid(path, verbatim(goStringMap(labels)), `must be '${value}'`)]
}

/** Whether a selector picks these labels; one that cannot be read is complained about elsewhere. */
export function selects(
  selector: LabelSelector | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  try {
    return selectorMatches(labelSelector(selector), labels)
  } catch (error) {
    if (error instanceof LabelSelectorError) return true
    throw error
  }
}
