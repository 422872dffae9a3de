/** Makes the session of the page: the cluster worker's batches into the mirror, the page's actions to the worker. */
import type { EditorTools, Session } from './context.tsx'
import { liveActions } from './live-actions.ts'
import { LiveRun } from './live-run.ts'
import { createMirror } from './mirror.ts'
import { createRunStatus } from './run-status.ts'
import { createUi } from './ui.ts'

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
    namespace: () => ui.getState().namespace || 'default',
  })
  void live.start()
  return { mirror, ui, run, actions: liveActions(live), tools: toolsOf(live) }
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
