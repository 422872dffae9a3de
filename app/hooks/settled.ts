/** What may wait until the page can be used: the large editor, the terminal's screen. */
import { useEffect, useState } from 'react'
import { useRun } from '../session/context.tsx'

/** Real ms after which there is no more waiting for a moment with nothing to do. */
const PATIENCE_REAL_MS = 1500

/** Whether the cluster answered and the browser then had a moment to spare. */
export function useSettled(): boolean {
  const booting = useRun(({ phase }) => phase === 'booting')
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    if (booting || settled) return
    return whenIdle(() => setSettled(true))
  }, [booting, settled])
  return settled
}

/** Calls once, in an idle moment; returns what takes that back. */
function whenIdle(run: () => void): () => void {
  // Safari has no idle callbacks.
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(run, PATIENCE_REAL_MS / 10)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(run, { timeout: PATIENCE_REAL_MS })
  return () => cancelIdleCallback(handle)
}
