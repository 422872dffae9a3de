/** Servers that say who they are: what people put behind a Service to see who answered. */
import type { ImageDefinition, Program } from '../program.ts'
import { busyboxTree, programAt } from './trees.ts'

const TERM = 15

const echo = (name: string, ports: Program['ports'], body: NonNullable<Program['http']>): Program => ({
  name,
  startUpMs: () => 30,
  ports,
  signal: (state, signal) => (signal === TERM || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
  http: body,
  requestMicros: 200,
  usage: () => ({ cpuMilli: 1, memoryBytes: 8_000_000 }),
})

const argument = (argv: readonly string[], name: string): string | undefined => {
  const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
  const found = argv[at]
  return found === undefined ? undefined : found.includes('=') ? found.slice(found.indexOf('=') + 1) : argv[at + 1]
}

/** hashicorp/http-echo: `-text=…` on `-listen=:5678`. */
const httpEcho = echo(
  'http-echo',
  ({ argv }) => [Number(argument(argv, '-listen')?.split(':').pop() ?? 5678)],
  (_state, _request, world) => ({
    status: 200,
    body: `${argument(world.argv, '-text') ?? world.env('ECHO_TEXT') ?? ''}\n`,
  }),
)

/** traefik/whoami: name, addresses and the request itself. */
const whoami = echo(
  'whoami',
  ({ argv }) => [Number(argument(argv, '--port') ?? 80)],
  (_state, { method, path, headers, sourceIP }, { spec }) => {
    const lines = [
      `Hostname: ${spec.hostname ?? spec.podName}`,
      'IP: 127.0.0.1',
      `IP: ${spec.podIP}`,
      `RemoteAddr: ${sourceIP}`,
      `${method} ${path} HTTP/1.1`,
    ]
    return {
      status: 200,
      body: `${[...lines, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n')}\n`,
    }
  },
)

const image = (repository: string, path: string, program: Program, cmd: readonly string[] = []): ImageDefinition => ({
  repository,
  hasTag: () => true,
  sizeBytes: 6_000_000,
  program,
  entrypoint: [path],
  cmd,
  files: [...busyboxTree(), programAt(path, program.name)],
})

export const httpEchoImage = image('hashicorp/http-echo', '/http-echo', httpEcho)
export const whoamiImage = image('traefik/whoami', '/whoami', whoami)
