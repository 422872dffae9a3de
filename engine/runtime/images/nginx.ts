/** nginx and httpd: ready at once, port 80 whatever is declared, 404 for unknown paths, graceful on QUIT and TERM. */
import type { ImageDefinition, Program } from '../program.ts'

const program: Program = {
  startUpMs: () => 20,
  ports: (spec) => [80, ...spec.template.ports.map((p) => p.containerPort).filter((p) => p !== 80)],
  greeting: () => ['/docker-entrypoint.sh: Configuration complete; ready for start up'],
  start: () => ({ state: {} }),
  signal: (state, signal) =>
    signal === 15 || signal === 3 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined,
  http: (state, { path }) =>
    path === '/' || path === '/index.html'
      ? { status: 200, body: '<h1>Welcome to nginx!</h1>\n', turn: { state } }
      : { status: 404, body: '404 Not Found\n', turn: { state } },
  usage: () => ({ cpuMilli: 1, memoryBytes: 12_000_000 }),
}

const TAG = /^(latest|stable|mainline|alpine|\d+(\.\d+){0,2})(-(alpine|slim|perl|bookworm|trixie|alpine-slim))?$/

export const nginx: ImageDefinition = {
  repository: 'nginx',
  hasTag: (tag) => TAG.test(tag),
  sizeBytes: 70_000_000,
  program,
}
