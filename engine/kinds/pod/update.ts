/** What may change in a Pod. Source: ValidatePodUpdate. */
import { equal } from '../../api/equal.ts'
import { type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { rangeMessages } from '../../api/valueformats.ts'
import { validateTolerations } from '../podspec/tolerations.ts'
import type { Container, Pod, PodSpec, Toleration } from '../types.ts'
import { each } from '../validation/checks.ts'
import { podSpecDiff } from './diff.ts'
import { gatedChanges } from './gated.ts'
import { mirrorUpdateErrors } from './mirror.ts'
import { validatePod } from './validation.ts'

const MAX_INT32 = 2_147_483_647

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')

export function validatePodUpdate(next: Pod, old: Pod): FieldError[] {
  const errors = [...validatePod(next), ...mirrorUpdateErrors(next, old)]
  for (const field of ['containers', 'initContainers'] as const) {
    const { found, stop } = containerErrors(next.spec[field] ?? [], old.spec[field] ?? [], child('spec', field))
    errors.push(...found)
    if (stop) return errors
  }
  const deadline = deadlineErrors(next.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds)
  errors.push(...deadline.found)
  if (deadline.stop) return errors
  errors.push(...addedTolerations(next.spec.tolerations ?? [], old.spec.tolerations ?? []))
  errors.push(...deletedGates(next.spec, old.spec))
  return [...errors, ...otherChanges(next.spec, old.spec)]
}

interface Findings {
  found: FieldError[]
  /** Nothing further is looked at. */
  stop: boolean
}

function containerErrors(next: readonly Container[], old: readonly Container[], path: string): Findings {
  if (next.length !== old.length) {
    return { found: [forbidden(path, 'pod updates may not add or remove containers')], stop: true }
  }
  const found = next.flatMap(({ image = '' }, i) => {
    const at = child(index(path, i), 'image')
    if (!image) return [required(at, '')]
    return image.trim() === image ? [] : [invalid(at, image, 'must not have leading or trailing whitespace')]
  })
  return { found, stop: false }
}

/** From none to some, or to less. */
function deadlineErrors(next: number | undefined, old: number | undefined): Findings {
  const path = 'spec.activeDeadlineSeconds'
  if (next === undefined) {
    const found = old === undefined ? [] : [invalid(path, null, 'must not update from a positive integer to nil value')]
    return { found, stop: false }
  }
  if (next < 0 || next > MAX_INT32) return { found: each(path, next, rangeMessages(next, 0, MAX_INT32)), stop: true }
  if (old === undefined || next <= old) return { found: [], stop: false }
  return { found: [invalid(path, next, 'must be less than or equal to previous value')], stop: true }
}

function addedTolerations(next: readonly Toleration[], old: readonly Toleration[]): FieldError[] {
  const path = 'spec.tolerations'
  const lost = old.some(
    (one) => !next.some((other) => equal({ ...one, tolerationSeconds: other.tolerationSeconds }, other)),
  )
  if (lost) return [forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')]
  return validateTolerations(next, path)
}

function deletedGates({ schedulingGates: next = [] }: PodSpec, { schedulingGates: old = [] }: PodSpec): FieldError[] {
  return next.flatMap(({ name }, i) => {
    if (old.some((gate) => gate.name === name)) return []
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`
    return [forbidden(child(index('spec.schedulingGates', i), 'name'), detail)]
  })
}

/** All that may change is put back; what then still differs may not. */
function otherChanges(next: PodSpec, old: PodSpec): FieldError[] {
  if (equal(next, old)) return []
  const munged: PodSpec = { ...next, containers: withImages(next.containers, old.containers) }
  if (next.initContainers) munged.initContainers = withImages(next.initContainers, old.initContainers ?? [])
  keep(munged, old, 'activeDeadlineSeconds')
  keep(munged, old, 'schedulingGates')
  keep(munged, old, 'tolerations')
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1) {
    keep(munged, old, 'terminationGracePeriodSeconds')
  }
  const errors = old.schedulingGates?.length ? gatedChanges(munged, old) : []
  if (equal(munged, old)) return errors
  const detail = `pod updates may not change fields other than ${UPDATABLE}\n${podSpecDiff(old, munged)}`
  return [...errors, forbidden('spec', detail)]
}

function withImages(next: readonly Container[], old: readonly Container[]): Container[] {
  return next.map((container, i) => {
    const image = old[i]?.image
    return image === undefined ? container : { ...container, image }
  })
}

function keep(munged: PodSpec, old: PodSpec, field: keyof PodSpec): void {
  if (old[field] === undefined) delete munged[field]
  else (munged as unknown as Record<string, unknown>)[field] = old[field]
}
