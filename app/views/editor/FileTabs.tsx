/** Tabs of the open files, and the button of their menu. */
import { Icon } from '../../components/Icon.tsx'
import { LateMenu } from '../../components/LateMenu.tsx'
import { late } from '../../components/late.tsx'
import { TabList } from '../../components/Tabs.tsx'
import { useSession, useUi } from '../../session/context.tsx'
import type { EditorFile, FilesStore } from './files.ts'

export interface FileTabsProps {
  store: FilesStore
  files: readonly EditorFile[]
  current: EditorFile
}

const FilesMenu = late(
  () => import('./FilesMenu.tsx').then(({ FilesMenu }) => FilesMenu),
  ({ meanwhile }) => meanwhile,
)

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
      <LateMenu
        menu={(props) => <FilesMenu {...props} store={store} current={current} />}
        className="btn g i sm"
        aria-label="Open or close files"
      >
        <Icon name="plus" />
      </LateMenu>
    </div>
  )
}
