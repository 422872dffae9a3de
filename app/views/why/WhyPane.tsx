/** Why: a question about the selected object, the chain that answers it, what stands in the way, and what would not have been. */
import './why.css'
import type { SelectedObject } from '../../../engine/protocol/batch.ts'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import { Icon } from '../../components/Icon.tsx'
import { axisTime, clockText } from '../../draw/clock-text.ts'
import { useMirror, useRun, useSession, useUi } from '../../session/context.tsx'
import { Chain } from './Chain.tsx'
import { Decisions, Obstacles } from './Obstacles.tsx'
import { type Question, questionsOf } from './questions.ts'
import { type Answer, useAnswer } from './use-answer.ts'
import { Hints, Without } from './WhatIf.tsx'
import { linkWords } from './words.ts'

export function WhyPane() {
  const { time } = useSession()
  const asked = useUi((ui) => ui.selected)
  const selected = useMirror((mirror) => mirror.selected)
  if (!time) return <p className="empty">An invented cluster has no past to ask about.</p>
  if (!asked)
    return (
      <p className="empty">
        Select a Pod, a node or a workload and press W: every state here can say where it comes from.
      </p>
    )
  if (!selected || !same(selected.ref, asked)) return <p className="empty">{`Reading ${asked.kind} ${asked.name}`}</p>
  return <Asked key={`${asked.kind}/${asked.namespace}/${asked.name}`} selected={selected} subject={asked} />
}

const same = (a: ObjectRef, b: ObjectRef) => a.kind === b.kind && a.name === b.name && a.namespace === b.namespace

/** Kinds whose Pods a change can be tried on. */
const HAS_PODS: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'])

function Asked({ selected, subject }: { selected: SelectedObject; subject: ObjectRef }) {
  const { ui } = useSession()
  const chosen = useUi((state) => state.question)
  const running = useRun((run) => run.phase === 'running')
  const questions = questionsOf(subject, selected.object)
  const question = questions.find(({ id }) => id === chosen) ?? (questions[0] as Question)
  const { answer, failed, isOld, again } = useAnswer(subject, question, selected.yaml, running)
  const where = subject.namespace ? ` in ${subject.namespace}` : ''
  return (
    <article className="why" aria-label={question.title}>
      <header>
        <h2>{question.title}</h2>
        <p className="row dense i2">
          <span translate="no">{`${subject.kind} ${subject.name}${where}`}</span>
          {isOld && (
            <button type="button" className="link" onClick={again}>
              changed since, ask again
            </button>
          )}
        </p>
        {questions.length > 1 && (
          <select
            className="why-select"
            aria-label="Question"
            value={question.id}
            onChange={(event) => ui.setState({ question: event.target.value })}
          >
            {questions.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        )}
      </header>
      <div className="why-body">
        {failed && <p className="why-note bad">{failed}</p>}
        {!answer && !failed && <p className="empty">Walking back</p>}
        {answer && <Told answer={answer} question={question} subject={subject} />}
      </div>
      {answer && answer.links.length > 0 && <Foot links={answer.links} title={question.title} />}
    </article>
  )
}

function Told({ answer, question, subject }: { answer: Answer; question: Question; subject: ObjectRef }) {
  const { links, cut, obstacles, refusals } = answer
  const nothing = links.length === 0 && obstacles.length === 0 && refusals.length === 0
  return (
    <>
      {question.not && <Obstacles obstacles={obstacles} />}
      {question.not && obstacles.length === 0 && links.length > 0 && (
        <p className="why-note">Nothing stands in the way: what it waits for is under way.</p>
      )}
      {question.not && links.length > 0 && <h3 className="why-title">How it came to this</h3>}
      <Chain links={links} cut={cut} />
      {nothing && <p className="why-note">Nobody ever wrote or refused it.</p>}
      <Decisions refusals={refusals} />
      <Without subject={subject} links={links} />
      {question.not && HAS_PODS.has(subject.kind) && <Hints subject={subject} />}
    </>
  )
}

function Foot({ links, title }: { links: Answer['links']; title: string }) {
  const { time, ui } = useSession()
  const components = useMirror((mirror) => mirror.components)
  const [first] = links
  const branch = async () => {
    if (!first || !time) return
    try {
      await time.seek(
        first.flag === undefined ? { atMs: Math.max(0, first.atMs - 1) } : { flag: first.flag, before: true },
      )
      await time.branch()
    } catch (error) {
      ui.setState({ notice: error instanceof Error ? error.message : String(error) })
    }
  }
  const copy = async () => {
    const lines = links.map((link) => {
      const { who, did, object, detail } = linkWords(link, components)
      const { main, millis } = clockText(link.atMs)
      return [`${main}${millis}`, who, did, object, detail].filter(Boolean).join(' ')
    })
    try {
      await navigator.clipboard.writeText([title, ...lines, ''].join('\n'))
      ui.setState({ notice: 'The chain is copied' })
    } catch {
      ui.setState({ notice: 'The browser keeps the clipboard to itself' })
    }
  }
  return (
    <footer className="pane-foot">
      <button type="button" className="btn p" onClick={() => void branch()}>
        <Icon name="branch" />
        {`Branch at ${axisTime(first?.atMs ?? 0)}`}
      </button>
      <span className="sp" />
      <button type="button" className="btn g" onClick={() => void copy()}>
        Copy chain
      </button>
    </footer>
  )
}
