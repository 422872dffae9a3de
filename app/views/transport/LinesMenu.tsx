/** The list of branches, undo, and dropping of branches. */
import { DropdownMenu } from 'radix-ui'
import type { MenuProps } from '../../components/LateMenu.tsx'
import { Menu } from '../../components/Menu.tsx'
import { axisTime } from '../../draw/clock-text.ts'
import { useTransport } from '../../hooks/transport.ts'
import { useMirror } from '../../session/context.tsx'

export function LinesMenu(props: MenuProps) {
  const { undo, switchLine, dropLine } = useTransport()
  const lines = useMirror((mirror) => mirror.lines)
  const shown = useMirror((mirror) => mirror.line)
  const flags = useMirror((mirror) => mirror.flags)
  const last = flags.at(-1)
  return (
    <Menu {...props} align="end" side="top">
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
    </Menu>
  )
}
