/** The menu of a mark, the same for pointer and keyboard; every item shows the line that could be typed. */
import { DropdownMenu } from 'radix-ui'
import { useRunAndPrint } from '../../../hooks/run-and-print.ts'
import { useSelect } from '../../../hooks/select.ts'
import { useAskWhy } from '../../../hooks/ask-why.ts'
import { useSession } from '../../../session/context.tsx'
import { openHandles } from '../handles.ts'
import { useStage, useStageStore } from '../stage-state.tsx'
import { type Command, type CommandGroup, commandsFor } from './commands.ts'

export function MarkMenu() {
  const menu = useStage((stage) => stage.menu)
  const stage = useStageStore()
  const { mirror } = useSession()
  const groups = menu ? commandsFor(mirror.getState(), menu.mark) : []
  if (!menu || groups.length === 0) return null
  const { x, y, width, height } = menu.at
  return (
    <DropdownMenu.Root open onOpenChange={(open) => !open && stage.setState({ menu: undefined })}>
      <DropdownMenu.Trigger asChild>
        <span className="menu-anchor" style={{ left: x, top: y, width, height }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={focusTree}
        >
          {groups.map((group) => (
            <Group key={group.title} group={group} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** The focus came from the tree, or belongs there after a click: the anchor is gone by then. */
function focusTree(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('[role=tree] [tabindex="0"]')?.focus({ preventScroll: true })
}

function Group({ group }: { group: CommandGroup }) {
  const { tools } = useSession()
  // Manifests are edited where an engine reads them.
  const isPossible = ({ shapes, connects }: Command) => tools !== undefined || !(shapes ?? connects)
  return (
    <DropdownMenu.Group aria-label={group.title}>
      <DropdownMenu.Label className="menu-title">{group.title}</DropdownMenu.Label>
      {group.commands.filter(isPossible).map((command) => (
        <Item key={command.title} command={command} />
      ))}
    </DropdownMenu.Group>
  )
}

function Item({ command }: { command: Command }) {
  const stage = useStageStore()
  const run = useRunAndPrint()
  const ask = useAskWhy()
  const select = useSelect()
  const { ui } = useSession()
  const onSelect = () => {
    if (command.asksWhyOf) ask(command.asksWhyOf)
    else if (command.shapes) openHandles(stage, command.shapes)
    else if (command.connects) {
      select(command.connects)
      ui.setState({ view: 'graph', pane: 'stage', connecting: true })
    } else if (command.run) run(command.run)
    else stage.setState({ scaling: command.asksReplicasOf })
  }
  return (
    <DropdownMenu.Item className={command.danger ? 'menu-item danger' : 'menu-item'} onSelect={onSelect}>
      {command.title}
      <code translate="no">{command.hint}</code>
    </DropdownMenu.Item>
  )
}
