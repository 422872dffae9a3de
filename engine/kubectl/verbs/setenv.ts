/** `kubectl set env`. Source: kubectl pkg/cmd/set/set_env.go. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, map, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { attempt, liveObjectsOf } from '../client/objects.ts'
import { containersNamed, openPodSpec } from '../client/podspec.ts'
import { writeChange } from '../client/strategicdiff.ts'
import { fetch, type Info, targetsOf } from '../client/targets.ts'
import type { Verb } from '../verb.ts'
import { SET_FLAGS, SET_MANAGER, splitPairs } from './set.ts'

interface Change {
  set: Json[]
  removed: string[]
}

export const setEnv: Verb = {
  name: 'set env',
  flags: [
    ...SET_FLAGS,
    'containers,c:string=*',
    'env,e:strings',
    'from:string',
    'keys:list',
    'list:bool',
    'overwrite:bool=true',
    'prefix:string',
    'resolve:bool',
  ],
  completes: 'types',
  run(call) {
    const { resources, pairs } = splitPairs(call.args)
    if (resources.length === 0 && !call.flags.has('filename'))
      throw fail('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    const change = changeOf(call, [...pairs, ...call.flags.strings('env')])
    if (!call.flags.bool('list') && change.set.length + change.removed.length === 0)
      throw fail('at least one environment variable must be provided')
    for (const info of liveObjectsOf(call, resources)) attempt(call, () => update(call, info, change))
  },
}

function changeOf(call: Call, pairs: readonly string[]): Change {
  const change: Change = { set: [], removed: [] }
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at > 0) change.set.push({ name: pair.slice(0, at), value: pair.slice(at + 1) })
    else if (pair.endsWith('-')) change.removed.push(pair.slice(0, -1))
    else throw fail(`unknown environment spec: ${pair}`)
  }
  const from = call.flags.string('from')
  if (from !== '') change.set.push(...variablesFrom(call, from))
  return change
}

/** A variable for each key of a ConfigMap or Secret. */
function variablesFrom(call: Call, from: string): Json[] {
  const infos = targetsOf(call, [from]).targets.flatMap((target) => fetch(call, target))
  const wanted = call.flags.list('keys')
  return infos.flatMap(({ mapping, object, name }) => {
    const field =
      mapping.kind === 'Secret' ? 'secretKeyRef' : mapping.kind === 'ConfigMap' ? 'configMapKeyRef' : undefined
    if (field === undefined) throw fail(`unsupported resource specified in --from: ${mapping.kind}`)
    const keys = Object.keys(map(object, 'data')).filter((key) => wanted.length === 0 || wanted.includes(key))
    return keys.sort().map((key) => {
      const variable = key.toUpperCase().replace(/[^A-Z0-9_]/g, '_')
      if (variable !== key) call.err(`Warning: key ${key} transferred to ${variable}\n`)
      return { name: `${call.flags.string('prefix')}${variable}`, valueFrom: { [field]: { key, name } } }
    })
  })
}

function update(call: Call, info: Info, { set, removed }: Change): void {
  const { next, spec } = openPodSpec(info.mapping, info.object)
  const containers = containersNamed(spec, call.flags.string('containers'))
  if (call.flags.bool('list')) return tell(call, info, containers)
  for (const container of containers) {
    const before = list(container, 'env')
    const names = new Set(set.map((variable) => text(variable, 'name')))
    if (!call.flags.bool('overwrite')) {
      const taken = before.find((variable) => names.has(text(variable, 'name')))
      if (taken !== undefined)
        throw fail(`'${text(taken, 'name')}' already has a value (${text(taken, 'value')}), and --overwrite is false`)
    }
    const env = before.filter((variable) => !removed.includes(text(variable, 'name')))
    for (const variable of set) {
      const at = env.findIndex((one) => one.name === variable.name)
      if (at < 0) env.push(variable)
      else env[at] = variable
    }
    if (env.length > 0) container.env = env
    else delete container.env
  }
  writeChange(call, info, next, SET_MANAGER, 'env updated')
}

function tell(call: Call, info: Info, containers: readonly Json[]): void {
  for (const container of containers) {
    call.line(`# ${info.mapping.kind} ${info.name}, container ${text(container, 'name')}`)
    for (const variable of list(container, 'env')) call.line(envLine(call, info, variable))
  }
}

function envLine(call: Call, info: Info, variable: Json): string {
  const name = text(variable, 'name')
  const from = variable.valueFrom as Json | undefined
  if (from === undefined) return `${name}=${text(variable, 'value')}`
  if (call.flags.bool('resolve')) {
    const field = from.configMapKeyRef === undefined ? 'secretKeyRef' : 'configMapKeyRef'
    const reference = from[field] as Json | undefined
    const mapping = call.client.mapper.find(field === 'secretKeyRef' ? 'secrets' : 'configmaps')
    const found = reference && call.client.get(pathOf(mapping, info.namespace, text(reference, 'name')))
    return `${name}=${map(found, 'data')[text(reference, 'key')] ?? ''}`
  }
  if (from.configMapKeyRef !== undefined)
    return `# ${name} from configmap ${text(from, 'configMapKeyRef', 'name')}, key ${text(from, 'configMapKeyRef', 'key')}`
  if (from.secretKeyRef !== undefined)
    return `# ${name} from secret ${text(from, 'secretKeyRef', 'name')}, key ${text(from, 'secretKeyRef', 'key')}`
  if (from.fieldRef !== undefined) return `# ${name} from field path ${text(from, 'fieldRef', 'fieldPath')}`
  return `# ${name} from resource ${text(from, 'resourceFieldRef', 'resource')}`
}
