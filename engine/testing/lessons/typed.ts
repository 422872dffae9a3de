/** Lines as they would be typed in the page's terminal, for proofs about what lessons name. */
import type { Cluster } from '../../cluster.ts'
import { Terminal } from '../../workers/terminal/terminal.ts'

/** A line may wait for so long, in virtual time; a watch is over then. */
const PATIENCE_MS = 60_000

/** What `timeout` says of a command that it had to end (coreutils). */
export const STILL_RUNNING = 124

/** Its status and all it said; STILL_RUNNING when it has not ended by then. */
export function typed(cluster: Cluster, line: string): { status: number; said: string } {
  const terminal = new Terminal({
    cluster: () => cluster,
    mark: (text) => cluster.act({ verb: 'mark', text }),
    readOnly: () => undefined,
  })
  const { clock } = cluster.server
  const untilMs = clock.nowMs + PATIENCE_MS
  let reply = terminal.type(line, [])
  let said = ''
  while (reply.running && clock.nextMs <= untilMs) {
    said += reply.chunks.map(({ text }) => text).join('')
    clock.step()
    reply = terminal.poll()
  }
  said += reply.chunks.map(({ text }) => text).join('')
  return { status: reply.running ? STILL_RUNNING : reply.status, said }
}
