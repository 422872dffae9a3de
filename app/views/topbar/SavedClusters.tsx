/** The menu of the learner's clusters: a new one, the saved ones, and what goes out and comes in. */
import { DropdownMenu } from 'radix-ui'
import { useStore } from 'zustand'
import type { MenuProps } from '../../components/LateMenu.tsx'
import { Menu } from '../../components/Menu.tsx'
import { useSession } from '../../session/context.tsx'
import type { Library } from '../../session/library/library.ts'

export function SavedClusters({ library, ...props }: MenuProps & { library: Library }) {
  const { ui } = useSession()
  const { id, rows } = useStore(library.state)
  const others = rows.filter((row) => row.id !== id)
  const dialog = (which: 'share' | 'open') => () => ui.setState({ dialog: which })
  return (
    <Menu {...props} align="start">
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
    </Menu>
  )
}
