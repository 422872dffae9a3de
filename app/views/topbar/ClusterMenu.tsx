/** The learner's clusters: which one this is, the saved ones, a new one, and what goes out and comes in. */
import { DropdownMenu } from 'radix-ui'
import { useStore } from 'zustand'
import { Icon } from '../../components/Icon.tsx'
import { useSession } from '../../session/context.tsx'
import type { Library } from '../../session/library/library.ts'

export function ClusterMenu() {
  const { library } = useSession()
  return library ? <Menu library={library} /> : <b>Your cluster</b>
}

function Menu({ library }: { library: Library }) {
  const { ui } = useSession()
  const { id, name, rows, standing } = useStore(library.state)
  const others = rows.filter((row) => row.id !== id)
  const dialog = (which: 'share' | 'open') => () => ui.setState({ dialog: which })
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <button type="button" className="btn g cluster-name" aria-label={`${name}: saved clusters`}>
            <b>{name}</b>
            <Icon name="chevron" small />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
            <DropdownMenu.Item className="menu-item" onSelect={() => void library.create()}>
              New cluster
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={dialog('open')}>
              Open a link, a file or a real cluster
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={dialog('share')}>
              Share, download, take home
            </DropdownMenu.Item>
            {others.length > 0 && <DropdownMenu.Label className="menu-title">Saved in this browser</DropdownMenu.Label>}
            {others.map((row) => (
              <DropdownMenu.Item key={row.id} className="menu-item" onSelect={() => void library.open(row.id)}>
                {row.name}
                <code>{new Date(row.savedAtReal).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' })}</code>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {standing !== 'saved' && (
        <span className="quiet">
          {standing === 'full'
            ? 'Storage is full: the latest changes are not saved'
            : 'Not saved: this browser refuses storage'}
        </span>
      )}
    </>
  )
}
