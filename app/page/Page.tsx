/** The whole page of one session: top bar, panes that resize, transport. */
import { useEffect, useLayoutEffect, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { ShortcutHelp } from '../keys/ShortcutHelp.tsx'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { type Session, SessionProvider, useSession, useUi } from '../session/context.tsx'
import { TopBar } from '../views/topbar/TopBar.tsx'
import { Transport } from '../views/transport/Transport.tsx'
import { Tray } from '../views/tray/Tray.tsx'
import { type Layout, layoutFor } from './layout.ts'
import { LiveRegion } from './LiveRegion.tsx'
import { SidePane } from './SidePane.tsx'
import { StagePane } from './StagePane.tsx'

export function Page({ session }: { session: Session }) {
  return (
    <SessionProvider session={session}>
      <Shell />
    </SessionProvider>
  )
}

function Shell() {
  const layout = useLayout()
  const { ui } = useSession()
  useShortcuts()
  useLayoutEffect(() => {
    if (layout.trayWaits) ui.setState({ trayOpen: false })
  }, [ui, layout.trayWaits])
  return (
    <div className={layout.compact ? 'app compact' : 'app'}>
      <a className="skip" href="#stage">
        Skip to the cluster
      </a>
      <TopBar onePane={layout.panes === 'one'} />
      <div className="panes">{layout.panes === 'two' ? <TwoPanes layout={layout} /> : <OnePane layout={layout} />}</div>
      <Transport compact={layout.compact} />
      <LiveRegion />
      <ShortcutHelp />
    </div>
  )
}

function useLayout(): Layout {
  const [layout, setLayout] = useState(() => layoutFor(window.innerWidth, window.innerHeight))
  useEffect(() => {
    const measure = () => {
      const next = layoutFor(window.innerWidth, window.innerHeight)
      setLayout((old) => (sameLayout(old, next) ? old : next))
    }
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  return layout
}

function sameLayout(a: Layout, b: Layout): boolean {
  return a.panes === b.panes && a.compact === b.compact && a.trayWaits === b.trayWaits && a.side === b.side
}

const MIN_STAGE = 420
const MIN_SIDE = 280

/** A double click on the hairline brings the default back; the key makes a new default after a breakpoint. */
function TwoPanes({ layout }: { layout: Layout }) {
  return (
    <Group key={layout.side} orientation="horizontal" className="group">
      <Panel minSize={MIN_STAGE}>
        <StageAndTray layout={layout} />
      </Panel>
      <Separator className="hairline" aria-label="Width of the side pane" />
      <Panel defaultSize={layout.side} minSize={MIN_SIDE} groupResizeBehavior="preserve-pixel-size">
        <SidePane />
      </Panel>
    </Group>
  )
}

function OnePane({ layout }: { layout: Layout }) {
  const pane = useUi((ui) => ui.pane)
  return (
    <>
      <div className="one-pane" hidden={pane !== 'stage'}>
        <StageAndTray layout={layout} />
      </div>
      <div className="one-pane" hidden={pane !== 'side'}>
        <SidePane />
      </div>
    </>
  )
}

const MIN_FLOOR = 200
const MIN_TRAY = 70

function StageAndTray({ layout }: { layout: Layout }) {
  const open = useUi((ui) => ui.trayOpen)
  if (!open) {
    return (
      <div className="stacked">
        <StagePane />
        <Tray />
      </div>
    )
  }
  return (
    <Group orientation="vertical" className="group">
      <Panel minSize={MIN_FLOOR}>
        <StagePane />
      </Panel>
      <Separator className="hairline" aria-label="Height of the tray" />
      <Panel defaultSize={layout.tray} minSize={MIN_TRAY} groupResizeBehavior="preserve-pixel-size">
        <Tray />
      </Panel>
    </Group>
  )
}
