/** Events of the cluster, newest first. */
import { useMirror } from '../../session/context.tsx'

const SHOWN = 200

export function EventsTab() {
  const events = useMirror((mirror) => mirror.events)
  if (events.length === 0) return <p className="empty">No events yet. The first Pod brings some.</p>
  return (
    <ol className="plain" aria-label="Events">
      {events
        .slice(-SHOWN)
        .reverse()
        .map((event) => (
          <li key={event.id}>
            {event.type} {event.reason} {event.object}: {event.message}
          </li>
        ))}
    </ol>
  )
}
