/** The side: the YAML editor, the inspector and Why. All stay mounted once opened, so that text and scroll survive a switch. */
import { lazy, Suspense, useState } from 'react'
import { panelProps, TabList } from '../components/Tabs.tsx'
import { useSession, useUi } from '../session/context.tsx'
import type { SideTab } from '../session/ui.ts'

const EditorPane = lazy(() =>
  import('../views/editor/EditorPane.tsx').then((module) => ({ default: module.EditorPane })),
)
const InspectorPane = lazy(() =>
  import('../views/inspector/InspectorPane.tsx').then((module) => ({ default: module.InspectorPane })),
)

const WhyPane = lazy(() => import('../views/why/WhyPane.tsx').then((module) => ({ default: module.WhyPane })))

const PANES = { yaml: EditorPane, inspector: InspectorPane, why: WhyPane } as const
const OPENING = { yaml: 'Opening the editor', inspector: 'Opening the inspector', why: 'Walking back' } as const

export function SidePane() {
  const { ui } = useSession()
  const tab = useUi((state) => state.side)
  const selected = useUi((state) => state.selected)
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
          <Suspense fallback={<p className="empty">{OPENING[id]}</p>}>
            <Pane id={id} />
          </Suspense>
        </div>
      ))}
    </aside>
  )
}

function Pane({ id }: { id: SideTab }) {
  const Component = PANES[id]
  return <Component />
}
