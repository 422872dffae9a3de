/** nginx and httpd: ready at once, port 80 whatever is declared, 404 for unknown paths, graceful on QUIT and TERM. */
import type { ImageDefinition, Program } from '../program.ts'
import { serveFile } from './serving.ts'
import { debianTree, programAt } from './trees.ts'

const WELCOME =
  '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n'

const program: Program = {
  name: 'nginx',
  startUpMs: () => 20,
  ports: ({ spec }) => [80, ...spec.template.ports.map((p) => p.containerPort).filter((p) => p !== 80)],
  greeting: () => ['/docker-entrypoint.sh: Configuration complete; ready for start up'],
  signal: (state, signal) =>
    signal === 15 || signal === 3 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined,
  http: (_state, { path, method }, world) => serveFile(world, '/usr/share/nginx/html', path, method),
  requestMicros: 200,
  usage: () => ({ cpuMilli: 1, memoryBytes: 12_000_000 }),
}

const TAG = /^(latest|stable|mainline|alpine|\d+(\.\d+){0,2})(-(alpine|slim|perl|bookworm|trixie|alpine-slim))?$/

export const nginx: ImageDefinition = {
  repository: 'nginx',
  hasTag: (tag) => TAG.test(tag),
  sizeBytes: 70_000_000,
  program,
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: { NGINX_VERSION: '1.27.2' },
  files: [
    ...debianTree(['curl']),
    programAt('/usr/sbin/nginx', 'nginx'),
    {
      '/docker-entrypoint.sh': { text: '#!/bin/sh\nexec "$@"\n', mode: 0o755 },
      '/usr/share/nginx/html/index.html': WELCOME,
      '/usr/share/nginx/html/50x.html': '<h1>An error occurred.</h1>\n',
      '/etc/nginx/nginx.conf': 'user  nginx;\nworker_processes  auto;\ninclude /etc/nginx/conf.d/*.conf;\n',
      '/etc/nginx/conf.d/default.conf':
        'server {\n    listen       80;\n    location / {\n        root   /usr/share/nginx/html;\n    }\n}\n',
      '/var/log/nginx': { directory: true },
    },
  ],
}
