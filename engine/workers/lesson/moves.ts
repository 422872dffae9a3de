/** Does a lesson's moves in a cluster: the start of a step, a solution, a near miss. Every move is an action of the log. */
import { CheckRun } from '../../checks/checkrun.ts'
import type { Cluster } from '../../cluster.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { AppliedDocument } from '../../protocol/apply.ts'
import type { Move } from '../../protocol/lesson.ts'
import { Applier } from '../apply/applier.ts'
import { Terminal } from '../terminal/terminal.ts'

/** Told of each instant that passes, and of what the learner said. */
export interface MoveWatcher {
  look(): void
  tell(fact: string): void
}

const NOBODY: MoveWatcher = { look() {}, tell() {} }

/** Prefix of the marks that keep the page's facts in the log. */
export const FACT = 'lesson: '

/** A line that waits for something waits no longer. */
const LONGEST_LINE_MS = 600_000

/** @throws Error when a manifest or a line of the lesson is refused: a lesson's mistake, not the learner's */
export function doMove(cluster: Cluster, move: Move, watcher: MoveWatcher = NOBODY): void {
  switch (move.do) {
    case 'apply':
      return applyText(cluster, move.text, move.file, watcher)
    case 'wait':
      return runFor(cluster, move.ms, watcher)
    case 'until':
      return runUntil(cluster, move, watcher)
    case 'fault':
      cluster.act({ verb: 'fault', fault: move.fault })
      return watcher.look()
    case 'tell':
      cluster.act({ verb: 'mark', text: FACT + move.fact })
      return watcher.tell(move.fact)
    case 'load':
      cluster.act({ verb: 'load', load: move.load })
      return watcher.look()
    case 'endLoad':
      cluster.act({ verb: 'endLoad', name: move.name })
      return watcher.look()
    case 'kubectl':
      return runLine(cluster, `kubectl ${move.line}`, watcher)
  }
}

function applyText(cluster: Cluster, text: string, file: string | undefined, watcher: MoveWatcher): void {
  const line = `kubectl apply -f ${file ?? '-'}`
  const applier = new Applier(cluster, builtinSchemas, () => cluster.act({ verb: 'mark', text: line }))
  const refused = applier.apply(text, { dryRun: false, namespace: 'default' }).filter(isRefused)
  if (refused.length > 0) throw new Error(`${line}: ${refused.map(({ error }) => error?.message).join('; ')}`)
  watcher.look()
}

/** A line as it would be typed in the page's terminal; time passes until it is over. */
function runLine(cluster: Cluster, line: string, watcher: MoveWatcher): void {
  const terminal = new Terminal({
    cluster: () => cluster,
    mark: (text) => cluster.act({ verb: 'mark', text }),
    readOnly: () => undefined,
  })
  const { clock } = cluster.server
  const untilMs = clock.nowMs + LONGEST_LINE_MS
  let said = ''
  let reply = terminal.type(line, [])
  for (;;) {
    said += reply.chunks.map(({ text }) => text).join('')
    watcher.look()
    if (!reply.running) break
    if (clock.nextMs > untilMs) throw new Error(`${line}: not over within ${LONGEST_LINE_MS} ms; ${said}`)
    clock.step()
    reply = terminal.poll()
  }
  if (reply.status !== 0) throw new Error(`${line}: ${said.trim()}`)
}

const isRefused = ({ outcome }: AppliedDocument): boolean => outcome === 'refused'

/** Event by event, so that a watcher sees every instant. The time passed is in the log by the next action's place. */
export function runFor(cluster: Cluster, ms: number, watcher: MoveWatcher): void {
  const { clock } = cluster.server
  const untilMs = clock.nowMs + ms
  while (clock.nextMs <= untilMs) {
    clock.step()
    watcher.look()
  }
  clock.runUntil(untilMs)
  watcher.look()
}

function runUntil(cluster: Cluster, { check, atMostMs }: Move & { do: 'until' }, watcher: MoveWatcher): void {
  const { clock } = cluster.server
  const run = new CheckRun(cluster, [check])
  const untilMs = clock.nowMs + atMostMs
  while (run.outcome().passedMs === undefined) {
    if (clock.nextMs > untilMs) throw new Error(`within ${atMostMs} ms it did not come about: ${check.say}`)
    clock.step()
    run.look()
    watcher.look()
  }
}
