/** Events of the cluster, newest first: filtered by namespace and type, drawn only as far as they are seen. */
import './events.css'
import { type UIEvent, useMemo, useRef, useState } from 'react'
import type { EventRow } from '../../../engine/protocol/batch.ts'
import { clockText } from '../../draw/clock-text.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { useSize } from '../../hooks/size.ts'
import { useActions, useSession, useUi } from '../../session/context.tsx'
import { type EventFilter, shownEvents, windowOf } from './shown-events.ts'

/** Real ms between two redraws: nobody reads faster. */
const PACE_MS = 250
const ROW = 24

export function EventsTab() {
  const { events } = useMirrorEvery(PACE_MS)
  const namespace = useUi((ui) => ui.namespace)
  const [type, setType] = useState<EventFilter['type']>('')
  const rows = useMemo(() => shownEvents(events, { namespace, type }), [events, namespace, type])
  if (events.length === 0) return <p className="empty">No events yet. The first Pod brings some.</p>
  return (
    <div className="events">
      <div className="events-bar">
        <label>
          Type{' '}
          <select
            className="select"
            value={type}
            onChange={(event) => setType(event.target.value as EventFilter['type'])}
          >
            <option value="">all</option>
            <option value="Normal">Normal</option>
            <option value="Warning">Warning</option>
          </select>
        </label>
        <span className="i2">{`${rows.length} of ${events.length}${namespace ? ` in namespace ${namespace}` : ''}`}</span>
      </div>
      <EventTable rows={rows} />
    </div>
  )
}

function EventTable({ rows }: { rows: readonly EventRow[] }) {
  const box = useRef<HTMLDivElement>(null)
  const { height } = useSize(box)
  const [top, setTop] = useState(0)
  const { first, last } = windowOf(top, height, ROW, rows.length)
  const onScroll = (event: UIEvent<HTMLDivElement>) => setTop(event.currentTarget.scrollTop)
  return (
    <div
      ref={box}
      className="events-box"
      tabIndex={0}
      role="region"
      aria-label="Events, newest first"
      onScroll={onScroll}
    >
      <table className="data events-table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Time</th>
            <th scope="col">Type</th>
            <th scope="col">Reason</th>
            <th scope="col">Object</th>
            <th scope="col">Message</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && <Gap height={first * ROW} />}
          {rows.slice(first, last).map((row, i) => (
            <Row key={row.id} row={row} index={first + i + 2} />
          ))}
          {last < rows.length && <Gap height={(rows.length - last) * ROW} />}
        </tbody>
      </table>
    </div>
  )
}

function Row({ row, index }: { row: EventRow; index: number }) {
  const { mirror, ui } = useSession()
  const actions = useActions()
  const { about } = row
  const show = () => {
    const selectedPod = about?.kind === 'Pod' ? mirror.getState().pods.find(about.namespace, about.name) : -1
    ui.setState({ selected: about, selectedPod, side: 'inspector' })
    void actions.select(about)
  }
  return (
    <tr aria-rowindex={index} className={row.type === 'Warning' ? 'warning' : undefined}>
      <td className="mono">{clockText(row.atMs).main}</td>
      <td>{row.type}</td>
      <td translate="no">
        {row.reason}
        {row.count > 1 && <span className="i3">{` × ${row.count}`}</span>}
      </td>
      <td translate="no">
        {about ? (
          <button type="button" className="event-object" onClick={show}>
            {row.object}
          </button>
        ) : (
          row.object
        )}
      </td>
      <td title={row.message}>{row.message}</td>
      <td translate="no">{row.source}</td>
    </tr>
  )
}

/** Stands for rows out of sight. */
function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden="true">
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- an empty cell that only takes room */}
      <td colSpan={6} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}
