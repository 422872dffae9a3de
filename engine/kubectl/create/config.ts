/** `kubectl create configmap | secret …`. Source: kubectl pkg/cmd/create/create_configmap.go, create_secret*.go. */
import { base64 } from '../../kinds/base64.ts'
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import type { Json } from '../base/json.ts'
import { generator } from './generator.ts'
import { compactJson } from '../print/json.ts'

const SOURCES = ['from-file:strings', 'from-literal:strings', 'from-env-file:strings', 'append-hash:bool']

/** Keys and texts of `--from-literal`, `--from-file`, `--from-env-file`. */
function dataOf(call: Call): Record<string, string> {
  const data: Record<string, string> = {}
  const add = (key: string, value: string) => {
    if (Object.hasOwn(data, key))
      throw fail(
        `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${call.args[0]}"`,
      )
    data[key] = value
  }
  for (const file of call.flags.strings('from-file')) for (const [key, value] of filesOf(call, file)) add(key, value)
  for (const literal of call.flags.strings('from-literal')) {
    const at = literal.indexOf('=')
    if (at <= 0) throw fail(`invalid literal source ${literal}, expected key=value`)
    add(literal.slice(0, at), unquoted(literal.slice(at + 1)))
  }
  for (const file of call.flags.strings('from-env-file')) {
    for (const line of read(call, file).split('\n')) {
      const trimmed = line.trimStart()
      if (trimmed === '' || trimmed.startsWith('#')) continue
      const at = trimmed.indexOf('=')
      if (at > 0) add(trimmed.slice(0, at), trimmed.slice(at + 1))
    }
  }
  return data
}

const unquoted = (value: string): string => {
  const first = value[0]
  return value.length >= 2 && (first === '"' || first === "'") && value.endsWith(first) ? value.slice(1, -1) : value
}

function read(call: Call, name: string): string {
  const text = call.host.files.read(name)
  if (text === undefined) throw fail(`error reading ${name}: no such file or directory`)
  return text
}

/** `key=file`, `file`, or a folder. */
function filesOf(call: Call, said: string): [key: string, text: string][] {
  const at = said.indexOf('=')
  if (at > 0) return [[said.slice(0, at), read(call, said.slice(at + 1))]]
  const { files } = call.host
  const whole = files.read(said)
  if (whole !== undefined) return [[said.split('/').at(-1) as string, whole]]
  const folder = said === '.' ? '' : `${said.replace(/\/$/, '')}/`
  const inside = files.names().filter((name) => name.startsWith(folder) && !name.slice(folder.length).includes('/'))
  if (inside.length === 0) throw fail(`error reading ${said}: no such file or directory`)
  return inside.sort().map((name) => [name.slice(folder.length), files.read(name) ?? ''])
}

export const createConfigMap = generator(
  'configmap',
  SOURCES,
  (call, name) => {
    const data = dataOf(call)
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      ...(Object.keys(data).length > 0 ? { data } : {}),
    }
  },
  { aliases: ['cm'], failing: 'failed to create configmap' },
)

const secret = (name: string, type: string, data: Record<string, string>): Json => {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)]))
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    ...(type === '' ? {} : { type }),
    ...(Object.keys(encoded).length > 0 ? { data: encoded } : {}),
  }
}

export const createSecretGeneric = generator('secret generic', [...SOURCES, 'type:string'], (call, name) =>
  secret(name, call.flags.string('type'), dataOf(call)),
)

export const createSecretTls = generator(
  'secret tls',
  ['cert:string', 'key:string', 'append-hash:bool'],
  (call, name) => {
    if (call.flags.string('cert') === '' || call.flags.string('key') === '')
      throw fail('key and cert must be specified')
    const data = { 'tls.crt': read(call, call.flags.string('cert')), 'tls.key': read(call, call.flags.string('key')) }
    return secret(name, 'kubernetes.io/tls', data)
  },
)

export const createSecretDockerRegistry = generator(
  'secret docker-registry',
  [
    'docker-server:string=https://index.docker.io/v1/',
    'docker-username:string',
    'docker-password:string',
    'docker-email:string',
    'append-hash:bool',
  ],
  (call, name) => {
    const { flags } = call
    const [username, password, email] = ['docker-username', 'docker-password', 'docker-email'].map((flag) =>
      flags.string(flag),
    ) as [string, string, string]
    if (username === '' || password === '')
      throw fail(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      )
    const entry = { username, password, ...(email === '' ? {} : { email }), auth: base64(`${username}:${password}`) }
    const config = { auths: { [flags.string('docker-server')]: entry } }
    return secret(name, 'kubernetes.io/dockerconfigjson', { '.dockerconfigjson': inOrder(config) })
  },
)

/** Go writes the fields of a struct in their own order. */
const inOrder = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : compactJson(value)
