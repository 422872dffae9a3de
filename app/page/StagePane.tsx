/** The stage: tabs of views, a filter by namespace, and one view or two side by side that share the playhead. */
import { useRef } from 'react'
import { Icon } from '../components/Icon.tsx'
import { Split } from '../components/Split.tsx'
import { panelProps, TabList } from '../components/Tabs.tsx'
import { useSize } from '../hooks/size.ts'
import { useCommands } from '../keys/use-commands.ts'
import { useMirror, useSession, useUi } from '../session/context.tsx'
import { VIEWS } from '../views/list.ts'

/** A narrower stage puts the two below each other. */
const SIDE_BY_SIDE_FROM = 760
const MIN_VIEW = 180

export function StagePane() {
  const { ui } = useSession()
  const run = useCommands()
  const view = useView(useUi((state) => state.view)) ?? VIEWS[0]
  const beside = useView(useUi((state) => state.beside))
  const stage = useRef<HTMLElement>(null)
  const { width } = useSize(stage)
  if (!view) return null
  const isSplit = beside !== undefined && beside.id !== view.id
  return (
    <main className="stage" id="stage" tabIndex={-1} ref={stage}>
      <div className="tabs">
        <ViewTabs label="Views" panel="view" current={view.id} onSelect={(next) => ui.setState({ view: next })} />
        <span className="sp" />
        <NamespaceFilter />
        <button
          type="button"
          className="btn g i sm split"
          aria-label="Two views side by side"
          aria-pressed={isSplit}
          onClick={() => run('split')}
        >
          <Icon name="split" small />
        </button>
      </div>
      {isSplit ? (
        <Split
          along={width >= SIDE_BY_SIDE_FROM ? 'row' : 'column'}
          sized="last"
          size="50%"
          min={MIN_VIEW}
          rest={MIN_VIEW}
          label="Room of the two views"
          first={<ViewPanel panel="view" view={view} />}
          last={
            <div className="beside">
              <div className="tabs">
                <ViewTabs
                  label="Views beside"
                  panel="beside"
                  current={beside.id}
                  without={view.id}
                  onSelect={(next) => ui.setState({ beside: next })}
                />
              </div>
              <ViewPanel panel="beside" view={beside} />
            </div>
          }
        />
      ) : (
        <ViewPanel panel="view" view={view} />
      )}
    </main>
  )
}

type View = (typeof VIEWS)[number]

const useView = (id: string): View | undefined => VIEWS.find((each) => each.id === id)

interface ViewTabsProps {
  label: string
  panel: string
  current: string
  /** Shown elsewhere already: a view stands once on the page. */
  without?: string
  onSelect(id: string): void
}

function ViewTabs({ label, panel, current, without, onSelect }: ViewTabsProps) {
  const items = VIEWS.filter(({ id }) => id !== without)
  return (
    <TabList
      label={label}
      panel={panel}
      items={items.map(({ id, title, key }) => ({ id, title, ...(without ? {} : { small: key }) }))}
      current={current}
      onSelect={onSelect}
    />
  )
}

function ViewPanel({ panel, view }: { panel: string; view: View }) {
  const Component = view.component
  return (
    <div className="view" {...panelProps(panel, view.id)}>
      <Component />
    </div>
  )
}

function NamespaceFilter() {
  const { ui } = useSession()
  const namespace = useUi((state) => state.namespace)
  const workloads = useMirror((mirror) => mirror.workloads)
  const names = [...new Set(workloads.map((workload) => workload.namespace))].sort()
  return (
    <select
      className="select"
      aria-label="Namespace"
      value={namespace}
      onChange={(event) => ui.setState({ namespace: event.target.value })}
    >
      <option value="">all namespaces</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {`namespace ${name}`}
        </option>
      ))}
    </select>
  )
}
