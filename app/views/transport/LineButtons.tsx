/** Lines of time: branch from here, return to now, undo, and the list of branches. */
import { Icon } from '../../components/Icon.tsx'
import { late } from '../../components/late.tsx'
import { LateMenu } from '../../components/LateMenu.tsx'
import { useTransport } from '../../hooks/transport.ts'
import { useMirror, useRun } from '../../session/context.tsx'

const LinesMenu = late(
  () => import('./LinesMenu.tsx').then(({ LinesMenu }) => LinesMenu),
  ({ meanwhile }) => meanwhile,
)

export function LineButtons() {
  const { branch, now } = useTransport()
  const phase = useRun((run) => run.phase)
  const isPast = useMirror((mirror) => mirror.clock.endMs !== undefined)
  const idle = phase === 'booting' || phase === 'failed' || phase === 'recovering'
  return (
    <div className="lines">
      {isPast && (
        <button type="button" className="btn" onClick={now} aria-keyshortcuts="End">
          Now
        </button>
      )}
      <button type="button" className="btn branch-button" disabled={idle} onClick={branch} aria-keyshortcuts="B">
        <Icon name="branch" />
        <span className="words">Branch from here</span>
      </button>
      <Lines idle={idle} />
    </div>
  )
}

function Lines({ idle }: { idle: boolean }) {
  const lines = useMirror((mirror) => mirror.lines)
  const shown = useMirror((mirror) => mirror.line)
  const name = lines.find(({ id }) => id === shown)?.name ?? ''
  return (
    <LateMenu
      menu={(props) => <LinesMenu {...props} />}
      className="btn g i"
      disabled={idle}
      aria-label={`Lines of time: ${name} is shown`}
    >
      <Icon name="chevron" />
    </LateMenu>
  )
}
