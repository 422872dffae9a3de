/** postgres: asks for a password at its start as the real one does, listens on 5432, and goes within its checkpoint at TERM. */
import type { ImageDefinition, Program, World } from '../program.ts'
import { debianTree, programAt } from './trees.ts'

const PORT = 5432
const REFUSAL = [
  'Error: Database is uninitialized and superuser password is not specified.',
  '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
  '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
]

const mayStart = (world: World): boolean =>
  (world.env('POSTGRES_PASSWORD') ?? '') !== '' ||
  world.env('POSTGRES_HOST_AUTH_METHOD') === 'trust' ||
  world.env('POSTGRES_PASSWORD_FILE') !== undefined

const program: Program = {
  name: 'postgres',
  startUpMs: () => 1_500,
  ports: () => [PORT],
  greeting: (world) =>
    mayStart(world)
      ? [
          'PostgreSQL init process complete; ready for start up.',
          'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
          'LOG:  database system is ready to accept connections',
        ]
      : REFUSAL,
  start: (world) => ({ state: {}, ...(mayStart(world) ? {} : { wakeInMs: 100 }) }),
  wake: (state) => ({ state, exit: { exitCode: 1 } }),
  signal: (state, signal) =>
    signal === 15 || signal === 2
      ? {
          state,
          lines: ['LOG:  received smart shutdown request', 'LOG:  database system is shut down'],
          afterMs: 200,
          exit: { exitCode: 0 },
        }
      : undefined,
  // The answer to a request for TLS: no; to anything else an error in its protocol.
  talk: (_state, data) =>
    data.length === 8 ? { data: 'N' } : { data: 'E\0\0\0\u0021SFATAL\0C0A000\0Mno sql here\0\0', close: true },
  usage: () => ({ cpuMilli: 3, memoryBytes: 40_000_000 }),
}

export const postgres: ImageDefinition = {
  repository: 'postgres',
  hasTag: (tag) => /^(latest|alpine|\d+(\.\d+)?)(-(alpine|bookworm|bullseye))?$/.test(tag),
  sizeBytes: 150_000_000,
  program,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['postgres'],
  env: { PGDATA: '/var/lib/postgresql/data', PG_MAJOR: '17' },
  files: [
    ...debianTree(),
    programAt('/usr/lib/postgresql/17/bin/postgres', 'postgres'),
    programAt('/usr/local/bin/postgres', 'postgres'),
    {
      '/usr/local/bin/docker-entrypoint.sh': { text: '#!/bin/bash\nexec "$@"\n', mode: 0o755 },
      '/var/lib/postgresql/data': { directory: true },
    },
  ],
}
