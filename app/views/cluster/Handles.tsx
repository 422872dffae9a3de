/** The handles of a mark, beside it: the stage stays in sight while they are moved. */
import { Popover } from 'radix-ui'
import { Icon } from '../../components/Icon.tsx'
import { late } from '../../components/late.tsx'
import { useSession } from '../../session/context.tsx'
import { useStage, useStageStore } from './stage-state.tsx'

const ShapePanel = late(
  () => import('../shape/ShapePanel.tsx').then((module) => module.ShapePanel),
  () => <p className="empty">Taking the handles out</p>,
)

export function Handles() {
  const shaping = useStage((stage) => stage.shaping)
  const stage = useStageStore()
  const { tools } = useSession()
  if (!shaping || !tools) return null
  const { subject, at } = shaping
  return (
    <Popover.Root open onOpenChange={(open) => !open && stage.setState({ shaping: undefined })}>
      <Popover.Anchor asChild>
        <span className="menu-anchor" style={{ left: at.x, top: at.y, width: at.width, height: at.height }} />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className="handles"
          side="right"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={`Handles of ${subject.kind} ${subject.name}`}
          // The editor and the transport are used meanwhile.
          onInteractOutside={(event) => event.preventDefault()}
          onCloseAutoFocus={backToTree}
        >
          <header className="row handles-head">
            <b translate="no">{`${subject.kind} ${subject.name}`}</b>
            <span className="sp" />
            <Popover.Close asChild>
              <button type="button" className="btn g i sm" aria-label="Close">
                <Icon name="x" small />
              </button>
            </Popover.Close>
          </header>
          <ShapePanel subject={subject} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function backToTree(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('[role=tree] [tabindex="0"]')?.focus({ preventScroll: true })
}
