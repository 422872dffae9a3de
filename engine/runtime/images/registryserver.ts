/** registry: where images are pushed to, by its HTTP interface's front door (/v2/), its catalog and manifests by name. */
import type { ImageDefinition, Program, ProgramState } from '../program.ts'
import { busyboxTree, programAt } from './trees.ts'

interface State extends ProgramState {
  /** Repository → its tags. */
  tags: Readonly<Record<string, readonly string[]>>
}

const program: Program = {
  name: 'registry',
  startUpMs: () => 100,
  ports: () => [5000],
  greeting: () => ['level=info msg="listening on [::]:5000"'],
  start: () => ({ state: { tags: {} } satisfies State }),
  signal: (state, signal) => (signal === 15 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
  http: (held, { method, path }) => {
    const state = held as State
    const headers = { 'content-type': 'application/json', 'docker-distribution-api-version': 'registry/2.0' }
    const json = (body: unknown, status = 200) => ({ status, body: `${JSON.stringify(body)}\n`, headers })
    if (path === '/v2/' || path === '/v2') return json({})
    if (path.startsWith('/v2/_catalog')) return json({ repositories: Object.keys(state.tags).sort() })
    const list = /^\/v2\/(.+)\/tags\/list$/.exec(path)
    if (list !== null) {
      const tags = state.tags[list[1] as string]
      return tags === undefined ? json({ errors: [{ code: 'NAME_UNKNOWN' }] }, 404) : json({ name: list[1], tags })
    }
    const manifest = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(path)
    if (manifest === null) return json({ errors: [{ code: 'UNSUPPORTED' }] }, 404)
    const [, name = '', tag = ''] = manifest
    const known = state.tags[name] ?? []
    if (method === 'PUT') {
      const tags = { ...state.tags, [name]: known.includes(tag) ? known : [...known, tag] }
      return { ...json({}, 201), turn: { state: { tags } } }
    }
    return known.includes(tag)
      ? json({ schemaVersion: 2, name, tag })
      : json({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }, 404)
  },
  usage: () => ({ cpuMilli: 1, memoryBytes: 15_000_000 }),
}

export const registryServer: ImageDefinition = {
  repository: 'registry',
  hasTag: (tag) => /^(latest|2(\.\d+){0,2}|3(\.\d+){0,2})$/.test(tag),
  sizeBytes: 10_000_000,
  program,
  entrypoint: ['/entrypoint.sh'],
  cmd: ['/etc/docker/registry/config.yml'],
  files: [...busyboxTree(), programAt('/entrypoint.sh', 'registry'), { '/var/lib/registry': { directory: true } }],
}
