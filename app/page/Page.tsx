/** The whole page of one session: top bar, panes that resize, transport. */
import { useEffect, useLayoutEffect, useState } from 'react'
import { late } from '../components/late.tsx'
import { Split } from '../components/Split.tsx'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { type Session, SessionProvider, useSession, useUi } from '../session/context.tsx'
import { TopBar } from '../views/topbar/TopBar.tsx'
import { Transport } from '../views/transport/Transport.tsx'
import { Tray } from '../views/tray/Tray.tsx'
import { type Layout, layoutFor } from './layout.ts'
import { LiveRegion } from './LiveRegion.tsx'
import { useRoute } from './route.ts'
import { useViewRoute } from './view-route.ts'
import { SidePane } from './SidePane.tsx'
import { StagePane } from './StagePane.tsx'

const Home = late(
  () => import('../views/home/Home.tsx').then(({ Home }) => Home),
  () => <p className="empty">Opening the patterns</p>,
)
const Reference = late(
  () => import('../views/reference/Reference.tsx').then(({ Reference }) => Reference),
  () => <p className="empty">Opening the reference</p>,
)
const ShareDialogs = late(() => import('../views/share/ShareDialogs.tsx').then(({ ShareDialogs }) => ShareDialogs))
const Palette = late(() => import('../views/palette/Palette.tsx').then(({ Palette }) => Palette))
const ShortcutHelp = late(() => import('../keys/ShortcutHelp.tsx').then(({ ShortcutHelp }) => ShortcutHelp))
const LessonPane = late(
  () => import('../views/lesson/LessonPane.tsx').then(({ LessonPane }) => LessonPane),
  () => <p className="empty">Opening the lesson</p>,
)

export function Page({ session }: { session: Session }) {
  return (
    <SessionProvider session={session}>
      <Shell />
    </SessionProvider>
  )
}

function Shell() {
  const route = useRoute()
  useViewRoute()
  if (route.page === 'home') return <Home />
  if (route.page === 'reference') return <Reference route={route} />
  return <Playground lesson={route.page === 'lesson'} />
}

function Playground({ lesson }: { lesson: boolean }) {
  const layout = useLayout()
  const { ui } = useSession()
  const dialog = useUi((state) => state.dialog !== undefined)
  const palette = useUi((state) => state.palette !== undefined)
  const help = useUi((state) => state.helpOpen)
  const projector = useUi((state) => state.projector)
  useShortcuts()
  useLayoutEffect(() => {
    if (layout.trayWaits) ui.setState({ trayOpen: false })
  }, [ui, layout.trayWaits])
  useEffect(() => {
    // On the root: dialogs stand outside of the app, and are read from the last row as well.
    document.documentElement.toggleAttribute('data-projector', projector)
    return () => document.documentElement.removeAttribute('data-projector')
  }, [projector])
  return (
    <div className={layout.compact ? 'app compact' : 'app'}>
      <a className="skip" href="#stage">
        Skip to the cluster
      </a>
      <TopBar onePane={layout.panes === 'one'} lesson={lesson} />
      <div className="panes">
        {layout.panes === 'two' ? (
          <TwoPanes layout={layout} lesson={lesson} />
        ) : (
          <OnePane layout={layout} lesson={lesson} />
        )}
      </div>
      <Transport compact={layout.compact} />
      <LiveRegion />
      {help && <ShortcutHelp />}
      {palette && <Palette />}
      {dialog && <ShareDialogs />}
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
/** How much wider the lesson is on the projector: its type is larger. */
const PROJECTED = 1.45
const MIN_SIDE = 280

function TwoPanes({ layout, lesson }: { layout: Layout; lesson: boolean }) {
  const open = useUi((ui) => ui.lessonOpen)
  const projector = useUi((ui) => ui.projector)
  // On the projector the side comes when it is asked for.
  const side = useUi((ui) => !ui.projector || ui.pane === 'side')
  const inPlace = lesson && layout.lesson > 0
  const stage = <StageAndTray layout={layout} />
  const right = side ? (
    <Split
      along="row"
      sized="last"
      size={layout.side}
      min={MIN_SIDE}
      rest={MIN_STAGE}
      label="Width of the side pane"
      first={stage}
      last={<SidePane />}
    />
  ) : (
    stage
  )
  if (!inPlace) {
    return (
      <>
        {lesson && <LessonRail open={open} />}
        {right}
      </>
    )
  }
  return (
    <Split
      along="row"
      sized="first"
      size={layout.lesson * (projector ? PROJECTED : 1)}
      min={MIN_SIDE}
      rest={MIN_STAGE + (side ? MIN_SIDE : 0)}
      label="Width of the lesson"
      first={<LessonPane />}
      last={right}
    />
  )
}

/** Where there is no room for a third pane the lesson lies over the stage while it is wanted. */
function LessonRail({ open }: { open: boolean }) {
  const { ui } = useSession()
  return (
    <div className={open ? 'lesson-rail open' : 'lesson-rail'}>
      <button type="button" className="btn g" aria-expanded={open} onClick={() => ui.setState({ lessonOpen: !open })}>
        Lesson
      </button>
      {open && <LessonPane />}
    </div>
  )
}

function OnePane({ layout, lesson }: { layout: Layout; lesson: boolean }) {
  const pane = useUi((ui) => ui.pane)
  return (
    <>
      {lesson && (
        <div className="one-pane" hidden={pane !== 'lesson'}>
          <LessonPane />
        </div>
      )}
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
  const projector = useUi((ui) => ui.projector)
  if (projector) return <StagePane />
  if (!open) {
    return (
      <div className="stacked">
        <StagePane />
        <Tray />
      </div>
    )
  }
  return (
    <Split
      along="column"
      sized="last"
      size={layout.tray}
      min={MIN_TRAY}
      rest={MIN_FLOOR}
      label="Height of the tray"
      first={<StagePane />}
      last={<Tray />}
    />
  )
}
