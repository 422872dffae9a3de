/** The stage: tabs of views, a filter by namespace, and the view itself. */
import { panelProps, TabList } from '../components/Tabs.tsx'
import { useMirror, useSession, useUi } from '../session/context.tsx'
import { VIEWS } from '../views/list.ts'

export function StagePane() {
  const { ui } = useSession()
  const id = useUi((state) => state.view)
  const view = VIEWS.find((each) => each.id === id) ?? VIEWS[0]
  if (!view) return null
  const View = view.component
  return (
    <main className="stage" id="stage" tabIndex={-1}>
      <div className="tabs">
        <TabList
          label="Views"
          panel="view"
          items={VIEWS.map(({ id: each, title, key }) => ({ id: each, title, small: key }))}
          current={view.id}
          onSelect={(next) => ui.setState({ view: next })}
        />
        <span className="sp" />
        <NamespaceFilter />
      </div>
      <div className="view" {...panelProps('view', view.id)}>
        <View />
      </div>
    </main>
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
