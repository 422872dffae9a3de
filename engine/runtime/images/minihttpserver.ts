/** k8spatterns/mini-http-server: answers every path with what $MESSAGE says. */
import type { ImageDefinition, Program } from '../program.ts'
import { busyboxTree, programAt } from './trees.ts'

const program: Program = {
  name: 'mini-http-server',
  startUpMs: () => 30,
  ports: (world) => [Number(world.env('PORT') ?? 8080)],
  greeting: (world) => [`Listening on port ${world.env('PORT') ?? 8080}`],
  signal: (state, signal) => (signal === 15 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
  http: (_state, _request, world) => ({ status: 200, body: `${world.env('MESSAGE') ?? 'Hello'}\n` }),
  requestMicros: 200,
  usage: () => ({ cpuMilli: 1, memoryBytes: 8_000_000 }),
}

export const miniHttpServer: ImageDefinition = {
  repository: 'k8spatterns/mini-http-server',
  hasTag: () => true,
  sizeBytes: 6_000_000,
  program,
  entrypoint: ['/mini-http-server'],
  files: [...busyboxTree(), programAt('/mini-http-server', 'mini-http-server')],
}
