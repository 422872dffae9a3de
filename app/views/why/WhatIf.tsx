/** The run without one of your actions, and changes that might help: both are run in branches, none is guessed. */
import { type ReactNode, useState } from 'react'
import type { FlagRow } from '../../../engine/protocol/batch.ts'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { CauseLink, HintsAnswer, WithoutAnswer } from '../../../engine/protocol/time.ts'
import { StepGlyph } from '../../components/StepGlyph.tsx'
import { useMirror, useSession } from '../../session/context.tsx'

/** Each is a replay of the whole run. */
const MOST_REPLAYS = 4

interface Replayed {
  flag: number
  text: string
  answer: WithoutAnswer | undefined
  failed: string
}

export function Without({ subject, links }: { subject: ObjectRef; links: readonly CauseLink[] }) {
  const { ahead } = useSession()
  const flags = useMirror((mirror) => mirror.flags)
  const nowMs = useMirror((mirror) => mirror.clock.nowMs)
  const [rows, setRows] = useState<Replayed[]>()
  const tried = candidates(links, flags, nowMs)
  if (!ahead || tried.length === 0) return null
  const replay = async () => {
    const found: Replayed[] = tried.map(({ number, text }) => ({ flag: number, text, answer: undefined, failed: '' }))
    setRows([...found])
    await Promise.all(
      found.map(async (row) => {
        try {
          row.answer = await ahead.without(row.flag, subject)
        } catch (error) {
          row.failed = error instanceof Error ? error.message : String(error)
        }
        setRows([...found])
      }),
    )
  }
  return (
    <section className="why-part" aria-label="Replayed without one link">
      <div className="row">
        <h3>Replayed without one link</h3>
        <span className="sp" />
        <button type="button" className="btn sm" onClick={() => void replay()}>
          {rows ? 'Replay again' : 'Replay'}
        </button>
      </div>
      <div role="status">
        <ul className="tried">
          {rows?.map(({ flag, text, answer, failed }) => (
            <Row
              key={flag}
              standing={answer ? (answer.differs ? 'done' : 'failed') : 'waiting'}
              outcome={words(answer, failed)}
            >
              {`Without ${flag}, `}
              <code translate="no">{text}</code>
            </Row>
          ))}
        </ul>
      </div>
      {rows?.[0]?.answer && <p className="dense i3">{`As it was: ${rows[0].answer.was || 'not there'}.`}</p>}
    </section>
  )
}

function words(answer: WithoutAnswer | undefined, failed: string): string {
  if (!answer) return failed || 'replaying'
  return answer.differs ? answer.without || 'it is not there' : 'the same'
}

/** The action the chain begins with, and the latest others that came before what is asked about. */
function candidates(links: readonly CauseLink[], flags: readonly FlagRow[], nowMs: number): FlagRow[] {
  const first = links[0]?.flag
  const untilMs = links.at(-1)?.atMs ?? nowMs
  const before = flags.filter(({ atMs, number }) => atMs <= untilMs && number !== first)
  const root = flags.filter(({ number }) => number === first)
  return [...root, ...before.slice(-(MOST_REPLAYS - root.length)).toReversed()]
}

export function Hints({ subject }: { subject: ObjectRef }) {
  const { ahead } = useSession()
  const [answer, setAnswer] = useState<HintsAnswer>()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState('')
  if (!ahead) return null
  const look = async () => {
    setBusy(true)
    setFailed('')
    try {
      setAnswer(await ahead.hints(subject))
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="why-part" aria-label="What would help">
      <div className="row">
        <h3>What would help</h3>
        <span className="sp" />
        <button type="button" className="btn sm" disabled={busy} onClick={() => void look()}>
          {busy ? 'Running branches' : answer ? 'Try again' : 'Try in branches'}
        </button>
      </div>
      {failed && <p className="bad">{failed}</p>}
      <div role="status">
        <ul className="tried">
          {answer?.hints.map(({ text, helps, outcome }) => (
            <Row key={text} standing={helps ? 'done' : 'failed'} outcome={outcome}>
              {text}
            </Row>
          ))}
        </ul>
      </div>
      {answer && <p className="dense i3">{summary(answer)}</p>}
    </section>
  )
}

function summary({ isWell, unchanged, hints }: HintsAnswer): string {
  if (isWell) return unchanged ? `Nothing has to change: ${unchanged}.` : 'It makes no Pods of its own.'
  const none = hints.length === 0 ? ' Nothing was found to try.' : ''
  return `When nothing changes: ${unchanged}.${none}`
}

function Row({
  standing,
  outcome,
  children,
}: {
  standing: 'done' | 'failed' | 'waiting'
  outcome: string
  children: ReactNode
}) {
  return (
    <li>
      <StepGlyph standing={standing} />
      <span>{children}</span>
      <span className="dense i2 outcome" translate="no">
        <span className="vh">{standing === 'done' ? 'helps: ' : standing === 'failed' ? 'does not help: ' : ''}</span>
        {outcome}
      </span>
    </li>
  )
}
