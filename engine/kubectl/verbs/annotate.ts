/** `kubectl annotate`. Source: kubectl pkg/cmd/annotate/annotate.go. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { map } from '../base/json.ts'
import { attempt, liveObjectsOf, report } from '../client/objects.ts'
import type { Info } from '../client/targets.ts'
import type { Verb } from '../verb.ts'
import { MARK_FLAGS } from './label.ts'
import { type Marks, parseMarks, splitMarks, writeMarks } from './marks.ts'

export const annotate: Verb = {
  name: 'annotate',
  flags: MARK_FLAGS,
  completes: 'types',
  run(call) {
    const { resources, pairs } = splitMarks(call.args, call.flags.has('filename'))
    if (resources.length === 0 && !call.flags.has('filename'))
      throw call.usage('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    if (pairs.length === 0 && !call.flags.bool('list')) throw call.usage('at least one annotation update is required')
    const marks = parseMarks(pairs, 'annotation')
    for (const info of liveObjectsOf(call, resources)) attempt(call, () => annotateOne(call, info, marks))
  },
}

function annotateOne(call: Call, info: Info, { set, removed }: Marks): void {
  const before = map(info.object, 'metadata', 'annotations')
  if (call.flags.bool('list')) {
    for (const key of Object.keys(before).sort()) call.line(`${key}=${before[key]}`)
    return
  }
  if (!call.flags.bool('overwrite')) {
    const taken = Object.keys(set).filter((key) => before[key] !== undefined && before[key] !== set[key])
    if (taken.length > 0) {
      const told = taken.map((key) => `'${key}' already has a value (${before[key]})`).join('; ')
      throw fail(`--overwrite is false but found the following declared annotation(s): ${told}`)
    }
  }
  const next: Record<string, string> = { ...before, ...set }
  for (const key of removed) delete next[key]
  report(call, info, 'annotated', writeMarks(call, info, 'annotations', next))
}
