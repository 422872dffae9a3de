/** The Timeline: owners, Pods, containers and probes over time, with one playhead, lenses and the chain of causes. */
import './timeline.css'
import { useEffect, useMemo } from 'react'
import type { TimelineScope } from '../../../engine/protocol/timeline.ts'
import { heightOf, rowsOf } from '../../draw/timeline/rows.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { ask } from '../../hooks/needs.ts'
import { useViewState } from '../../hooks/view-state.ts'
import { parseRef } from '../../page/view-parts.ts'
import { useActions, useMirror, useUi } from '../../session/context.tsx'
import { Board } from './Board.tsx'
import { Legend } from './Legend.tsx'
import { TimelineTable } from './TimelineTable.tsx'
import { Toolbar } from './Toolbar.tsx'
import { useToggled } from './use-toggled.ts'
import { useCauses } from './use-causes.ts'
import { useWindow } from './use-window.ts'

const PACE_MS = 100

export function TimelineView() {
  useScope()
  const { timeline, clock, flags } = useMirrorEvery(PACE_MS)
  const table = useUi((ui) => ui.table)
  const [grouping] = useViewState('timeline.by', 'owner')
  const { toggled, toggle } = useToggled()
  const presentMs = clock.endMs ?? clock.nowMs
  const rows = useMemo(
    () => rowsOf(timeline.tracks, { grouping: grouping === 'node' ? 'node' : 'owner', toggled }),
    [timeline, grouping, toggled],
  )
  const window = useWindow(timeline.tracks, presentMs)
  const causes = useCauses()
  return (
    <div className="view-body timeline">
      <Toolbar window={window} nowMs={clock.nowMs} causes={causes} />
      {rows.length === 0 ? (
        <p className="empty">
          Nothing has happened here yet. Apply a Deployment, and its Pods, containers and probes are drawn as they live.
        </p>
      ) : table ? (
        <TimelineTable rows={rows} presentMs={presentMs} />
      ) : (
        <Board
          rows={rows}
          height={heightOf(rows)}
          flags={flags}
          presentMs={presentMs}
          window={window}
          causes={causes.chain}
          toggle={toggle}
        />
      )}
      {timeline.left > 0 && (
        <p className="timeline-left">{`${timeline.left} more Pods found no room: choose a workload or a namespace.`}</p>
      )}
      <Legend />
    </div>
  )
}

/** Asks the worker for the chosen owner's tree, or all of the namespace, while the view is open. */
function useScope(): void {
  const actions = useActions()
  const namespace = useUi((ui) => ui.namespace)
  const [root] = useViewState('timeline.root')
  const booted = useMirror((mirror) => mirror.booted)
  useEffect(() => {
    if (!booted) return
    const ref = parseRef(root)
    const scope: TimelineScope = { namespace, ...(ref ? { root: ref } : {}) }
    ask(actions, { timeline: scope })
  }, [actions, root, namespace, booted])
  useEffect(() => () => ask(actions, { timeline: undefined }), [actions])
}
