/** k8spatterns/random-generator-exporter: turns the sample service's log into Prometheus' text on port 9889. */
import type { ImageDefinition, Program, World } from '../program.ts'
import { debianTree, programAt } from './trees.ts'

const PORT = 9889
const DEFAULT_LOG = '/logs/random.log'

/** Lines of `time,id,nanos,random`, as the sample service writes them. */
function metricsOf(world: World): string {
  const text = world.read(world.env('LOG_FILE') ?? DEFAULT_LOG) ?? ''
  const nanos = text.split('\n').flatMap((line) => {
    const n = Number(line.split(',')[2])
    return line.trim() === '' || Number.isNaN(n) ? [] : [n]
  })
  const seconds = nanos.reduce((sum, n) => sum + n, 0) / 1e9
  return [
    '# HELP invocation_count_total Total number of invocations',
    '# TYPE invocation_count_total counter',
    `invocation_count_total ${nanos.length}`,
    '# HELP process_time_seconds Time a request took',
    '# TYPE process_time_seconds summary',
    `process_time_seconds_count ${nanos.length}`,
    `process_time_seconds_sum ${seconds}`,
    '',
  ].join('\n')
}

const program: Program = {
  name: 'random-generator-exporter',
  startUpMs: () => 300,
  ports: () => [PORT],
  signal: (state, signal) => (signal === 15 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
  http: (_state, { path }, world) =>
    path === '/metrics' || path === '/'
      ? { status: 200, body: metricsOf(world), headers: { 'content-type': 'text/plain; version=0.0.4' } }
      : { status: 404, body: 'not found\n' },
  usage: () => ({ cpuMilli: 2, memoryBytes: 30_000_000 }),
}

export const exporter: ImageDefinition = {
  repository: 'k8spatterns/random-generator-exporter',
  hasTag: () => true,
  sizeBytes: 45_000_000,
  program,
  entrypoint: ['/random-generator-exporter'],
  files: [...debianTree(['curl']), programAt('/random-generator-exporter', 'random-generator-exporter')],
}
