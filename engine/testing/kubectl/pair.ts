/**
 * Two equal clusters in lockstep: one is asked by a real kubectl over HTTP, the other by ours, line by line. Both stand
 * still while a line runs, unless it needs time; then they are brought to the same instant again.
 */
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { SessionDeed } from '../../core/exec.ts'
import { HttpServer } from '../../http/server.ts'
import { advance, interrupt, type Running, start } from '../../kubectl/kubectl.ts'
import { Kubectl, type Run, shellWords } from '../golden/kubectl.ts'
import { type Group, type Line, parseLine } from './group.ts'

const DAY_MS = 86_400_000
/** Old enough that every age is a whole number of days, whatever the seconds. */
const AGE_MS = 20 * DAY_MS + DAY_MS / 2
/** Virtual milliseconds a real one while a line that needs time runs. */
const SPEED = 40
const STEP_MS = 50
const LONGEST_MS = 600_000

/** What one line printed. */
interface Printed extends Run {
  line: string
}

function newCluster(epochMs: number): Cluster {
  return new Cluster({ seed: 11, nodes: workers(3), epoch: `${new Date(epochMs).toISOString().slice(0, 19)}Z` })
}

/** Ours, on a cluster of its own. */
class OurSide {
  readonly files: Map<string, string>

  constructor(
    readonly cluster: Cluster,
    private readonly nowMs: () => number,
    files: Readonly<Record<string, string>> = {},
  ) {
    this.files = new Map(Object.entries(files))
  }

  run({ words, stdin, moves }: Line): Run {
    const { cluster, files } = this
    const host = {
      handle: (request: Parameters<Cluster['handle']>[0]) => cluster.handle(request),
      progress: (exchange: Parameters<Cluster['progress']>[0]) => cluster.progress(exchange),
      enter: (session: number, deed: SessionDeed) => void cluster.act({ verb: 'session', session, deed }),
      nowMs: this.nowMs,
      files: {
        read: (name: string) => files.get(name),
        write: (name: string, text: string) => void files.set(name, text),
        names: () => [...files.keys()],
      },
      settings: { namespace: 'default' },
    }
    const running = start(host, shellWords(words), stdin)
    const { clock } = cluster.server
    for (const end = clock.nowMs + LONGEST_MS; running.exit === undefined && moves && clock.nowMs < end; ) {
      clock.runUntil(clock.nowMs + STEP_MS)
      advance(running)
    }
    // A watch never ends by itself: someone presses Ctrl+C.
    interrupt(running)
    return { exit: running.exit ?? -1, stdout: textOf(running, 'stdout'), stderr: textOf(running, 'stderr') }
  }
}

const textOf = ({ output }: Running, stream: string): string =>
  output
    .filter((chunk) => chunk.stream === stream)
    .map(({ text }) => text)
    .join('')

/** The real one. */
class RealSide {
  private moveAtWatch = false

  private constructor(
    readonly cluster: Cluster,
    private readonly server: HttpServer,
    private readonly kubectl: Kubectl,
  ) {
    const handle = cluster.handle.bind(cluster)
    cluster.handle = (request) => {
      if (this.moveAtWatch && (request.query?.watch || request.headers?.upgrade)) this.server.driver.setSpeed(SPEED)
      return handle(request)
    }
  }

  static async open(cluster: Cluster, files: Readonly<Record<string, string>> = {}): Promise<RealSide> {
    const server = new HttpServer(cluster)
    const kubectl = new Kubectl(await server.listen(0))
    for (const [name, text] of Object.entries(files)) kubectl.write(name, text)
    return new RealSide(cluster, server, kubectl)
  }

  /** The clock of a line that needs time begins to run with the line's first watch or exec, so that both see the same. */
  async run({ words, stdin, moves }: Line): Promise<Run> {
    this.moveAtWatch = moves
    const run = await this.kubectl.run(shellWords(words), stdin, 30_000)
    this.moveAtWatch = false
    this.server.driver.setSpeed(0)
    return { ...run, stderr: plainErrors(run.stderr) }
  }

  async close(): Promise<void> {
    this.kubectl.remove()
    await this.server.close()
  }
}

/** Some builds of kubectl read flags a second time and then say `Error:` where upstream says `error:`. */
const plainErrors = (text: string): string =>
  text
    .replace(
      /^E\d{4} .* "command failed" err="((?:[^"\\]|\\.)*)"$/gm,
      (_, said: string) => `error: ${JSON.parse(`"${said}"`)}`,
    )
    .replace(
      /^Error: (unknown flag|unknown shorthand flag|flag needs an argument|invalid argument|unknown command)/,
      'error: $1',
    )

/** Brings clusters to one instant and lets them settle there. */
function align(clusters: readonly Cluster[]): void {
  const at = Math.max(...clusters.map(({ nowMs }) => nowMs))
  for (const cluster of clusters) {
    cluster.server.clock.runUntil(at)
    cluster.settle(90_000)
  }
  const end = Math.max(...clusters.map(({ nowMs }) => nowMs))
  for (const cluster of clusters) cluster.server.clock.runUntil(end)
}

/**
 * Plays a group on ours alone. @param epochMs of a recording @param instants where the clocks stood before each line: the
 * real kubectl took its time, and what was measured meanwhile is in its answers
 */
export function playOurs(group: Group, epochMs: number, instants: readonly number[]): Printed[] {
  const cluster = newCluster(epochMs)
  align([cluster])
  const ours = new OurSide(cluster, () => epochMs + AGE_MS + cluster.nowMs, group.files)
  return group.lines.map((line, at) => {
    const parsed = parseLine(line, group.files ?? {})
    cluster.server.clock.runUntil(Math.max(cluster.nowMs, instants[at] ?? 0))
    const run = ours.run(parsed)
    align([cluster])
    return { line, ...inOrder(parsed, run) }
  })
}

/** kubectl asks several containers in the order of a map, which is none: such lines are sorted. */
const inOrder = ({ unordered }: Line, run: Run): Run =>
  unordered ? { ...run, stdout: run.stdout.split('\n').sort().join('\n') } : run

interface Compared {
  line: string
  /** Virtual ms where both clusters stood. */
  atMs: number
  ours: Run
  real: Run
}

/** Where virtual time begins so that everything is AGE_MS old. */
export const epochOfNow = (): number => Math.floor(Date.now() / 1000) * 1000 - AGE_MS

/** Plays a group on both. */
export async function playBoth(group: Group, epochMs = epochOfNow()): Promise<Compared[]> {
  const [theirs, mine] = [newCluster(epochMs), newCluster(epochMs)]
  align([theirs, mine])
  const real = await RealSide.open(theirs, group.files)
  const ours = new OurSide(mine, () => epochMs + AGE_MS + mine.nowMs, group.files)
  const out: Compared[] = []
  try {
    for (const line of group.lines) {
      const parsed = parseLine(line, group.files ?? {})
      const atMs = mine.nowMs
      const said = await real.run(parsed)
      const own = ours.run(parsed)
      out.push({ line, atMs, real: inOrder(parsed, said), ours: inOrder(parsed, own) })
      align([theirs, mine])
    }
  } finally {
    await real.close()
  }
  return out
}
