/** Shell conformance: scripts with what a real shell made of them, run on ours. */
import { toBytes, fromBytes } from '../../core/bytes.ts'
import { Calendar } from '../../core/calendar.ts'
import { Checkpoints } from '../../core/checkpoint.ts'
import { Clock } from '../../core/clock.ts'
import { Random } from '../../core/random.ts'
import { Processes } from '../../runtime/processes.ts'

export interface ShellCase {
  id: string
  shell: 'sh' | 'bash' | 'busybox'
  script: string
  /** Files in the working directory. */
  files?: Record<string, string>
  /** Positional parameters. */
  args?: readonly string[]
  stdin?: string
  stdout: string
  stderr: string
  exit: number
}

export interface ShellOutcome {
  stdout: string
  stderr: string
  exit: number
}

/** Where every script runs. */
export const DIRECTORY = '/tmp/t'
const LIMIT_MS = 3_600_000

const IMAGES = { sh: 'drydock/tools', bash: 'drydock/tools', busybox: 'busybox' }

/** Runs a script on our shell; one that never ends has exit -1. */
export function runShellCase({
  shell,
  script,
  files = {},
  args = [],
  stdin = '',
}: Omit<ShellCase, 'id' | 'stdout' | 'stderr' | 'exit'>): ShellOutcome {
  const checkpoints = new Checkpoints()
  const clock = new Clock(checkpoints)
  const host = {
    clock,
    checkpoints,
    calendar: new Calendar('2025-01-01T00:00:00Z'),
    random: new Random(1, checkpoints),
  }
  const runtime = new Processes(host)
  const volume = runtime.createVolume({ mode: 0o755 })
  for (const [path, text] of Object.entries(files))
    runtime.writeVolumeFile(volume, path, toBytes(text), text.startsWith('#!') ? 0o755 : 0o644)
  const container = runtime.start({
    template: {
      image: IMAGES[shell],
      command: ['sleep', 'infinity'],
      args: undefined,
      workingDir: DIRECTORY,
      container: 'main',
      memoryLimitBytes: undefined,
      cpuLimitMilli: undefined,
      ports: [],
    },
    env: [],
    podNamespace: 'default',
    podName: 'host',
    podIP: '10.0.0.1',
    podAnnotations: undefined,
    nodeName: 'node-1',
    restartCount: 0,
    mounts: [{ path: DIRECTORY, volume }],
  })
  const name = shell === 'bash' ? 'bash' : 'sh'
  const session = runtime.exec(container, { command: [name, '-c', script, name, ...args], stdin: true })
  runtime.writeStdin(session, toBytes(stdin))
  runtime.closeStdin(session)
  while (runtime.sessionEnd(session) === undefined && clock.nextMs <= LIMIT_MS) clock.step()
  // What it left running in the background may still have something to say.
  clock.runUntil(Math.min(LIMIT_MS, clock.nowMs + 5000))
  const chunks = runtime.sessionOutput(session, 0)
  const said = (stream: string) => fromBytes(chunks.flatMap((c) => (c.stream === stream ? [c.data] : [])).join(''))
  return { stdout: said('stdout'), stderr: said('stderr'), exit: runtime.sessionEnd(session)?.exitCode ?? -1 }
}
