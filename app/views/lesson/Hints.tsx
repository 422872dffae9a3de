/** Help that grows: a nudge, where to look, the change itself, and, after a question, doing it. */
import { useState } from 'react'
import { useLesson, useLessons } from '../../session/context.tsx'
import type { Step } from '../../../lessons/lesson.ts'
import { lineDiff } from '../../draw/line-diff.ts'

export function Hints({ step }: { step: Step }) {
  const player = useLessons()
  const shown = useLesson((state) => state.hints)
  const [asked, setAsked] = useState(false)
  const changes = changeOf(step)
  const lines = linesOf(step)
  const total = step.hints.length + (changes || lines.length > 0 ? 1 : 0)
  return (
    <section className="hints" aria-label="Hints">
      {step.hints.slice(0, shown).map((hint) => (
        <p key={hint} className="hint">
          {hint}
        </p>
      ))}
      {changes && shown > step.hints.length && <Change lines={changes} />}
      {lines.length > 0 && shown > step.hints.length && (
        <pre className="change" translate="no" aria-label="The commands">
          {lines.map((line) => `$ kubectl ${line}\n`).join('')}
        </pre>
      )}
      {shown < total && (
        <div className="hint-more">
          <span>{`Hint ${shown + 1} of ${total}`}</span>
          <span className="sp" />
          <button type="button" className="btn" onClick={() => player.hint()}>
            Show
          </button>
        </div>
      )}
      {shown >= total && (
        <div className="hint-more">
          <span>{asked ? 'Do it for you?' : 'Still stuck?'}</span>
          <span className="sp" />
          {asked && (
            <button type="button" className="btn g" onClick={() => setAsked(false)}>
              No
            </button>
          )}
          <button type="button" className="btn" onClick={() => (asked ? void player.solve() : setAsked(true))}>
            {asked ? 'Do it' : 'Solve'}
          </button>
        </div>
      )}
    </section>
  )
}

/** Lines of the first solution's manifest against the step's file; undefined where there is nothing to compare. */
function changeOf({ files, solutions }: Step) {
  const applied = solutions[0]?.moves.find((move) => move.do === 'apply')
  const given = files[0]
  if (!applied || !given || applied.text === given.text) return undefined
  return lineDiff(given.text, applied.text)
}

/** What the first solution types. */
const linesOf = ({ solutions }: Step): string[] =>
  (solutions[0]?.moves ?? []).flatMap((move) => (move.do === 'kubectl' ? [move.line] : []))

function Change({ lines }: { lines: ReturnType<typeof lineDiff> }) {
  return (
    <pre className="change" translate="no" aria-label="The change">
      {lines.map(({ mark, text, id }) => (
        <span key={id} className={mark === '+' ? 'add' : mark === '-' ? 'del' : 'same'}>
          {`${mark} ${text}\n`}
        </span>
      ))}
    </pre>
  )
}
