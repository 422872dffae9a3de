/** Tabs of the open files, and a menu that opens samples and closes. */
import { DropdownMenu } from 'radix-ui'
import { Icon } from '../../components/Icon.tsx'
import { TabList } from '../../components/Tabs.tsx'
import { useSession, useUi } from '../../session/context.tsx'
import { close, type EditorFile, type FilesStore, open } from './files.ts'
import { SAMPLES } from './samples.ts'

export interface FileTabsProps {
  store: FilesStore
  files: readonly EditorFile[]
  current: EditorFile
}

const EMPTY = { name: 'new.yaml', text: '' }

/** The text alone, or with its form; a page whose cluster is invented knows no fields. */
function FormSwitch() {
  const { ui, tools } = useSession()
  const asForm = useUi((state) => state.form)
  if (!tools) return null
  return (
    <button type="button" className="btn g sm" aria-pressed={asForm} onClick={() => ui.setState({ form: !asForm })}>
      Form
    </button>
  )
}

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

export function FileTabs({ store, files, current }: FileTabsProps) {
  const items = files.map((file) => ({
    id: String(file.id),
    title: file.name,
    ...(file.applied !== file.text ? { small: '●' } : {}),
  }))
  return (
    <div className="tabs files">
      <TabList
        label="Files"
        panel="file"
        items={items}
        current={String(current.id)}
        onSelect={(id) => store.setState({ current: Number(id) })}
      />
      <FormSwitch />
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <button type="button" className="btn g i sm" aria-label="Open or close files">
            <Icon name="plus" />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
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
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  )
}
