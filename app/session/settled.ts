/** What may wait until the page can be used: the large editor, the terminal's screen, the cache for days without a network. */
import type { RunStore } from './run-status.ts'

/** Real ms after which there is no more waiting for a moment with nothing to do. */
const PATIENCE_REAL_MS = 1500

/** Calls once, when the cluster answered and the browser then had a moment to spare; returns what takes that back. */
export function whenSettled(run: RunStore, then: () => void): () => void {
  if (run.getState().phase !== 'booting') return whenIdle(then)
  let takeBack = run.subscribe(({ phase }) => {
    if (phase === 'booting') return
    takeBack()
    takeBack = whenIdle(then)
  })
  return () => takeBack()
}

function whenIdle(run: () => void): () => void {
  // Safari has no idle callbacks.
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(run, PATIENCE_REAL_MS / 10)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(run, { timeout: PATIENCE_REAL_MS })
  return () => cancelIdleCallback(handle)
}
