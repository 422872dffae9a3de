/** The lesson: its steps, the prose of the open one, its question, checks and hints, and the way on. */
import './lesson.css'
import { Icon } from '../../components/Icon.tsx'
import { stepOf } from '../../session/lesson/lesson-machine.ts'
import { formatRoute, parseRoute } from '../../session/lesson/route.ts'
import { useLesson, useLessons, useUi } from '../../session/context.tsx'
import type { Step } from '../../../lessons/lesson.ts'
import { LESSONS, PARTS } from '../../../lessons/list.ts'
import { Checks } from './Checks.tsx'
import { Hints } from './Hints.tsx'
import { Prose } from './Prose.tsx'
import { QuestionBox } from './QuestionBox.tsx'
import { StepList } from './StepList.tsx'

export function LessonPane() {
  const phase = useLesson((state) => state.phase)
  const detail = useLesson((state) => state.detail)
  const step = useLesson(stepOf)
  if (phase === 'failed') return <Trouble detail={detail} />
  if (!step) return <p className="empty">Opening the lesson</p>
  return (
    <section className="lesson" aria-label="Lesson">
      <Head />
      <StepList />
      <StepBody key={step.id} step={step} />
      <Way />
    </section>
  )
}

function Head() {
  const player = useLessons()
  const lesson = useLesson((state) => state.lesson)
  const step = useLesson(stepOf)
  const chapters = lesson?.chapters
  return (
    <header className="lesson-head">
      <div className="lesson-part">
        <a href="#home" title="All patterns">
          {PARTS.find(({ id }) => id === lesson?.part)?.title ?? 'All patterns'}
        </a>
        {chapters?.second !== undefined && <span>{`chapter ${chapters.second}`}</span>}
        <span className="sp" />
        {lesson && step && (
          <a
            href={formatRoute({ page: 'sandbox', slug: lesson.slug, step: step.id })}
            title="A cluster of your own, as this step begins"
          >
            Sandbox
          </a>
        )}
        <button type="button" className="btn g i" aria-label="Close the lesson" onClick={() => void player.close()}>
          <Icon name="x" />
        </button>
      </div>
      <h2>{lesson?.title}</h2>
    </header>
  )
}

function StepBody({ step }: { step: Step }) {
  const hidden = useUi((ui) => ui.solutionsHidden)
  const phase = useLesson((state) => state.phase)
  return (
    <div className="lesson-body">
      <article className="prose">
        <h3>{step.title}</h3>
        <Prose text={step.prose} />
      </article>
      {step.question && <QuestionBox question={step.question} />}
      {phase === 'preparing' ? (
        <p className="empty">Bringing the cluster to the start of this step</p>
      ) : (
        <Checks step={step} />
      )}
      {!hidden && <Hints step={step} />}
    </div>
  )
}

function Way() {
  const player = useLessons()
  const index = useLesson((state) => state.index)
  const last = useLesson((state) => state.index === (state.lesson?.steps.length ?? 1) - 1)
  const passed = useLesson((state) => state.phase === 'passed')
  return (
    <footer className="lesson-way">
      <button type="button" className="btn" disabled={index === 0} onClick={() => void player.go(-1)}>
        Back
      </button>
      <button type="button" className="btn g" onClick={() => void player.reset()}>
        Reset step
      </button>
      <span className="sp" />
      {last ? (
        <a className={passed ? 'btn p' : 'btn'} href="#home">
          All patterns
        </a>
      ) : (
        <button type="button" className={passed ? 'btn p' : 'btn'} onClick={() => void player.go(1)}>
          Next step
        </button>
      )}
    </footer>
  )
}

function Trouble({ detail }: { detail: string }) {
  // A step that is not there may be one of a lesson that is.
  const asked = parseRoute(location.hash)
  const slug = asked.page === 'lesson' && asked.step && LESSONS.includes(asked.slug) && asked.slug
  return (
    <section className="lesson" aria-label="Lesson">
      <div className="lesson-body">
        <p className="empty" role="alert">
          {detail}
        </p>
        {slug && (
          <p className="empty">
            <a href={formatRoute({ page: 'lesson', slug })}>Open the lesson where you are in it</a>
          </p>
        )}
        <p className="empty">
          <a href="#home">All patterns</a>
        </p>
      </div>
    </section>
  )
}
