/** `kubectl rollout history` and `undo`. Source: kubectl pkg/polymorphichelpers/history.go, rollback.go. */
import { equal } from '../../api/equal.ts'
import { formatSelector } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, map, num, object, text } from '../base/json.ts'
import { DESCRIBE_STYLE, tabbed } from '../base/tabwriter.ts'
import { pathOf } from '../client/client.ts'
import { attempt, dryRunOf, objectName, report, writeQuery } from '../client/objects.ts'
import { setsOf, withoutHash } from '../client/replicasets.ts'
import type { Info } from '../client/targets.ts'
import { rawTemplate } from '../describe/template.ts'
import type { Verb } from '../verb.ts'
import { LAST_APPLIED } from './apply.ts'
import { ROLLOUT_FLAGS, rolled } from './rollout.ts'

const REVISION = 'deployment.kubernetes.io/revision'
const CHANGE_CAUSE = 'kubernetes.io/change-cause'

/** One revision of an object: its number, its object (a ReplicaSet or a ControllerRevision), its Pod template. */
interface Revision {
  number: number
  object: Json
  template: Json
}

function revisionsOf(call: Call, info: Info): Revision[] {
  if (info.mapping.kind === 'Deployment') return deploymentRevisions(call, info.object)
  if (info.mapping.kind === 'DaemonSet' || info.mapping.kind === 'StatefulSet') return controllerRevisions(call, info)
  throw fail(
    `no history viewer has been implemented for "${[info.mapping.kind, info.mapping.group].filter(Boolean).join('.')}"`,
  )
}

function deploymentRevisions(call: Call, deployment: Json): Revision[] {
  return setsOf(call, deployment)
    .map((set) => ({
      number: Number(map(set, 'metadata', 'annotations')[REVISION] ?? 0),
      object: set,
      template: object(set, 'spec', 'template'),
    }))
    .sort((a, b) => a.number - b.number)
}

function controllerRevisions(call: Call, { object: one, namespace }: Info): Revision[] {
  const selector = formatSelector(labelSelector(object(one, 'spec').selector as never))
  const path = `/apis/apps/v1/namespaces/${namespace}/controllerrevisions`
  const uid = text(one, 'metadata', 'uid')
  return list(call.client.get(path, { labelSelector: selector }), 'items')
    .filter((each) =>
      list(each, 'metadata', 'ownerReferences').some(
        (owner) => owner.controller === true && text(owner, 'uid') === uid,
      ),
    )
    .map((each) => ({
      number: num(each, 'revision'),
      object: each,
      template: object(each, 'data', 'spec', 'template'),
    }))
    .sort((a, b) => a.number - b.number)
}

const NOT_FOUND = 'unable to find the specified revision'

export const rolloutHistory: Verb = {
  name: 'rollout history',
  flags: [...ROLLOUT_FLAGS, 'revision:int'],
  completes: 'types',
  run(call) {
    const wanted = call.flags.int('revision')
    if (wanted < 0) throw fail(`revision must be a positive integer: ${wanted}`)
    for (const info of rolled(call)) {
      attempt(call, () => {
        const revisions = revisionsOf(call, info)
        const body = wanted > 0 ? detail(revisions, wanted) : overview(revisions)
        const withRevision = wanted > 0 ? `with revision #${wanted}` : ''
        call.line(`${objectName(info)} ${withRevision}\n${body}`)
      })
    }
  },
}

function overview(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return 'No rollout history found.'
  const rows = revisions.map(
    ({ number, object: one }) => `${number}\t${map(one, 'metadata', 'annotations')[CHANGE_CAUSE] ?? '<none>'}\n`,
  )
  return tabbed(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, DESCRIBE_STYLE)
}

function detail(revisions: readonly Revision[], wanted: number): string {
  const found = revisions.find(({ number }) => number === wanted)
  if (found === undefined) throw fail(NOT_FOUND)
  const cause = map(found.object, 'metadata', 'annotations')[CHANGE_CAUSE]
  const meta = object(found.template, 'metadata')
  const annotations =
    cause === undefined ? object(meta, 'annotations') : { ...object(meta, 'annotations'), [CHANGE_CAUSE]: cause }
  return rawTemplate({ ...found.template, metadata: { ...meta, annotations } })
}

export const rolloutUndo: Verb = {
  name: 'rollout undo',
  flags: [...ROLLOUT_FLAGS, 'to-revision:int'],
  completes: 'types',
  run(call) {
    const wanted = call.flags.int('to-revision')
    for (const info of rolled(call)) {
      attempt(call, () =>
        report(
          call,
          info,
          info.mapping.kind === 'Deployment' ? undoDeployment(call, info, wanted) : undoOther(call, info, wanted),
        ),
      )
    }
  },
}

const SKIPPED = 'skipped rollback'
/** Annotations that a rollback leaves as they are. */
const KEPT: ReadonlySet<string> = new Set([
  LAST_APPLIED,
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
])

function undoDeployment(call: Call, info: Info, wanted: number): string {
  const { object: one, name } = info
  if (object(one, 'spec').paused === true)
    throw fail("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again")
  const target = chosen(revisionsOf(call, info), wanted, `deployment "${name}"`)
  if (dryRunOf(call) === 'client') return rawTemplate(target.template)
  const template = withoutHash(target.template)
  if (equal(template, withoutHash(object(one, 'spec', 'template'))))
    return `${SKIPPED} (current template already matches revision ${wanted})`
  const now = map(one, 'metadata', 'annotations')
  const then = map(target.object, 'metadata', 'annotations')
  const annotations = {
    ...Object.fromEntries(Object.entries(now).filter(([key]) => KEPT.has(key))),
    ...Object.fromEntries(Object.entries(then).filter(([key]) => !KEPT.has(key))),
  }
  const patch = [
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ]
  call.client.patch(pathOf(info.mapping, info.namespace, name), 'json', patch, writeQuery(call, ''))
  return 'rolled back'
}

/** The revision asked for, or the one before the last. */
function chosen(revisions: readonly Revision[], wanted: number, what: string): Revision {
  const found = wanted > 0 ? revisions.find(({ number }) => number === wanted) : revisions.at(-2)
  if (found !== undefined) return found
  throw fail(
    wanted > 0 ? `unable to find specified revision ${wanted} in history` : `no rollout history found for ${what}`,
  )
}

function undoOther(call: Call, info: Info, wanted: number): string {
  const { mapping, namespace, name, object: one } = info
  const revisions = revisionsOf(call, info)
  if (wanted === 0 && revisions.length <= 1) throw fail('no last revision to roll back to')
  const target = chosen(revisions, wanted, name)
  if (dryRunOf(call) === 'client') return rawTemplate(target.template)
  const { $patch: _, ...template } = target.template
  if (equal(template, object(one, 'spec', 'template')))
    return `${SKIPPED} (current template already matches revision ${wanted})`
  call.client.patch(pathOf(mapping, namespace, name), 'strategic', target.object.data, writeQuery(call, ''))
  return 'rolled back'
}
