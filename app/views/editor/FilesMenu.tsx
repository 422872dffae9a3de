/** Opens samples and new files, and closes the present one. */
import { DropdownMenu } from 'radix-ui'
import type { MenuProps } from '../../components/LateMenu.tsx'
import { Menu } from '../../components/Menu.tsx'
import { useSession, useUi } from '../../session/context.tsx'
import { close, type EditorFile, type FilesStore, open } from './files.ts'
import { SAMPLES } from './samples.ts'

export interface FilesMenuProps extends MenuProps {
  store: FilesStore
  current: EditorFile
}

const EMPTY = { name: 'new.yaml', text: '' }

function ServerSideSwitch() {
  const { ui, tools } = useSession()
  const serverSide = useUi((state) => state.serverSide)
  if (!tools) return null
  return (
    <>
      <DropdownMenu.Label className="menu-title">Apply</DropdownMenu.Label>
      <DropdownMenu.CheckboxItem
        className="menu-item"
        checked={serverSide}
        onCheckedChange={(checked) => ui.setState({ serverSide: checked })}
      >
        {serverSide ? 'Back to client-side apply' : 'Apply server-side'}
        <code translate="no">{serverSide ? 'kubectl apply' : 'kubectl apply --server-side'}</code>
      </DropdownMenu.CheckboxItem>
    </>
  )
}

export function FilesMenu({ store, current, ...menu }: FilesMenuProps) {
  return (
    <Menu {...menu} align="end">
      <DropdownMenu.Label className="menu-title">Samples</DropdownMenu.Label>
      {SAMPLES.map((sample) => (
        <DropdownMenu.Item key={sample.name} className="menu-item" onSelect={() => open(store, sample)}>
          {sample.title}
          <code translate="no">{sample.name}</code>
        </DropdownMenu.Item>
      ))}
      <ServerSideSwitch />
      <DropdownMenu.Label className="menu-title">Files</DropdownMenu.Label>
      <DropdownMenu.Item className="menu-item" onSelect={() => open(store, EMPTY)}>
        New file
      </DropdownMenu.Item>
      <DropdownMenu.Item className="menu-item" onSelect={() => close(store, current.id)}>
        {`Close ${current.name}`}
      </DropdownMenu.Item>
    </Menu>
  )
}
