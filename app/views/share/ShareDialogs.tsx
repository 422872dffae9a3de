/** What leaves the page, and what comes in. */
import './share.css'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Icon } from '../../components/Icon.tsx'
import { useSession, useUi } from '../../session/context.tsx'
import { OpenForm } from './OpenForm.tsx'
import { ShareForm } from './ShareForm.tsx'
import { StepForm } from './StepForm.tsx'

export function ShareDialogs() {
  const { library } = useSession()
  const dialog = useUi((ui) => ui.dialog)
  if (!library || !dialog) return null
  if (dialog === 'step')
    return (
      <Box title="Give this step to others">
        <StepForm />
      </Box>
    )
  return dialog === 'share' ? (
    <Box title="Share this cluster">
      <ShareForm library={library} />
    </Box>
  ) : (
    <Box title="Open a cluster">
      <OpenForm library={library} />
    </Box>
  )
}

function Box({ title, children }: { title: string; children: ReactNode }) {
  const { ui } = useSession()
  return (
    <Dialog.Root open onOpenChange={() => ui.setState({ dialog: undefined })}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog share-dialog" aria-describedby={undefined}>
          <div className="row">
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            <span className="sp" />
            <Dialog.Close className="btn g i sm" aria-label="Close">
              <Icon name="x" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
