/** What is shown, how it is grouped, and the window of time: all that the pointer does is a button too. */
import { Icon } from '../../components/Icon.tsx'
import { useViewState } from '../../hooks/view-state.ts'
import { refText } from '../../page/view-parts.ts'
import { useMirror, useSession, useUi } from '../../session/context.tsx'
import { workloadRef } from '../cluster/mark-ref.ts'
import type { Causes } from './use-causes.ts'
import type { Window } from './use-window.ts'

/** A lens opened by its button looks at so much around the playhead. */
const LENS_MS = 400

export function Toolbar({ window, nowMs, causes }: { window: Window; nowMs: number; causes: Causes }) {
  const { ui } = useSession()
  const table = useUi((state) => state.table)
  const [grouping, group] = useViewState('timeline.by', 'owner')
  const middle = (window.fromMs + window.toMs) / 2
  return (
    <div className="timeline-tools">
      <RootChoice />
      <span className="seg">
        <button type="button" aria-pressed={grouping !== 'node'} onClick={() => group('owner')}>
          By owner
        </button>
        <button type="button" aria-pressed={grouping === 'node'} onClick={() => group('node')}>
          By node
        </button>
      </span>
      <span className="sp" />
      {causes.toggle && (
        <button type="button" className="btn sm g" aria-pressed={causes.shown} onClick={causes.toggle}>
          Causes
        </button>
      )}
      {window.lenses.length > 0 ? (
        <button type="button" className="btn sm" onClick={window.clearLenses}>
          {window.lenses.length === 1 ? 'Close lens' : 'Close lenses'}
          <Icon name="x" small />
        </button>
      ) : (
        <button
          type="button"
          className="btn sm g"
          onClick={() => window.addLens({ fromMs: Math.max(0, nowMs - LENS_MS), toMs: Math.max(LENS_MS, nowMs) })}
        >
          Lens
        </button>
      )}
      <button type="button" className="btn sm g" onClick={() => window.zoom(0.5, clampTo(window, nowMs, middle))}>
        Zoom in
      </button>
      <button type="button" className="btn sm g" onClick={() => window.zoom(2, clampTo(window, nowMs, middle))}>
        Zoom out
      </button>
      <button type="button" className="btn sm g" aria-pressed={window.fits} onClick={window.fit}>
        Fit
      </button>
      <button type="button" className="btn sm g" aria-pressed={table} onClick={() => ui.setState({ table: !table })}>
        View as table
      </button>
    </div>
  )
}

/** A zoom is about the playhead where it is in sight. */
const clampTo = ({ fromMs, toMs }: Window, nowMs: number, middle: number): number =>
  nowMs >= fromMs && nowMs <= toMs ? nowMs : middle

function RootChoice() {
  const workloads = useMirror((mirror) => mirror.workloads)
  const namespace = useUi((ui) => ui.namespace)
  const [root, choose] = useViewState('timeline.root')
  const offered = workloads.filter((workload) => namespace === '' || workload.namespace === namespace)
  const texts = offered.map((workload) => ({ text: refText(workloadRef(workload)), workload }))
  return (
    <select className="select" aria-label="Shown" value={root} onChange={({ target }) => choose(target.value)}>
      <option value="">all workloads</option>
      {root !== '' && !texts.some(({ text }) => text === root) && (
        <option value={root}>{root.split('/').at(-1)}</option>
      )}
      {texts.map(({ text, workload }) => (
        <option key={text} value={text}>
          {`${workload.kind} ${workload.name}`}
        </option>
      ))}
    </select>
  )
}
