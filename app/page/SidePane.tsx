/** The side: the YAML editor, the inspector and Why. All stay mounted once opened, so that text and scroll survive a switch. */
import { useState } from 'react'
import { late } from '../components/late.tsx'
import { panelProps, TabList } from '../components/Tabs.tsx'
import { useSession, useUi } from '../session/context.tsx'
import type { SideTab } from '../session/ui.ts'

const EditorPane = late(
  () => import('../views/editor/EditorPane.tsx').then(({ EditorPane }) => EditorPane),
  () => <p className="empty">Opening the editor</p>,
)
const InspectorPane = late(
  () => import('../views/inspector/InspectorPane.tsx').then(({ InspectorPane }) => InspectorPane),
  () => <p className="empty">Opening the inspector</p>,
)

const WhyPane = late(
  () => import('../views/why/WhyPane.tsx').then(({ WhyPane }) => WhyPane),
  () => <p className="empty">Walking back</p>,
)

const AuthorPane = late(
  () => import('../views/author/AuthorPane.tsx').then(({ AuthorPane }) => AuthorPane),
  () => <p className="empty">Opening the desk</p>,
)

const PANES = { yaml: EditorPane, inspector: InspectorPane, why: WhyPane, author: AuthorPane } as const

export function SidePane() {
  const { ui } = useSession()
  const tab = useUi((state) => state.side)
  const selected = useUi((state) => state.selected)
  const authoring = useUi((state) => state.authoring)
  const [opened, setOpened] = useState<ReadonlySet<SideTab>>(new Set([tab]))
  if (!opened.has(tab)) setOpened(new Set([...opened, tab]))
  const items = [
    { id: 'yaml' as const, title: 'YAML' },
    {
      id: 'inspector' as const,
      title: 'Inspector',
      ...(selected ? { small: `${selected.kind} ${selected.name}` } : {}),
    },
    { id: 'why' as const, title: 'Why?' },
    ...(authoring ? [{ id: 'author' as const, title: 'Write' }] : []),
  ]
  return (
    <aside className="side" aria-label="Editor and inspector">
      <div className="tabs">
        <TabList
          label="Editor and inspector"
          panel="side"
          items={items}
          current={tab}
          onSelect={(side) => ui.setState({ side })}
        />
      </div>
      {[...opened].map((id) => (
        <div key={id} className="side-body" hidden={id !== tab} {...panelProps('side', id)}>
          <Pane id={id} />
        </div>
      ))}
    </aside>
  )
}

function Pane({ id }: { id: SideTab }) {
  const Component = PANES[id]
  return <Component />
}
