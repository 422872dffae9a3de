/** The top bar: where you are, what the page has to say quietly, theme and help. */
import { useStore } from 'zustand'
import { Icon } from '../../components/Icon.tsx'
import { Logo } from '../../components/Logo.tsx'
import { useLesson, useRun, useSession, useUi } from '../../session/context.tsx'
import { choose, nextChoice, type ThemeChoice, theme } from '../../theme/theme.ts'
import { ClusterMenu } from './ClusterMenu.tsx'
import { PaneSwitch } from './PaneSwitch.tsx'

export function TopBar({ onePane, lesson }: { onePane: boolean; lesson: boolean }) {
  const { ui } = useSession()
  const projector = useUi((state) => state.projector)
  if (projector) return <PresenterBar onePane={onePane} lesson={lesson} />
  return (
    <header className="top">
      <h1 className="brand">
        <a href="#home" title="All patterns">
          <Logo />
          Drydock
        </a>
      </h1>
      {onePane ? <PaneSwitch lesson={lesson} /> : <Crumb lesson={lesson} />}
      <span className="sp" />
      <FindButton />
      <span className="sp" />
      <QuietLine />
      {/* Who teaches sits at a desk; on a phone the panes need the room. */}
      {lesson && !onePane && <EmbedButton />}
      <ShareButton />
      <ThemeButton />
      <button
        type="button"
        className="btn g i help-door"
        aria-label="Help and shortcuts"
        onClick={() => ui.setState({ helpOpen: true })}
      >
        <Icon name="help" />
      </button>
    </header>
  )
}

/** On the projector: where one is, the step before and the next, and the way back to the desk. */
function PresenterBar({ onePane, lesson }: { onePane: boolean; lesson: boolean }) {
  const { ui, lessons } = useSession()
  return (
    <header className="top">
      {onePane ? <PaneSwitch lesson={lesson} /> : <Crumb lesson={lesson} />}
      <span className="sp" />
      <QuietLine />
      {lesson && (
        <>
          <button type="button" className="btn g" onClick={() => void lessons?.go(-1)}>
            Previous step
          </button>
          <button type="button" className="btn" onClick={() => void lessons?.go(1)}>
            Next step
          </button>
        </>
      )}
      <button type="button" className="btn g" onClick={() => ui.setState({ projector: false })}>
        Leave the projector
      </button>
    </header>
  )
}

/** The palette, for those who do not know its key yet. */
function FindButton() {
  const { ui } = useSession()
  return (
    <button
      type="button"
      className="find"
      aria-label="Find objects, fields, commands"
      onClick={() => ui.setState({ palette: '' })}
    >
      <Icon name="search" small />
      <span className="words">Find objects, fields, commands</span>
      <kbd className="words">Ctrl K</kbd>
    </button>
  )
}

/** Where you are: all patterns, then the lesson and its step, or a cluster of your own. */
function Crumb({ lesson }: { lesson: boolean }) {
  return (
    <nav className="crumb" aria-label="Where you are">
      <a href="#home">Patterns</a>
      <span aria-hidden="true">/</span>
      {lesson ? <LessonCrumb /> : <ClusterMenu />}
    </nav>
  )
}

function LessonCrumb() {
  const title = useLesson((state) => state.lesson?.title ?? '')
  const index = useLesson((state) => state.index)
  const count = useLesson((state) => state.lesson?.steps.length ?? 0)
  return (
    <>
      <b>{title}</b>
      {count > 0 && <span>{`step ${index + 1} of ${count}`}</span>}
    </>
  )
}

/** Starting, recovering, failing: one line, nothing lost silently. */
function QuietLine() {
  const { phase, detail } = useRun((run) => run)
  const { ui, lessons } = useSession()
  const notice = useUi((state) => state.notice)
  const report = useUi((state) => state.report)
  const update = useUi((state) => state.update)
  // Never in mid-lesson.
  const inLesson = lessons?.state.getState().lesson !== undefined
  const forget = () => ui.setState({ report: '' })
  const said = notice || (phase === 'booting' ? '' : detail)
  return (
    <>
      <span className={phase === 'failed' ? 'quiet bad' : 'quiet'} role="status">
        {said}
      </span>
      {report && (
        <button
          type="button"
          className="btn sm"
          onClick={() => void navigator.clipboard.writeText(report).then(forget)}
        >
          Copy report
        </button>
      )}
      {update && !inLesson && (
        <>
          <span className="quiet">A newer Drydock is ready</span>
          <button type="button" className="btn sm" onClick={update}>
            Reload
          </button>
        </>
      )}
      {notice && (
        <button type="button" className="btn g i sm" aria-label="Dismiss" onClick={() => ui.setState({ notice: '' })}>
          <Icon name="x" small />
        </button>
      )}
    </>
  )
}

/** A link with everything: the same run, to the byte, wherever it is opened. */
function ShareButton() {
  const { ui, library } = useSession()
  if (!library) return null
  return (
    <button type="button" className="btn g share" aria-label="Share" onClick={() => ui.setState({ dialog: 'share' })}>
      <Icon name="share" />
      <span className="words">Share</span>
    </button>
  )
}

/** For whoever teaches, and for whoever hands in. */
function EmbedButton() {
  const { ui, library } = useSession()
  if (!library) return null
  return (
    <button
      type="button"
      className="btn g share"
      aria-label="Embed or hand in"
      onClick={() => ui.setState({ dialog: 'step' })}
    >
      <Icon name="max" />
      <span className="words">Embed</span>
    </button>
  )
}

const NAMES: Record<ThemeChoice, string> = { system: 'as the system', light: 'light', dark: 'dark' }
const ICONS = { system: 'auto', light: 'sun', dark: 'moon' } as const

function ThemeButton() {
  const choice = useStore(theme, (state) => state.choice)
  return (
    <button
      type="button"
      className="btn g i"
      aria-label={`Theme: ${NAMES[choice]}`}
      title={`Theme: ${NAMES[choice]}`}
      onClick={() => choose(nextChoice(choice))}
    >
      <Icon name={ICONS[choice]} />
    </button>
  )
}
