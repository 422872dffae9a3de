/** Under the stage: what was typed, and what the cluster said about it. */
import { Icon } from '../../components/Icon.tsx'
import { late } from '../../components/late.tsx'
import { panelProps, TabList } from '../../components/Tabs.tsx'
import { useMirror, useSession, useUi } from '../../session/context.tsx'
import { Terminal } from './Terminal.tsx'

const EventsTab = late(
  () => import('../events/EventsTab.tsx').then(({ EventsTab }) => EventsTab),
  () => <p className="empty">Opening events</p>,
)

export function Tray() {
  const { ui } = useSession()
  const tab = useUi((state) => state.tray)
  const open = useUi((state) => state.trayOpen)
  const events = useMirror((mirror) => mirror.events.length)
  const items = [
    { id: 'terminal' as const, title: 'Terminal' },
    { id: 'events' as const, title: 'Events', small: String(events) },
  ]
  return (
    <section className="tray" aria-label="Tray">
      <div className="tabs">
        <TabList
          label="Tray"
          panel="tray"
          open={open}
          items={items}
          current={tab}
          onSelect={(tray) => ui.setState({ tray, trayOpen: true })}
        />
        <span className="sp" />
        <button
          type="button"
          className="btn g i sm"
          aria-label={open ? 'Close the tray' : 'Open the tray'}
          aria-expanded={open}
          onClick={() => ui.setState({ trayOpen: !open })}
        >
          <Icon name={open ? 'min' : 'max'} />
        </button>
      </div>
      {open && (
        <div className="tray-body" {...panelProps('tray', tab)}>
          {tab === 'events' ? <EventsTab /> : <Terminal />}
        </div>
      )}
    </section>
  )
}
