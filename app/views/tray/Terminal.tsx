/** Lines typed at the cluster, the kubectl lines of the page's own actions, and what was said to each. */
import { useLayoutEffect, useRef } from 'react'
import { late } from '../../components/late.tsx'
import { useSettled } from '../../hooks/settled.ts'
import { useSession, useUi } from '../../session/context.tsx'

const LiveTerminal = late(
  () => import('./LiveTerminal.tsx').then(({ LiveTerminal }) => LiveTerminal),
  () => <Transcript />,
)

export function Terminal() {
  const { terminal } = useSession()
  const settled = useSettled()
  return terminal && settled ? <LiveTerminal tools={terminal} /> : <Transcript />
}

/** Where the cluster is invented, or has not answered yet, nothing can be typed. */
function Transcript() {
  const transcript = useUi((ui) => ui.transcript)
  const end = useRef<HTMLPreElement>(null)
  useLayoutEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight
  }, [transcript])
  if (transcript.length === 0)
    return (
      <p className="empty">
        Nothing typed yet. Every action of yours appears here as the kubectl line with the same effect.
      </p>
    )
  return (
    <pre ref={end} className="plain" translate="no" tabIndex={0} aria-label="Terminal">
      {transcript.map((entry) => (
        <div key={entry.id}>
          <span className="i3">$ </span>
          <b>{entry.kubectl}</b>
          {entry.output && <div className={entry.ok ? undefined : 'bad'}>{entry.output}</div>}
        </div>
      ))}
    </pre>
  )
}
