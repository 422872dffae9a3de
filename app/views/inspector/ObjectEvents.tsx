/** Events about the selected object, newest first. */
import type { EventRow } from '../../../engine/protocol/batch.ts'
import { clockText } from '../../draw/clock-text.ts'

const SHOWN = 20

export function ObjectEvents({ events }: { events: readonly EventRow[] }) {
  if (events.length === 0) return null
  return (
    <section aria-label="Events of the object">
      <h3>Events</h3>
      <ol className="object-events">
        {events.slice(0, SHOWN).map((event) => (
          <li key={event.id} className={event.type === 'Warning' ? 'warning' : undefined}>
            <time>{clockText(event.atMs).main}</time>
            <div>
              <b translate="no">
                {event.type === 'Warning' && <span className="vh">Warning: </span>}
                {event.reason}
              </b>
              {event.count > 1 && <span className="i3">{` × ${event.count}`}</span>}
              <p>{event.message}</p>
              <p className="i3" translate="no">
                {event.source}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {events.length > SHOWN && <p className="i3">{`and ${events.length - SHOWN} older`}</p>}
    </section>
  )
}
