/** A step inside another page: the task, the stage, the manifest with its checks, the clock. No lesson chrome (design language, section 3). */
import '../views/lesson/lesson.css'
import './embed.css'
import { type MouseEvent, useCallback, useEffect, useRef, useState } from 'react'
import { Icon } from '../components/Icon.tsx'
import { Logo } from '../components/Logo.tsx'
import { useSize } from '../hooks/size.ts'
import { LiveRegion } from '../page/LiveRegion.tsx'
import { SidePane } from '../page/SidePane.tsx'
import { StagePane } from '../page/StagePane.tsx'
import { type Session, SessionProvider, useLesson, useLessons, useSession, useUi } from '../session/context.tsx'
import { stepOf } from '../session/lesson/lesson-machine.ts'
import { momentHash } from '../session/lesson/moment.ts'
import { formatRoute } from '../session/lesson/route.ts'
import { siteOf } from '../session/lesson/site.ts'
import { Checks } from '../views/lesson/Checks.tsx'
import { Hints } from '../views/lesson/Hints.tsx'
import { Prose } from '../views/lesson/Prose.tsx'
import { QuestionBox } from '../views/lesson/QuestionBox.tsx'
import { Transport } from '../views/transport/Transport.tsx'

/** From here on the manifest stands beside the stage. */
const WIDE = 560
/** What a step asks for beyond its text: a stage worth looking at, and the clock. */
const STAGE_HEIGHT = 430
const LEAST_HEIGHT = 480
const MOST_HEIGHT = 900

export interface EmbedPageProps {
  session: Session
  solutions: 'shown' | 'hidden'
  /** The height that would show all of it. */
  onHeight(height: number): void
}

export function EmbedPage({ session, ...rest }: EmbedPageProps) {
  return (
    <SessionProvider session={session}>
      <Embed {...rest} />
    </SessionProvider>
  )
}

function Embed({ solutions, onHeight }: Omit<EmbedPageProps, 'session'>) {
  const root = useRef<HTMLDivElement>(null)
  const { width } = useSize(root)
  const wide = width >= WIDE
  const step = useLesson(stepOf)
  const phase = useLesson((state) => state.phase)
  const detail = useLesson((state) => state.detail)
  const task = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const taskHeight = task.current?.scrollHeight ?? 0
    if (width > 0 && step) onHeight(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, taskHeight + STAGE_HEIGHT)))
  }, [onHeight, step, width])
  return (
    <div ref={root} className={wide ? 'embed wide' : 'embed narrow'} onClickCapture={leaveByNewTab}>
      <Head />
      <div className="embed-main">
        {phase === 'failed' ? (
          <p className="empty" role="alert">
            {detail}
          </p>
        ) : (
          <div ref={task} className="embed-task">
            {step && <Prose text={step.prose} />}
            {step?.question && <QuestionBox question={step.question} />}
          </div>
        )}
        {wide ? <StagePane /> : <OneOfTwo solutions={solutions} />}
      </div>
      {wide && (
        <div className="embed-side">
          <SidePane />
          <Task solutions={solutions} />
        </div>
      )}
      <Transport compact />
      <LiveRegion />
    </div>
  )
}

/** The stage, or the manifest with its checks: there is room for one. */
function OneOfTwo({ solutions }: Pick<EmbedPageProps, 'solutions'>) {
  const { ui } = useSession()
  const pane = useUi((state) => state.pane)
  const code = pane === 'side'
  return (
    <>
      <div className="seg embed-switch" role="group" aria-label="Pane">
        <button type="button" aria-pressed={!code} onClick={() => ui.setState({ pane: 'stage' })}>
          Cluster
        </button>
        <button type="button" aria-pressed={code} onClick={() => ui.setState({ pane: 'side' })}>
          Code
        </button>
      </div>
      {code ? (
        <div className="embed-side">
          <SidePane />
          <Task solutions={solutions} />
        </div>
      ) : (
        <StagePane />
      )}
    </>
  )
}

function Task({ solutions }: Pick<EmbedPageProps, 'solutions'>) {
  const step = useLesson(stepOf)
  const phase = useLesson((state) => state.phase)
  if (!step) return null
  return (
    <div className="embed-checks" role="region" aria-label="Task" tabIndex={0}>
      {phase === 'preparing' ? <p className="empty">Bringing the cluster to the start</p> : <Checks step={step} />}
      {solutions === 'shown' && <Hints key={step.id} step={step} />}
    </div>
  )
}

function Head() {
  const player = useLessons()
  const session = useSession()
  const lesson = useLesson((state) => state.lesson)
  const step = useLesson(stepOf)
  const passed = useLesson((state) => state.phase === 'passed')
  const last = useLesson((state) => state.index === (state.lesson?.steps.length ?? 1) - 1)
  const [said, setSaid] = useState('')
  const go = useCallback(async () => {
    const hash = await momentHash(session, true).catch(() => undefined)
    const url = `${siteOf(location.href)}${hash ?? '#home'}`
    if (!window.open(url, '_blank', 'noopener')) setSaid('The browser opened no tab')
  }, [session])
  return (
    <header className="embed-head">
      <Logo />
      <h1>{lesson && step ? `${lesson.title}: ${step.title}` : 'Drydock'}</h1>
      <span className="sp" />
      <span role="status">{said}</span>
      <button type="button" className="btn g" onClick={() => void player.reset()}>
        Reset
      </button>
      {passed && !last ? (
        <button type="button" className="btn p" onClick={() => void player.go(1)}>
          Next step
        </button>
      ) : (
        <button type="button" className="btn" onClick={() => void go()}>
          <span className="words">Open in </span>Drydock <Icon name="share" small />
        </button>
      )}
    </header>
  )
}

/** Links to the rest of the site belong in a tab of their own; those to steps stay here. */
function leaveByNewTab(event: MouseEvent) {
  const link = (event.target as Element).closest('a')
  const hash = link?.getAttribute('href') ?? ''
  if (!hash.startsWith('#') || hash.startsWith('#lesson=')) return
  event.preventDefault()
  window.open(
    `${siteOf(location.href)}${/^#(cluster$|glossary=)/.test(hash) ? hash : formatRoute({ page: 'home' })}`,
    '_blank',
    'noopener',
  )
}
