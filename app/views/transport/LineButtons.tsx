/** Lines of time: branch from here, return to now, undo, and the list of branches. */
import { DropdownMenu } from 'radix-ui'
import { axisTime } from '../../draw/clock-text.ts'
import { Icon } from '../../components/Icon.tsx'
import { useTransport } from '../../hooks/transport.ts'
import { useMirror, useRun } from '../../session/context.tsx'

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
      <LinesMenu idle={idle} />
    </div>
  )
}

function LinesMenu({ idle }: { idle: boolean }) {
  const { undo, switchLine, dropLine } = useTransport()
  const lines = useMirror((mirror) => mirror.lines)
  const shown = useMirror((mirror) => mirror.line)
  const flags = useMirror((mirror) => mirror.flags)
  const last = flags.at(-1)
  const name = lines.find(({ id }) => id === shown)?.name ?? ''
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="btn g i" disabled={idle} aria-label={`Lines of time: ${name} is shown`}>
          <Icon name="chevron" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" side="top" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Label className="menu-title">Lines of time</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={String(shown)} onValueChange={(id) => switchLine(Number(id))}>
            {lines.map((line) => (
              <DropdownMenu.RadioItem key={line.id} value={String(line.id)} className="menu-item">
                {`${line.id === shown ? '● ' : ''}${line.name}`}
                <code>{line.parent === undefined ? 'from the beginning' : `from ${axisTime(line.forkMs)}`}</code>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Label className="menu-title">Change</DropdownMenu.Label>
          <DropdownMenu.Item className="menu-item" disabled={!last} onSelect={undo}>
            Undo the last action, in a branch
            <code translate="no">{last?.text ?? 'nothing done yet'}</code>
          </DropdownMenu.Item>
          {lines
            .filter(({ id, parent }) => id !== shown && parent !== undefined)
            .map((line) => (
              <DropdownMenu.Item key={line.id} className="menu-item" onSelect={() => dropLine(line.id)}>
                {`Drop ${line.name}`}
              </DropdownMenu.Item>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
