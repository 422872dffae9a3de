/** `kubectl cordon`, `uncordon` and `taint`. Source: kubectl pkg/cmd/drain, pkg/drain/cordon.go, pkg/cmd/taint. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, object } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { attempt, dryRunOf, objectsOf, report, writeQuery } from '../client/objects.ts'
import type { Info } from '../client/targets.ts'
import { DRY_RUN, FIELD_MANAGER, PRINT_FLAGS, SELECTOR, VALIDATE } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

const CORDON_FLAGS = [DRY_RUN, SELECTOR]

export const cordon: Verb = {
  name: 'cordon',
  flags: CORDON_FLAGS,
  completes: { names: 'nodes' },
  run: (call) => {
    for (const info of nodesOf(call)) attempt(call, () => setUnschedulable(call, info, true))
  },
}

export const uncordon: Verb = {
  name: 'uncordon',
  flags: CORDON_FLAGS,
  completes: { names: 'nodes' },
  run: (call) => {
    for (const info of nodesOf(call)) attempt(call, () => setUnschedulable(call, info, false))
  },
}

/** The machines a line names or selects. */
export function nodesOf(call: Call): Info[] {
  if (call.args.length === 0 && call.selector === '') throw call.usage(`USAGE: ${call.command} NODE [flags]`)
  if (call.args.length > 0 && call.selector !== '')
    throw call.usage('error: cannot specify both a node name and a --selector option')
  return objectsOf(call, call.args.length > 0 ? call.args : ['nodes'], call.args.length > 0 ? { type: 'nodes' } : {})
}

export function setUnschedulable(call: Call, info: Info, wanted: boolean): void {
  const is = object(info.object, 'spec').unschedulable === true
  const word = wanted ? 'cordoned' : 'uncordoned'
  if (is === wanted) return report(call, info, `already ${word}`)
  if (dryRunOf(call) !== 'client') {
    const patch = { spec: { unschedulable: wanted ? true : null } }
    call.client.patch(pathOf(info.mapping, '', info.name), 'strategic', patch, writeQuery(call, ''))
  }
  report(call, info, word)
}

// ------------------------------------------------------------------------------------------------- taints

export const taint: Verb = {
  name: 'taint',
  flags: [...PRINT_FLAGS, DRY_RUN, FIELD_MANAGER, VALIDATE, SELECTOR, 'all:bool', 'overwrite:bool'],
  completes: 'types',
  run(call) {
    const first = call.args.findIndex(
      (arg, at) => at > 0 && (arg.includes('=') || arg.includes(':') || arg.endsWith('-')),
    )
    const resources = first < 0 ? call.args : call.args.slice(0, first)
    const specs = first < 0 ? [] : call.args.slice(first)
    if (resources.length === 0) throw fail('one or more resources must be specified as <resource> <name>')
    if (specs.length === 0) throw fail('at least one taint update is required')
    const change = parseTaints(specs)
    for (const info of objectsOf(call, resources)) {
      attempt(call, () => {
        if (info.mapping.kind !== 'Node')
          throw fail(`invalid resource type ${info.mapping.plural}, only node(s) is supported`)
        taintOne(call, info, change)
      })
    }
  },
}

interface Taint extends Json {
  key: string
  value?: string
  effect: string
}

interface Change {
  add: Taint[]
  remove: { key: string; effect: string }[]
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

function parseTaints(specs: readonly string[]): Change {
  const change: Change = { add: [], remove: [] }
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const [key = '', effect = ''] = spec.slice(0, -1).split(':')
      change.remove.push({ key: key.split('=')[0] as string, effect })
      continue
    }
    const parts = spec.split(':')
    const [pair = '', effect = ''] = parts
    if (parts.length !== 2) throw fail(`invalid taint spec: ${spec}`)
    if (!EFFECTS.includes(effect)) throw fail(`invalid taint effect: ${effect}, unsupported taint effect`)
    const at = pair.indexOf('=')
    change.add.push({
      key: at < 0 ? pair : pair.slice(0, at),
      effect,
      ...(at < 0 || at === pair.length - 1 ? {} : { value: pair.slice(at + 1) }),
    })
  }
  return change
}

function taintOne(call: Call, info: Info, { add, remove }: Change): void {
  const before = list(info.object, 'spec', 'taints') as Taint[]
  if (!call.flags.bool('overwrite')) {
    const taken = add.filter(({ key, effect }) => before.some((one) => one.key === key && one.effect === effect))
    if (taken.length > 0) {
      throw fail(
        `node ${info.name} already has ${taken.map(({ key }) => key).join(',')} taint(s) with same effect(s) and --overwrite is false`,
      )
    }
  }
  for (const { key, effect } of remove) {
    if (!before.some((one) => one.key === key && (effect === '' || one.effect === effect))) {
      throw fail(effect === '' ? `taint "${key}" not found` : `taint "${key}:${effect}" not found`)
    }
  }
  const kept = before.filter(
    (one) =>
      !remove.some(({ key, effect }) => one.key === key && (effect === '' || one.effect === effect)) &&
      !add.some(({ key, effect }) => one.key === key && one.effect === effect),
  )
  const overwritten = before.some((one) => add.some(({ key, effect }) => one.key === key && one.effect === effect))
  const taints = [...add, ...kept]
  const word = add.length === 0 ? 'untainted' : remove.length > 0 || overwritten ? 'modified' : 'tainted'
  if (dryRunOf(call) === 'client') return report(call, info, word, info.object)
  const patch = { spec: { taints: taints.length === 0 ? null : taints } }
  const done = call.client.patch(
    pathOf(info.mapping, '', info.name),
    'strategic',
    patch,
    writeQuery(call, 'kubectl-taint'),
  )
  report(call, info, word, done)
}
