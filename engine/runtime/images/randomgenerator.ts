/**
 * k8spatterns/random-generator, the sample service of the chapters (PATTERNS.md "The sample programs"): HTTP on 8080,
 * health that can be toggled, heap that follows the memory limit, TERM logged.
 */
import { mix32 } from '../../core/random.ts'
import type { ProcessSpec } from '../../core/runtime.ts'
import type { HttpReply, ImageDefinition, Program, ProgramState } from '../program.ts'
import { debianTree, programAt } from './trees.ts'

interface State extends ProgramState {
  live: boolean
  ready: boolean
  draws: number
  eatenMb: number
}

const PORT = 8080
const DEFAULT_HEAP_MB = 256

const env = (spec: ProcessSpec, name: string): string | undefined =>
  spec.env.findLast((variable) => variable.name === name)?.value

/** The JVM takes a quarter of the memory limit as its heap, at least 16 MB. */
const heapMb = (spec: ProcessSpec): number =>
  spec.template.memoryLimitBytes
    ? Math.max(16, Math.floor(spec.template.memoryLimitBytes / 4 / 1048576))
    : DEFAULT_HEAP_MB

/** Tag of the image = version of the service, unless the environment says otherwise. */
const versionOf = (spec: ProcessSpec): string => env(spec, 'VERSION') ?? spec.template.image.split(':')[1] ?? '1.0'

const program: Program = {
  // A Spring Boot start of two seconds, after the delay asked for.
  name: 'random-generator',
  startUpMs: ({ spec }) => 2000 + Math.round(Number(env(spec, 'DELAY_STARTUP') ?? 0) * 1000 || 0),
  ports: () => [PORT],
  greeting: ({ spec }) => [
    `=== Max Heap Memory:   ${heapMb(spec)} MB`,
    `=== Used Heap Memory:  ${Math.min(37, heapMb(spec))} MB`,
    `=== Free Memory:       ${Math.max(0, heapMb(spec) - 37)} MB`,
    `=== Processors:        ${Math.max(1, Math.ceil((spec.template.cpuLimitMilli ?? 1000) / 1000))}`,
    `Starting RandomGeneratorApplication v${versionOf(spec)}`,
  ],
  start: () => ({ state: { live: true, ready: true, draws: 0, eatenMb: 0 } satisfies State }),
  signal: (state, signal) => {
    if (signal !== 15 && signal !== 2) return undefined
    const lines = ['>>>> SHUTDOWN HOOK CALLED. Possible exiting gracefully.']
    return { state, lines, afterMs: 300, exit: { exitCode: 128 + signal } }
  },
  http: (state, { path }, { spec }) => reply(state as State, path, spec),
  usage: (state, { spec }) => ({
    cpuMilli: 5,
    memoryBytes: (Math.min(37, heapMb(spec)) + 60 + (state as State).eatenMb) * 1048576,
  }),
}

function reply(state: State, target: string, spec: ProcessSpec): HttpReply {
  const [path = '/', query = ''] = target.split('?')
  switch (path) {
    case '/':
      return random(state, spec)
    case '/actuator/health':
      return health(state.live)
    case '/actuator/health/readiness':
      return health(state.ready)
    case '/info':
      return { status: 200, body: JSON.stringify(info(state, spec)) }
    case '/toggle-live':
      return toggled({ ...state, live: !state.live })
    case '/toggle-ready':
      return toggled({ ...state, ready: !state.ready })
    case '/shutdown':
      return { status: 200, body: '', turn: { state, exit: { exitCode: 0 } } }
    case '/memory-eater':
      return eat(state, Number(/(?:^|&)mb=(\d+)/.exec(query)?.[1] ?? 0), spec)
    default:
      return { status: 404, body: JSON.stringify({ status: 404, error: 'Not Found', path }) }
  }
}

const health = (up: boolean) => ({ status: up ? 200 : 503, body: JSON.stringify({ status: up ? 'UP' : 'DOWN' }) })

const toggled = (state: State) => ({ status: 200, body: '', turn: { state, changed: true } })

/** A JVM that eats past its limit is killed by the kernel. */
function eat(state: State, mb: number, spec: ProcessSpec) {
  const eatenMb = state.eatenMb + mb
  const over = spec.template.memoryLimitBytes !== undefined && (eatenMb + 97) * 1048576 > spec.template.memoryLimitBytes
  const exit = { exitCode: 137, signal: 9, reason: 'OOMKilled' }
  return { status: 200, body: '', turn: { state: { ...state, eatenMb }, ...(over ? { exit } : {}) } }
}

/** Random numbers of this process: the same run gives the same ones. */
function random(state: State, spec: ProcessSpec) {
  const seed = mix32(Number(env(spec, 'SEED') ?? 0) + spec.podIP.length * 7919)
  const draws = state.draws + 1
  const pattern = env(spec, 'PATTERN')
  const body = {
    random: mix32(seed + draws) | 0,
    id: idOf(spec),
    version: versionOf(spec),
    ...(pattern ? { pattern } : {}),
  }
  return { status: 200, body: JSON.stringify(body), turn: { state: { ...state, draws } } }
}

/** The instance's UUID-like identity, made from the Pod's name. */
function idOf(spec: ProcessSpec): string {
  let h = spec.restartCount
  for (const char of spec.podName) h = mix32(h + char.charCodeAt(0))
  const hex = (n: number) =>
    mix32(h + n)
      .toString(16)
      .padStart(8, '0')
  return `${hex(1)}-${hex(2).slice(0, 4)}-4${hex(3).slice(1, 4)}-a${hex(4).slice(1, 4)}-${hex(5)}${hex(6).slice(0, 4)}`
}

function info(state: State, spec: ProcessSpec) {
  return {
    'memory.max': heapMb(spec),
    'memory.used': Math.min(37, heapMb(spec)) + state.eatenMb,
    'cpu.procs': Math.max(1, Math.ceil((spec.template.cpuLimitMilli ?? 1000) / 1000)),
    version: versionOf(spec),
    id: idOf(spec),
    env: Object.fromEntries(spec.env.map((variable) => [variable.name, variable.value])),
  }
}

export const randomGenerator: ImageDefinition = {
  repository: 'k8spatterns/random-generator',
  hasTag: (tag) => ['latest', '1.0', '2.0'].includes(tag),
  sizeBytes: 120_000_000,
  program,
  entrypoint: ['java', '-jar', '/opt/random-generator.jar'],
  files: [...debianTree(['curl']), programAt('/usr/bin/java', 'random-generator')],
}
