/** What has to be true, and how far it is; and, where the learner is almost right, the words for just that. */
import { type Standing, STANDING_WORDS, StepGlyph } from '../../components/StepGlyph.tsx'
import { clockText } from '../../draw/clock-text.ts'
import { useLesson, useMirror } from '../../session/context.tsx'
import type { CheckSpec, Step } from '../../../lessons/lesson.ts'
import type { CheckState } from '../../../engine/protocol/lesson.ts'

export function Checks({ step }: { step: Step }) {
  const state = useMirror((mirror) => mirror.step)
  const passed = useLesson(({ phase }) => phase === 'passed')
  const almost = state?.almost === undefined || passed ? undefined : step.almost[state.almost]
  return (
    <section className="checks" aria-label="Checks">
      <h4>Checks</h4>
      <ul>
        {step.checks.map((spec, i) => (
          <Check key={spec.say} spec={spec} state={state?.checks[i]} />
        ))}
      </ul>
      {step.cues.map(({ id, say }, i) =>
        state?.cues?.[i] === 'done' ? (
          <p key={id} className="cue" role="status">
            {say}
          </p>
        ) : null,
      )}
      {almost && (
        <p className="almost" role="status">
          {almost.say}
        </p>
      )}
      {passed && (
        <p className="step-passed" role="status">
          This step is passed.
        </p>
      )}
    </section>
  )
}

function Check({ spec, state }: { spec: CheckSpec; state: CheckState | undefined }) {
  const nowMs = useMirror((mirror) => (state?.state === 'holding' && spec.holdMs ? mirror.clock.nowMs : 0))
  const standing = standingOf(spec, state)
  const sub = detailOf(spec, state, nowMs)
  return (
    <li className={`check ${standing}`}>
      <StepGlyph standing={standing} />
      <div>
        {spec.say}
        <span className="vh">{`: ${STANDING_WORDS[standing]}`}</span>
        {sub && <span className="sub">{` · ${sub}`}</span>}
      </div>
    </li>
  )
}

/** A guard is fine until it fails. */
function standingOf({ when }: CheckSpec, state: CheckState | undefined): Standing {
  if (!state) return 'open'
  if (state.state === 'passed') return 'done'
  if (state.state === 'failed') return 'failed'
  if (when === 'always' || when === 'never') return 'done'
  return state.state === 'holding' ? 'waiting' : 'open'
}

function detailOf({ when, holdMs }: CheckSpec, state: CheckState | undefined, nowMs: number): string {
  if (!state) return ''
  if (state.state === 'failed') return `broken at ${clockText(state.atMs ?? 0).main}, reset the step to try again`
  if (when === 'always' || when === 'never') return 'so far'
  if (state.state === 'passed') return state.atMs === undefined ? '' : clockText(state.atMs).main
  if (state.state === 'holding' && holdMs) {
    const held = Math.max(0, Math.floor((nowMs - (state.sinceMs ?? nowMs)) / 1000))
    return `${held} of ${holdMs / 1000} s`
  }
  return state.have !== undefined && state.want !== undefined && state.want > 1 ? `${state.have} of ${state.want}` : ''
}
