/** What is wrong, where, and the nearest fix; the first of several. */
import type { ApplyError, TextRange } from '../../../engine/protocol/apply.ts'
import { problemWords } from './words.ts'

export interface ProblemBarProps {
  errors: readonly ApplyError[]
  onFix(): void
  onShow(range: TextRange): void
  /** Shows both sides of a conflict. */
  onResolve(): void
}

export function ProblemBar({ errors, onFix, onShow, onResolve }: ProblemBarProps) {
  const error = firstProblem(errors)
  if (!error) return null
  const { head, more } = problemWords(error)
  const range = error.causes.find((cause) => cause.range)?.range ?? error.range
  return (
    <div className="problem" role="status">
      <svg className="problem-mark" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="7" fill="var(--bad)" />
        <path d="M5.5 5.5l5 5m0-5l-5 5" stroke="var(--bad-tint)" strokeWidth="1.6" strokeLinecap="round" />
      </svg>
      <button type="button" className="problem-words" onClick={() => range && onShow(range)} title="Go to the line">
        <b translate="no">{head}</b>
        {more && <span>{more}</span>}
        {errors.length > 1 && <span>{` ${errors.length - 1} more in other documents.`}</span>}
      </button>
      {error.reason === 'Conflict' && (
        <button type="button" className="btn sm" onClick={onResolve}>
          Resolve
        </button>
      )}
      {error.fix && (
        <button type="button" className="btn sm" onClick={onFix} aria-keyshortcuts="Alt+Enter">
          Fix <kbd>Alt ↵</kbd>
        </button>
      )}
    </div>
  )
}

/** The one the bar shows: one that can be fixed before others. */
export const firstProblem = (errors: readonly ApplyError[]): ApplyError | undefined =>
  errors.find(({ fix }) => fix) ?? errors[0]
