/**
 * k8spatterns/random-generator, the sample service of the chapters (PATTERNS.md "The sample programs"): HTTP on 8080,
 * health that can be toggled, heap that follows the memory limit, TERM logged.
 */
import { fromBytes } from '../../core/bytes.ts'
import { hashText, mix32 } from '../../core/random.ts'
import type { ProcessSpec } from '../../core/runtime.ts'
import type { HttpReply, ImageDefinition, Program, ProgramState, Turn, World } from '../program.ts'
import { strftime } from '../commands/strftime.ts'
import { debianTree, programAt } from './trees.ts'

interface State extends ProgramState {
  live: boolean
  ready: boolean
  draws: number
  eatenMb: number
  /** It waits for its postStart hook. */
  waiting?: boolean
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
  start: (world) => beginning(world),
  wake: (state, world) => beginning(world, state as State) as Turn,
  signal: (state, signal) => {
    if (signal !== 15 && signal !== 2) return undefined
    const lines = ['>>>> SHUTDOWN HOOK CALLED. Possible exiting gracefully.']
    return { state, lines, afterMs: 300, exit: { exitCode: 128 + signal } }
  },
  http: (state, { path }, world) => reply(state as State, path, world),
  usage: (state, { spec }) => ({
    cpuMilli: 5,
    memoryBytes: (Math.min(37, heapMb(spec)) + 60 + (state as State).eatenMb) * 1048576,
  }),
}

/** Files by which the service says that it is ready, in the chapters' several spellings. */
const READY_FILES = ['/tmp/random-generator-ready', '/random-generator-ready', '/var/run/random-generator-ready']
const POST_START_FILES = ['/tmp/postStart-done', '/tmp/postStart_done']
const WAIT_MS = 500

/** Says that it is up once it is; before that it waits for what it was told to wait for. */
function beginning(world: World, state: State = FRESH): Partial<Turn> & { state: State } {
  const waits = (world.env('WAIT_FOR_POST_START') ?? '') !== '' && world.env('WAIT_FOR_POST_START') !== 'false'
  const isDone = !waits || POST_START_FILES.some((path) => world.read(path) !== undefined)
  const upMs = world.startedAtMs + program.startUpMs(world)
  if (!isDone) return { state: { ...state, waiting: true }, wakeInMs: WAIT_MS }
  if (world.nowMs < upMs) return { state: { ...state, waiting: waits }, wakeInMs: upMs - world.nowMs }
  return { state: { ...state, waiting: false, ready: true }, files: readyFiles(true), changed: true }
}

const FRESH: State = { live: true, ready: true, draws: 0, eatenMb: 0 }

const readyFiles = (isThere: boolean): Record<string, string | null> =>
  Object.fromEntries(READY_FILES.map((path) => [path, isThere ? '' : null]))

function reply(state: State, target: string, world: World): HttpReply {
  const { spec } = world
  const [path = '/', query = ''] = target.split('?')
  if (state.waiting === true) return { status: 503, body: '' }
  switch (path) {
    case '/':
      return random(state, world, query)
    case '/actuator/health':
      return health(state.live)
    case '/actuator/health/liveness':
      return health(state.live)
    case '/actuator/health/readiness':
      return health(state.ready)
    case '/info':
      return { status: 200, body: JSON.stringify(info(state, world)) }
    case '/logs':
      return { status: 200, body: fromBytes(world.read(world.env('LOG_FILE') ?? '') ?? ''), headers: TEXT }
    case '/toggle-live':
      return toggled({ ...state, live: !state.live })
    case '/toggle-ready': {
      const ready = !state.ready
      return { status: 200, body: '', turn: { state: { ...state, ready }, files: readyFiles(ready), changed: true } }
    }
    case '/shutdown':
      return { status: 200, body: '', turn: { state, exit: { exitCode: 0 } } }
    case '/memory-eater':
      return eat(state, Number(/(?:^|&)mb=(\d+)/.exec(query)?.[1] ?? 0), spec)
    default:
      return { status: 404, body: JSON.stringify({ status: 404, error: 'Not Found', path }) }
  }
}

const TEXT = { 'content-type': 'text/plain' }
/** CPU one round of `?burn=` takes, in microseconds, and the most a request may burn. */
const BURN_MICROS = 1
const MOST_BURN_MICROS = 600_000_000

const health = (up: boolean) => ({ status: up ? 200 : 503, body: JSON.stringify({ status: up ? 'UP' : 'DOWN' }) })

const toggled = (state: State) => ({ status: 200, body: '', turn: { state, changed: true } })

/** A JVM that eats past its limit is killed by the kernel. */
function eat(state: State, mb: number, spec: ProcessSpec) {
  const eatenMb = state.eatenMb + mb
  const over = spec.template.memoryLimitBytes !== undefined && (eatenMb + 97) * 1048576 > spec.template.memoryLimitBytes
  const exit = { exitCode: 137, signal: 9, reason: 'OOMKilled' }
  return { status: 200, body: '', turn: { state: { ...state, eatenMb }, ...(over ? { exit } : {}) } }
}

/** Random numbers of this process: the same run gives the same ones; two processes agree only where SEED says so. */
function random(state: State, world: World, query: string): HttpReply {
  const { spec } = world
  const id = idOf(spec)
  const seed = mix32(Number(world.env('SEED') ?? hashText(id)))
  const draws = state.draws + 1
  const pattern = world.env('PATTERN')
  const value = mix32(seed + draws) | 0
  const body = { random: value, id, version: versionOf(spec), ...(pattern ? { pattern } : {}) }
  const burn = Number(/(?:^|&)burn=(\d+)/.exec(query)?.[1] ?? 0)
  const nanos = 20_000 + (mix32(seed ^ draws) & 0xffff) + burn * 1000
  // The log's format: time, id, how long it took, the number.
  const line = `${strftime('%Y-%m-%dT%H:%M:%SZ', world.unixMs)},${id},${nanos},${value}\n`
  const file = world.env('LOG_FILE')
  const url = world.env('LOG_URL')
  const turn: Turn = {
    state: { ...state, draws },
    ...(file ? { append: { [file]: line } } : {}),
    ...(url ? { post: { url, body: line } } : {}),
  }
  const cpuMicros = burn === 0 ? undefined : Math.min(MOST_BURN_MICROS, 1000 + burn * BURN_MICROS)
  return {
    status: 200,
    body: JSON.stringify(body),
    headers: JSON_TYPE,
    turn,
    ...(cpuMicros === undefined ? {} : { cpuMicros }),
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

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

function info(state: State, world: World) {
  const { spec } = world
  return {
    'memory.max': heapMb(spec),
    'memory.used': Math.min(37, heapMb(spec)) + state.eatenMb,
    'cpu.procs': Math.max(1, Math.ceil((spec.template.cpuLimitMilli ?? 1000) / 1000)),
    version: versionOf(spec),
    id: idOf(spec),
    env: Object.fromEntries(spec.env.map((variable) => [variable.name, variable.value])),
  }
}

const JAVA = `#!/bin/bash
while [ "\${1#-}" != "$1" ] && [ "$1" != -jar ]; do [ "$1" = -cp ] && shift; shift; done
if [ "$1" = RandomRunner ]; then shift; exec random-generator-runner "$@"; fi
exec /opt/random-generator "$@"
`

/** The batch mode: lines of random numbers into a file, and how long that took. */
const RUNNER = `#!/bin/bash
seed=0
if [ "$1" = --seed ]; then seed=$2; shift 2; fi
if [ $# -lt 2 ]; then echo "Usage: random-generator-runner [--seed n] file lines [sleep]" >&2; exit 1; fi
file=$1 lines=$2 pause=\${3:-0} start=$(date +%s)
if [ "$pause" = 0 ]; then
  awk -v n="$lines" -v seed="$seed" 'BEGIN { srand(seed); for (i = 0; i < n; i++) print int(rand() * 4294967296) - 2147483648 }' >> "$file" || exit 1
else
  i=0
  while [ "$i" -lt "$lines" ]; do
    awk -v i="$i" -v seed="$seed" 'BEGIN { srand(seed + i); print int(rand() * 4294967296) - 2147483648 }' >> "$file" || exit 1
    i=$((i + 1))
    sleep "$pause"
  done
fi
echo "Wrote $lines lines to $file in $(($(date +%s) - start)) seconds"
`

export const randomGenerator: ImageDefinition = {
  repository: 'k8spatterns/random-generator',
  hasTag: (tag) => ['latest', '1.0', '2.0'].includes(tag),
  sizeBytes: 120_000_000,
  program,
  entrypoint: ['java', '-jar', '/opt/random-generator.jar'],
  files: [
    ...debianTree(['curl']),
    programAt('/opt/random-generator', 'random-generator'),
    {
      '/usr/bin/java': { text: JAVA, mode: 0o755 },
      '/usr/bin/random-generator-runner': { text: RUNNER, mode: 0o755 },
    },
  ],
}
