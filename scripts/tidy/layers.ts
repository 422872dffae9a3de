/** Who may import whom: the one table behind ARCHITECTURE.md's picture. */
import type { Import, Source, Violation } from './source.ts'

const FOUNDATION = ['core', 'api', 'kinds', 'rules']
/** Siblings that never import each other: what one needs of another is an interface in core, injected by cluster.ts. */
const PEERS = ['admission', 'scheduler', 'controllers', 'kubelet', 'runtime', 'network', 'faults', 'kubectl', 'checks']
const EVERYTHING = [...FOUNDATION, ...PEERS, 'cluster', 'protocol', 'testing', 'http', 'workers']

/** Room → the rooms it sees besides itself. */
const SEES: Record<string, string[]> = {
  core: [],
  api: ['core'],
  kinds: ['api', 'core'],
  rules: ['kinds', 'api', 'core'],
  ...Object.fromEntries(PEERS.map((peer) => [peer, FOUNDATION])),
  protocol: ['core', 'api', 'kinds', 'checks'],
  cluster: EVERYTHING,
  testing: [...EVERYTHING, 'lessons'],
  http: EVERYTHING,
  workers: [...EVERYTHING, 'lessons'],
  bench: ['cluster', 'kinds', 'testing', 'http', 'protocol', 'workers', 'scripts', 'app'],
  scripts: ['cluster', 'testing', 'http', 'protocol', 'lessons'],
  app: ['protocol', 'lessons'],
  lessons: ['protocol', 'checks'],
  e2e: ['cluster', 'testing', 'protocol', 'workers', 'app', 'scripts', 'lessons'],
  root: ['scripts'],
}
/** A test may build a world around its subject, and a lesson's test plays it; the page's tests see what the page sees. */
const TESTS_SEE: Record<string, string[]> = {
  ...Object.fromEntries(EVERYTHING.map((room) => [room, EVERYTHING])),
  lessons: ['cluster', 'testing', 'checks', 'protocol', 'scripts', 'workers'],
  testing: [...EVERYTHING, 'lessons', 'scripts'],
}
/** Files directly in engine/: the composition root, what a run is (boot, log, digest), the host's few globals. */
const ENGINE_FILES = new Set(['cluster', 'boot', 'globals.d', 'actionlog', 'actionlogcheck', 'digest'])

/** Packages that are a host's or the page's, and the only rooms they may stand in (with their tests). */
const PLACED_PACKAGES: { pattern: RegExp; rooms: string[] }[] = [
  { pattern: /^node:/, rooms: ['http', 'testing', 'scripts', 'bench', 'e2e', 'root'] },
  { pattern: /^comlink$/, rooms: ['workers', 'app'] },
  { pattern: /^(react|react-dom|zustand|radix-ui|d3|monaco-|@xterm)/, rooms: ['app', 'root'] },
]

const isTest = (path: string) => /\.test\.tsx?$/.test(path)

/** The room a file stands in; undefined when the table has none for it. */
export function roomOf(path: string): string | undefined {
  const [top, second] = path.split('/')
  if (second === undefined) return 'root'
  if (top !== 'engine') return top !== undefined && top in SEES ? top : undefined
  const isFile = path.split('/').length === 2
  const name = second.replace(/(\.test)?\.ts$/, '')
  if (isFile) return ENGINE_FILES.has(name) || isTest(path) ? 'cluster' : undefined
  return EVERYTHING.includes(second) && !ENGINE_FILES.has(second) ? second : undefined
}

function seenFrom(room: string, path: string): string[] {
  return (isTest(path) ? TESTS_SEE[room] : undefined) ?? SEES[room] ?? []
}

/** Starting the cluster worker by its address is how the page reaches the engine; it brings no code in. */
function startsWorker(room: string, { to, how }: Import): boolean {
  return how === 'url' && room === 'app' && to.startsWith('engine/workers/')
}

function judgeRelative(source: Source, room: string, found: Import): string | undefined {
  const target = roomOf(found.to)
  if (target === undefined) return `imports ${found.to}, which stands in no room of the layer table`
  if (target === room || startsWorker(room, found)) return undefined
  return seenFrom(room, source.path).includes(target) ? undefined : `${room} must not import ${target} (${found.to})`
}

function judgePackage(source: Source, room: string, found: Import): string | undefined {
  const placed = PLACED_PACKAGES.find(({ pattern }) => pattern.test(found.to))
  if (!placed || placed.rooms.includes(room) || isTest(source.path)) return undefined
  return `${room} must not import ${found.to}`
}

export function layerViolations(source: Source): Violation[] {
  const room = roomOf(source.path)
  if (room === undefined) return [{ path: source.path, line: 1, message: 'stands in no room of the layer table' }]
  return source.imports.flatMap((found) => {
    const message = found.isRelative ? judgeRelative(source, room, found) : judgePackage(source, room, found)
    return message === undefined ? [] : [{ path: source.path, line: found.line, message }]
  })
}
