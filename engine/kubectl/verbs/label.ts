/** `kubectl label`. Source: kubectl pkg/cmd/label/label.go. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { map } from '../base/json.ts'
import { labelValueMessages } from '../../api/labelnames.ts'
import { attempt, liveObjectsOf, report } from '../client/objects.ts'
import type { Info } from '../client/targets.ts'
import {
  ALL_NAMESPACES,
  DRY_RUN,
  FIELD_MANAGER,
  FIELD_SELECTOR,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR,
} from '../globalflags.ts'
import type { Verb } from '../verb.ts'
import { type Marks, parseMarks, splitMarks, writeMarks } from './marks.ts'

export const MARK_FLAGS: readonly string[] = [
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  DRY_RUN,
  FIELD_MANAGER,
  SELECTOR,
  FIELD_SELECTOR,
  ALL_NAMESPACES,
  'all:bool',
  'overwrite:bool',
  'list:bool',
  'local:bool',
  'resource-version:string',
]

export const label: Verb = {
  name: 'label',
  flags: MARK_FLAGS,
  completes: 'types',
  run(call) {
    const { resources, pairs } = splitMarks(call.args, call.flags.has('filename'))
    const marks = parseMarks(pairs, 'label')
    checkValues(marks)
    if (resources.length === 0 && !call.flags.has('filename'))
      throw call.usage('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    if (pairs.length === 0 && !call.flags.bool('list')) throw fail('at least one label update is required')
    for (const info of liveObjectsOf(call, resources)) attempt(call, () => labelOne(call, info, marks))
  },
}

function checkValues({ set }: Marks): void {
  for (const [key, value] of Object.entries(set)) {
    const wrong = labelValueMessages(value)
    if (wrong.length > 0) throw fail(`invalid label value: "${key}=${value}": ${wrong.join(';')}`)
  }
}

function labelOne(call: Call, info: Info, { set, removed }: Marks): void {
  const before = map(info.object, 'metadata', 'labels')
  if (call.flags.bool('list')) {
    for (const key of Object.keys(before).sort()) call.line(`${key}=${before[key]}`)
    return
  }
  if (!call.flags.bool('overwrite')) {
    for (const [key, value] of Object.entries(set)) {
      const has = before[key]
      if (has !== undefined && has !== value)
        throw fail(`'${key}' already has a value (${has}), and --overwrite is false`)
    }
  }
  const next: Record<string, string> = { ...before, ...set }
  for (const key of removed) {
    if (!Object.hasOwn(before, key)) call.line(`label "${key}" not found.`)
    delete next[key]
  }
  report(call, info, outcome(before, next, call.flags.bool('overwrite')), writeMarks(call, info, 'labels', next))
}

function outcome(before: Record<string, string>, next: Record<string, string>, overwrite: boolean): string {
  const size = (labels: Record<string, string>) => JSON.stringify(labels).length
  const same =
    Object.keys(next).length === Object.keys(before).length &&
    Object.keys(next).every((key) => next[key] === before[key])
  if (same) return 'not labeled'
  return !overwrite && size(next) < size(before) ? 'unlabeled' : 'labeled'
}
