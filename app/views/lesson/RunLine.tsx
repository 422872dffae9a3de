/** A command in the prose: a click types it in the page's terminal and sends it. */
import type { ReactNode } from 'react'
import { useLesson, useSession } from '../../session/context.tsx'

export function RunLine({ line, children }: { line: string; children: ReactNode }) {
  const { ui } = useSession()
  const ready = useLesson(({ phase }) => phase === 'working' || phase === 'passed')
  const run = () => ui.setState({ typed: line, tray: 'terminal', trayOpen: true, pane: 'stage' })
  return (
    <button type="button" className="run-line" title={line} disabled={!ready} onClick={run}>
      {children}
    </button>
  )
}
