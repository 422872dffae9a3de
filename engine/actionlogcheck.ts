/** What an action log must look like before it is let in; it may come from a link or a file. */
import type { ActionLog, LoggedAction } from './protocol/run.ts'

/** Thrown for a log that cannot be one; the message says what is wrong and where. */
export class LogError extends Error {}

type Json = Record<string, unknown>

const METHODS: ReadonlySet<unknown> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
const FAULTS: ReadonlySet<unknown> = new Set([
  'crashContainer',
  'killPod',
  'fillMemory',
  'slowContainer',
  'nodeDown',
  'nodeUp',
  'nodeFile',
  'fillDisk',
  'zoneDown',
  'partition',
  'slowNetwork',
  'heal',
])
const MAX_ACTIONS = 1_000_000
/** Kubernetes' own limit. */
const MAX_NODES = 5000
/** A day; bytes a millisecond of a pull lie below it too. */
const MAX_LATENCY_MS = 86_400_000

/** The log, if it is one. @throws LogError */
export function checkLog(value: unknown): ActionLog {
  const log = object(value, 'the log')
  if (log.format !== 1) throw new LogError(`format: this engine reads format 1, not ${JSON.stringify(log.format)}`)
  text(log.engine, 'engine')
  checkConfig(object(log.config, 'config'))
  if (!Array.isArray(log.actions)) throw new LogError('actions: must be a list')
  if (log.actions.length > MAX_ACTIONS) throw new LogError(`actions: more than ${MAX_ACTIONS}`)
  let last = -1
  log.actions.forEach((action, at) => {
    last = checkAction(action, `actions[${at}]`, last)
  })
  return log as unknown as ActionLog
}

function object(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LogError(`${what}: must be an object`)
  return value as Json
}

function text(value: unknown, what: string): void {
  if (typeof value !== 'string') throw new LogError(`${what}: must be a text`)
}

function integer(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new LogError(`${what}: must be a whole number, 0 or more`)
  return value as number
}

function checkConfig(config: Json): void {
  integer(config.seed, 'config.seed')
  text(config.epoch, 'config.epoch')
  if (!Array.isArray(config.nodes)) throw new LogError('config.nodes: must be a list')
  let machines = 0
  config.nodes.forEach((group, at) => {
    machines += checkNodes(object(group, `config.nodes[${at}]`), `config.nodes[${at}]`)
  })
  if (machines > MAX_NODES) throw new LogError(`config.nodes: more than ${MAX_NODES} machines`)
  checkLatency(object(config.latency, 'config.latency'))
  object(config.features, 'config.features')
  if (config.scheduler !== undefined) object(config.scheduler, 'config.scheduler')
}

/** Checks a group and returns its size. */
function checkNodes({ name, count, cpu, memory, pods, disk, kubelet, files }: Json, at: string): number {
  text(name, `${at}.name`)
  text(cpu, `${at}.cpu`)
  text(memory, `${at}.memory`)
  integer(pods, `${at}.pods`)
  if (disk !== undefined) text(disk, `${at}.disk`)
  if (kubelet !== undefined) object(kubelet, `${at}.kubelet`)
  const given = files === undefined ? {} : object(files, `${at}.files`)
  for (const path in given) text(given[path], `${at}.files.${path}`)
  return integer(count, `${at}.count`)
}

/** Every hop takes a time: a number, or a mean with a jitter. */
function checkLatency(latency: Json): void {
  for (const [hop, value] of Object.entries(latency)) {
    const numbers = typeof value === 'number' ? [value] : Object.values(object(value, `config.latency.${hop}`))
    if (numbers.length === 0 || !numbers.every((number) => isTime(number)))
      throw new LogError(`config.latency.${hop}: must be numbers from 0 to ${MAX_LATENCY_MS}`)
  }
}

const isTime = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= MAX_LATENCY_MS

/** Checks one action and returns its sequence number; they must rise. */
function checkAction(value: unknown, at: string, last: number): number {
  const logged = object(value, at) as unknown as LoggedAction
  integer(logged.atMs, `${at}.atMs`)
  const seq = integer(logged.seq, `${at}.seq`)
  if (seq <= last) throw new LogError(`${at}.seq: must be greater than ${last}`)
  const action = object(logged.action, `${at}.action`)
  if (action.verb === 'request') checkRequest(object(action.request, `${at}.action.request`), `${at}.action.request`)
  else if (action.verb === 'fault') checkFault(object(action.fault, `${at}.action.fault`), `${at}.action.fault`)
  else if (action.verb === 'mark') text(action.text, `${at}.action.text`)
  else if (action.verb === 'load') text(object(action.load, `${at}.action.load`).name, `${at}.action.load.name`)
  else if (action.verb === 'endLoad') text(action.name, `${at}.action.name`)
  else if (action.verb === 'session') checkDeed(action as unknown as Json, `${at}.action`)
  else throw new LogError(`${at}.action.verb: must be request, fault, load, endLoad, session or mark`)
  return seq
}

function checkRequest(request: Json, at: string): void {
  if (!METHODS.has(request.method)) throw new LogError(`${at}.method: must be GET, POST, PUT, PATCH or DELETE`)
  text(request.path, `${at}.path`)
  if (request.body !== undefined) text(request.body, `${at}.body`)
  if (request.command !== undefined) {
    if (!Array.isArray(request.command)) throw new LogError(`${at}.command: must be a list`)
    request.command.forEach((word, n) => text(word, `${at}.command[${n}]`))
  }
  for (const part of ['query', 'headers']) {
    if (request[part] === undefined) continue
    for (const [key, value] of Object.entries(object(request[part], `${at}.${part}`)))
      text(value, `${at}.${part}.${key}`)
  }
}

function checkDeed(action: Json, at: string): void {
  integer(action.session, `${at}.session`)
  const deed = object(action.deed, `${at}.deed`)
  if (deed.do === 'input') text(deed.data, `${at}.deed.data`)
  else if (deed.do === 'resize') {
    integer(deed.columns, `${at}.deed.columns`)
    integer(deed.rows, `${at}.deed.rows`)
  } else if (deed.do !== 'endInput' && deed.do !== 'close') {
    throw new LogError(`${at}.deed.do: must be input, endInput, resize or close`)
  }
}

function checkFault(fault: Json, at: string): void {
  if (!FAULTS.has(fault.name)) throw new LogError(`${at}.name: must be one of ${[...FAULTS].join(', ')}`)
}
