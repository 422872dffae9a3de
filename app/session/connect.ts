/** Makes the session of the page: the cluster worker's batches into the mirror, the page's actions to the worker. */
import type { ActionLog } from '../../engine/protocol.ts'
import type { EditorTools, Session } from './context.tsx'
import { liveActions } from './live-actions.ts'
import { LessonPlayer } from './lesson/lesson-player.ts'
import { createProgress } from './lesson/progress.ts'
import { LiveRun } from './live-run.ts'
import { createMirror } from './mirror.ts'
import { createRunStatus } from './run-status.ts'
import { timeTools } from './time-tools.ts'
import { createUi, printOutcome } from './ui.ts'

/** `globalThis.drydock`. */
export interface DrydockHook {
  log(): Promise<ActionLog>
  digest(): Promise<string>
  /** Virtual time at which the clock stands: a log says nothing of the time after its last action. */
  nowMs(): Promise<number>
  runLog(log: ActionLog, untilMs: number): Promise<string>
}

const REDUCED_MOTION = '(prefers-reduced-motion: reduce)'

/** A session whose run is booting; it says itself when it stands. With reduced motion the clock waits to be started. */
export function connect(): Session {
  const mirror = createMirror()
  const ui = createUi()
  const run = createRunStatus()
  const live = new LiveRun({
    mirror,
    run,
    config: {},
    playing: !matchMedia(REDUCED_MOTION).matches,
    tell: (output) => printOutcome(ui, { kubectl: '# the cluster worker stopped', output, ok: true }),
    namespace: () => ui.getState().namespace || 'default',
  })
  void live.start()
  offerHook(live)
  const lessons = new LessonPlayer(live, mirror, ui, createProgress(storage()))
  return { mirror, ui, run, actions: liveActions(live), tools: toolsOf(live), time: timeTools(live, mirror), lessons }
}

/** Reading the property alone throws where the browser refuses storage. */
function storage(): Storage | undefined {
  try {
    return localStorage
  } catch {
    return undefined
  }
}

function toolsOf(live: LiveRun): EditorTools {
  return {
    async check(text) {
      const documents = await (await live.ready()).check(text)
      return documents.flatMap(({ error }) => (error ? [error] : []))
    },
    schema: async () => (await live.ready()).editorSchema(),
  }
}

/** For bug reports and tests, at the browser's console: the run as a log, its digest, and the digest of any log. */
function offerHook(live: LiveRun): void {
  const hook: DrydockHook = {
    log: async () => (await live.ready()).log(),
    digest: async () => (await live.ready()).digest(),
    nowMs: async () => Math.floor((await (await live.ready()).pause()).clock.nowMs),
    runLog: async (log, untilMs) => (await live.ready()).runLog(log, untilMs),
  }
  Object.assign(globalThis, { drydock: hook })
}
