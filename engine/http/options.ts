/** The options of `npm run apiserver` and the file that `--config` names. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { controlPlane, type NodeGroup, workers } from '../boot.ts'
import { DEFAULT_OPTIONS } from '../cluster.ts'
import { formatSeconds, parseInstant } from '../core/calendar.ts'
import type { PodSecurityConfiguration } from '../api/podsecurityconfiguration.ts'
import type { Profile } from '../core/latency.ts'
import { canonicalQuantity } from '../api/quantity.ts'
import { parseSpeed } from './drydock.ts'

/** A mistake in the command line or the config; the message is for the person who made it. */
export class OptionError extends Error {}

export interface ServerOptions {
  port: number
  speed: number
  seed: number
  epoch: string
  nodes: NodeGroup[]
  latency?: Profile
  features?: Record<string, boolean>
  scheduler?: object
  podSecurity?: PodSecurityConfiguration
  /** A manifest or a folder of them, applied before serving. */
  load?: string
}

export const USAGE = `npm run apiserver -- [options]

  --port N            port on 127.0.0.1; 0 picks one (default 8001)
  --nodes N           machines node-1 … node-N of 4 CPU, 8Gi, zones a, b, c in turn (default 3)
  --control-plane     adds a tainted control-plane-1
  --speed N|max       virtual milliseconds a real one; 0 stands still (default 1)
  --seed N            seed of the run (default 1)
  --epoch now|ISO     instant at which virtual time begins (default 2025-01-01T00:00:00Z)
  --load FILE|DIR     manifests to apply before serving
  --runtime-config LIST  API versions that are served on request, as GROUP/VERSION=true,…
  --config FILE       YAML with nodes, latency, features, scheduler, podSecurity`

const FLAGS: ReadonlySet<string> = new Set(['--control-plane', '--help'])
const VALUES: ReadonlySet<string> = new Set([
  '--port',
  '--nodes',
  '--speed',
  '--seed',
  '--epoch',
  '--load',
  '--runtime-config',
  '--config',
])

/** Reads the command line; undefined when help was asked for. @throws OptionError */
export function parseOptions(args: readonly string[]): ServerOptions | undefined {
  const given = readArguments(args)
  if (given.has('--help')) return undefined
  const config = given.has('--config') ? readConfig(given.get('--config') as string) : {}
  const port = integer(given.get('--port') ?? '8001', '--port', 65_535)
  const count = integer(given.get('--nodes') ?? '3', '--nodes', 10_000)
  const seed = integer(given.get('--seed') ?? '1', '--seed', 2 ** 32 - 1)
  const speed = parseSpeed(given.get('--speed') ?? '1')
  if (speed === undefined) throw new OptionError(`--speed: not a number, 0 or more, or max: ${given.get('--speed')}`)
  const named = config.nodes !== undefined && !given.has('--nodes') ? config.nodes : workers(count)
  const nodes = given.has('--control-plane') ? [controlPlane(), ...named] : named
  const features = { ...config.features, ...runtimeConfig(given.get('--runtime-config') ?? '') }
  return {
    ...config,
    features,
    port,
    seed,
    speed,
    epoch: epochOf(given.get('--epoch')),
    nodes,
    load: given.get('--load'),
  }
}

/** `networking.k8s.io/v1beta1=true,…`, as upstream's flag of the name. @throws OptionError */
function runtimeConfig(text: string): Record<string, boolean> {
  const pairs = text.split(',').filter(Boolean)
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, version, on = 'true'] = /^([a-z0-9.-]+\/v\d[a-z0-9]*)(?:=(true|false))?$/.exec(pair) ?? []
      if (version === undefined) throw new OptionError(`--runtime-config: not GROUP/VERSION=true or =false: ${pair}`)
      return [version, on === 'true']
    }),
  )
}

function readArguments(args: readonly string[]): Map<string, string> {
  const given = new Map<string, string>()
  for (let at = 0; at < args.length; at++) {
    const [name = '', inline] = (args[at] as string).split(/=(.*)/s)
    if (FLAGS.has(name)) given.set(name, '')
    else if (VALUES.has(name)) {
      const value = inline ?? args[++at]
      if (value === undefined) throw new OptionError(`${name}: a value is missing\n\n${USAGE}`)
      given.set(name, value)
    } else throw new OptionError(`unknown option ${args[at]}\n\n${USAGE}`)
  }
  return given
}

function integer(text: string, name: string, max: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > max) throw new OptionError(`${name}: not a whole number from 0 to ${max}: ${text}`)
  return value
}

function epochOf(text: string | undefined): string {
  if (text === undefined) return DEFAULT_OPTIONS.epoch
  if (text === 'now') return formatSeconds(Date.now())
  if (parseInstant(text) === undefined) throw new OptionError(`--epoch: not "now" or an RFC 3339 instant: ${text}`)
  return text
}

type Json = Record<string, unknown>

function readConfig(
  file: string,
): Pick<ServerOptions, 'nodes' | 'latency' | 'features' | 'scheduler' | 'podSecurity'> | Record<string, never> {
  let text: string
  let value: unknown
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new OptionError(`--config: cannot read ${file}`)
  }
  try {
    value = parse(text, { maxAliasCount: 100 })
  } catch (error) {
    throw new OptionError(`--config: ${file}: ${(error as Error).message}`)
  }
  const config = mapping(value ?? {}, 'the config')
  for (const key of Object.keys(config)) {
    if (!['nodes', 'latency', 'features', 'scheduler', 'podSecurity'].includes(key))
      throw new OptionError(`--config: unknown field ${key}`)
  }
  return {
    ...(config.nodes === undefined ? {} : { nodes: nodesOf(config.nodes) }),
    ...(config.latency === undefined ? {} : { latency: latencyOf(mapping(config.latency, 'latency')) }),
    ...(config.features === undefined
      ? {}
      : { features: mapping(config.features, 'features') as Record<string, boolean> }),
    ...(config.scheduler === undefined ? {} : { scheduler: mapping(config.scheduler, 'scheduler') }),
    ...(config.podSecurity === undefined
      ? {}
      : { podSecurity: podSecurityOf(mapping(config.podSecurity, 'podSecurity')) }),
  } as Pick<ServerOptions, 'nodes' | 'latency' | 'features' | 'scheduler' | 'podSecurity'>
}

/** A PodSecurityConfiguration: only what it may say. */
function podSecurityOf({ defaults = {}, exemptions = {}, ...rest }: Json): PodSecurityConfiguration {
  const other = Object.keys(rest).find((key) => key !== 'apiVersion' && key !== 'kind')
  if (other !== undefined) throw new OptionError(`--config: unknown field podSecurity.${other}`)
  const lists = mapping(exemptions, 'podSecurity.exemptions')
  for (const [name, list] of Object.entries(lists)) {
    const fits = Array.isArray(list) && ['usernames', 'runtimeClasses', 'namespaces'].includes(name)
    if (!fits) throw new OptionError(`--config: podSecurity.exemptions.${name} is not a list that is known`)
  }
  return { defaults: mapping(defaults, 'podSecurity.defaults') as Record<string, string>, exemptions: lists }
}

function mapping(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OptionError(`--config: ${what} must be a mapping`)
  return value as Json
}

function nodesOf(value: unknown): NodeGroup[] {
  if (!Array.isArray(value)) throw new OptionError('--config: nodes must be a list')
  return value.map((entry, at) => {
    const group = mapping(entry, `nodes[${at}]`)
    const { count = 1, pods = 110 } = group
    if (typeof group.name !== 'string') throw new OptionError(`--config: nodes[${at}].name must be a text`)
    if (!Number.isInteger(count) || !Number.isInteger(pods)) {
      throw new OptionError(`--config: nodes[${at}]: count and pods must be whole numbers`)
    }
    const name = (count as number) > 1 && !group.name.includes('#') ? `${group.name}-#` : group.name
    const cpu = quantityOf(group.cpu ?? '4', `nodes[${at}].cpu`)
    const memory = quantityOf(group.memory ?? '8Gi', `nodes[${at}].memory`)
    return { ...(group as object), name, count, pods, cpu, memory } as NodeGroup
  })
}

function quantityOf(value: unknown, what: string): string {
  try {
    return canonicalQuantity(value as string | number)
  } catch (error) {
    throw new OptionError(`--config: ${what}: ${(error as Error).message}`)
  }
}

function latencyOf(given: Json): Profile {
  const profile: Json = { ...DEFAULT_OPTIONS.latency }
  for (const [name, value] of Object.entries(given)) {
    if (!(name in profile)) throw new OptionError(`--config: latency.${name} is not a hop`)
    if (name === 'pullBytesPerMs') {
      if (typeof value !== 'number' || value <= 0)
        throw new OptionError('--config: latency.pullBytesPerMs must be above 0')
      profile[name] = value
      continue
    }
    const { meanMs, jitterMs = 0 } =
      typeof value === 'number' ? { meanMs: value } : (mapping(value, `latency.${name}`) as Json)
    const fits =
      [meanMs, jitterMs].every((ms) => Number.isInteger(ms) && (ms as number) >= 0) &&
      (jitterMs as number) <= (meanMs as number)
    if (!fits)
      throw new OptionError(`--config: latency.${name}: meanMs and jitterMs must be whole numbers, jitter at most mean`)
    profile[name] = { meanMs, jitterMs }
  }
  return profile as Profile
}
