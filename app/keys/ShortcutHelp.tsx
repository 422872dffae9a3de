/** All shortcuts, and the switch that turns single keys off. */
import { Dialog } from 'radix-ui'
import { Icon } from '../components/Icon.tsx'
import { useSession, useUi } from '../session/context.tsx'
import { LOCAL_KEYS, SHORTCUTS } from './shortcuts.ts'

export function ShortcutHelp() {
  const { ui } = useSession()
  const open = useUi((state) => state.helpOpen)
  const keys = useUi((state) => state.keys)
  return (
    <Dialog.Root open={open} onOpenChange={(helpOpen) => ui.setState({ helpOpen })}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog help" aria-describedby={undefined}>
          <div className="row">
            <Dialog.Title className="dialog-title">Shortcuts</Dialog.Title>
            <span className="sp" />
            <Dialog.Close className="btn g i sm" aria-label="Close">
              <Icon name="x" />
            </Dialog.Close>
          </div>
          <dl className="keys">
            {[...SHORTCUTS, ...LOCAL_KEYS].map(({ print, title }) => (
              <div key={print}>
                <dt>
                  <kbd>{print}</kbd>
                </dt>
                <dd>{title}</dd>
              </div>
            ))}
          </dl>
          <label className="row">
            <input type="checkbox" checked={keys} onChange={(event) => ui.setState({ keys: event.target.checked })} />
            Single keys work while nothing is being typed
          </label>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
