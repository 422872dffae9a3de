/** `kubectl set image`, `resources`, `selector`, `serviceaccount`. Source: kubectl pkg/cmd/set. */
import { parseQuantity, QuantityError } from '../../api/quantity.ts'
import { parseToLabelSelector } from '../../api/labelselector.ts'
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { copy, type Json, map } from '../base/json.ts'
import { attempt, liveObjectsOf } from '../client/objects.ts'
import { containersNamed, openPodSpec } from '../client/podspec.ts'
import { writeChange } from '../client/strategicdiff.ts'
import { ALL_NAMESPACES, DRY_RUN, FIELD_MANAGER, FILE_FLAGS, PRINT_FLAGS, SELECTOR } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

export const SET_FLAGS: readonly string[] = [
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  DRY_RUN,
  FIELD_MANAGER,
  SELECTOR,
  ALL_NAMESPACES,
  'all:bool',
  'local:bool',
]
export const SET_MANAGER = 'kubectl-set'

/** Splits `deploy/web a=b c-` into resources and pairs. */
export function splitPairs(args: readonly string[]): { resources: string[]; pairs: string[] } {
  const isPair = (arg: string) => arg.includes('=') || (arg.endsWith('-') && arg.length > 1)
  const first = args.findIndex((arg, at) => isPair(arg) && (at > 0 || arg.includes('=')))
  return first < 0 ? { resources: [...args], pairs: [] } : { resources: args.slice(0, first), pairs: args.slice(first) }
}

export const setImage: Verb = {
  name: 'set image',
  flags: SET_FLAGS,
  completes: 'types',
  run(call) {
    const { resources, pairs } = splitPairs(call.args)
    const troubles: string[] = []
    if (resources.length === 0 && !call.flags.has('filename'))
      troubles.push('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    if (pairs.length === 0) troubles.push('at least one image update is required')
    if (troubles.length > 0) throw fail(troubles.length === 1 ? (troubles[0] as string) : `[${troubles.join(', ')}]`)
    for (const info of liveObjectsOf(call, resources, { everything: call.flags.bool('all') })) {
      attempt(call, () => {
        const { next, spec } = openPodSpec(info.mapping, info.object)
        for (const pair of pairs) image(call, spec, pair)
        writeChange(call, info, next, SET_MANAGER, 'image updated')
      })
    }
  },
}

function image(call: Call, spec: Json, pair: string): void {
  const at = pair.indexOf('=')
  const [name, reference] = [pair.slice(0, at), pair.slice(at + 1)]
  const found = containersNamed(spec, name)
  if (found.length === 0) call.troubles.push(fail(`unable to find container named ${JSON.stringify(name)}`))
  for (const container of found) container.image = reference
}

export const setResources: Verb = {
  name: 'set resources',
  flags: [...SET_FLAGS, 'containers,c:string=*', 'limits:string', 'requests:string'],
  completes: 'types',
  run(call) {
    const limits = amounts(call.flags.string('limits'))
    const requests = amounts(call.flags.string('requests'))
    if (Object.keys(limits).length + Object.keys(requests).length === 0) {
      throw fail('you must specify an update to requests or limits (in the form of --requests/--limits)')
    }
    for (const info of liveObjectsOf(call, call.args)) {
      attempt(call, () => {
        const { next, spec } = openPodSpec(info.mapping, info.object)
        const found = containersNamed(spec, call.flags.string('containers'), false)
        if (found.length === 0) throw fail(`unable to find container named ${call.flags.string('containers')}`)
        for (const container of found) {
          const now = map(container, 'resources')
          const merged = {
            limits: { ...map(now, 'limits'), ...limits },
            requests: { ...map(now, 'requests'), ...requests },
          }
          container.resources = Object.fromEntries(
            Object.entries(merged).filter(([, all]) => Object.keys(all).length > 0),
          )
        }
        writeChange(call, info, next, SET_MANAGER, 'resource requirements updated')
      })
    }
  },
}

/** `cpu=100m,memory=1Gi`. */
export function amounts(said: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const pair of said === '' ? [] : said.split(',')) {
    const parts = pair.split('=')
    const [name = '', amount = ''] = parts
    if (parts.length !== 2) throw fail(`Invalid argument syntax ${pair}, expected <resource>=<value>`)
    try {
      parseQuantity(amount)
    } catch (error) {
      if (error instanceof QuantityError) throw fail(error.message)
      throw error
    }
    out[name] = amount
  }
  return out
}

export const setSelector: Verb = {
  name: 'set selector',
  flags: [...SET_FLAGS, 'resource-version:string'],
  completes: { names: 'services' },
  run(call) {
    const resources = call.args.slice(0, -1)
    const said = call.args.at(-1)
    if (said === undefined || resources.length === 0)
      throw fail('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    const selector = parseToLabelSelector(said)
    for (const info of liveObjectsOf(call, resources)) {
      attempt(call, () => {
        if (info.mapping.kind !== 'Service') throw fail('setting a selector is only supported for Services')
        const next = copy(info.object)
        ;(next.spec as Json).selector = selector.matchLabels ?? {}
        writeChange(call, info, next, SET_MANAGER, 'selector updated')
      })
    }
  },
}

export const setServiceAccount: Verb = {
  name: 'set serviceaccount',
  aliases: ['set sa'],
  flags: SET_FLAGS,
  completes: 'types',
  run(call) {
    const account = call.args.at(-1)
    if (account === undefined) throw fail('serviceaccount is required')
    for (const info of liveObjectsOf(call, call.args.slice(0, -1))) {
      attempt(call, () => {
        const { next, spec } = openPodSpec(info.mapping, info.object)
        spec.serviceAccountName = account
        if (spec.serviceAccount !== undefined) spec.serviceAccount = account
        writeChange(call, info, next, SET_MANAGER, 'serviceaccount updated')
      })
    }
  },
}
