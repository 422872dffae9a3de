/** Two lines of time side by side under one playhead: where they part, what came of it, and what each came to. */
import './compare.css'
import { useEffect, useState } from 'react'
import type { LineRow } from '../../../engine/protocol/batch.ts'
import type { Divergence } from '../../../engine/protocol/time.ts'
import { axisTime } from '../../draw/clock-text.ts'
import { SessionProvider, useMirror, useRun, useSession } from '../../session/context.tsx'
import type { Twin } from '../../session/twin.ts'
import { ClusterView } from '../cluster/ClusterView.tsx'
import { Counts } from './Counts.tsx'
import { Parting } from './Parting.tsx'

export function CompareView() {
  const { ahead } = useSession()
  const lines = useMirror((mirror) => mirror.lines)
  const shown = useMirror((mirror) => mirror.line)
  const [chosen, setChosen] = useState<number>()
  const others = lines.filter(({ id }) => id !== shown)
  const other = others.find(({ id }) => id === chosen) ?? others.at(-1)
  const name = lines.find(({ id }) => id === shown)?.name ?? ''
  if (!ahead || !other) return <OneLine />
  return (
    <div className="view-body compare">
      <header className="compare-head">
        <h2>
          <span translate="no">{name}</span> beside{' '}
          {others.length === 1 ? (
            <span translate="no">{other.name}</span>
          ) : (
            <Choice others={others} other={other} onChoose={setChosen} />
          )}
        </h2>
      </header>
      <Compared key={`${shown} ${other.id}`} name={name} other={other} />
    </div>
  )
}

function OneLine() {
  const { time } = useSession()
  return (
    <p className="empty">
      {'There is one line of time. A branch makes another: press B where it should part, and do something else there. '}
      {time && (
        <button type="button" className="btn sm" onClick={() => void time.branch().catch(() => undefined)}>
          Branch from here
        </button>
      )}
    </p>
  )
}

interface ChoiceProps {
  others: readonly LineRow[]
  other: LineRow
  onChoose(id: number): void
}

function Choice({ others, other, onChoose }: ChoiceProps) {
  return (
    <select
      className="compare-choice"
      aria-label="Line to compare with"
      value={other.id}
      onChange={(event) => onChoose(Number(event.target.value))}
    >
      {others.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

function Compared({ name, other }: { name: string; other: LineRow }) {
  const { found, failed, untilMs, isOld, again } = useDivergence(other)
  const twin = useTwin(other.id)
  const told = found ? `compared up to ${axisTime(untilMs)}` : failed || 'comparing write by write'
  return (
    <>
      <div className="compare-told" role="status">
        {found?.first && <Parting found={found} names={[name, other.name]} />}
        {found && !found.first && <p>They are the same, write by write.</p>}
        {found?.counts && <Counts counts={found.counts} names={[name, other.name]} />}
        <p className="dense i3">
          {`${told} `}
          {isOld && (
            <button type="button" className="link" onClick={again}>
              they went on since, compare again
            </button>
          )}
        </p>
      </div>
      <div className="compare-stages">
        <section aria-label={`The cluster on ${name}`}>
          <h3 translate="no">{name}</h3>
          <ClusterView />
        </section>
        <section aria-label={`The cluster on ${other.name}, at the same instant`}>
          <h3 translate="no">{other.name}</h3>
          {twin && (
            <SessionProvider session={twin.session}>
              <TwinStage />
            </SessionProvider>
          )}
        </section>
      </div>
    </>
  )
}

function TwinStage() {
  const phase = useRun((run) => run.phase)
  const detail = useRun((run) => run.detail)
  return phase === 'failed' ? <p className="empty">{`It could not be run: ${detail}`}</p> : <ClusterView />
}

/** One for as long as the pair is looked at: the caller is drawn anew for another line. */
function useTwin(line: number): Twin | undefined {
  const { ahead } = useSession()
  const [twin] = useState(() => ahead?.twin(line))
  useEffect(() => () => twin?.close(), [twin])
  return twin
}

function useDivergence(other: LineRow) {
  const { ahead } = useSession()
  const [found, setFound] = useState<Divergence>()
  const [failed, setFailed] = useState('')
  const [turn, setTurn] = useState(0)
  const untilMs = found?.untilMs ?? 0
  const { id } = other
  const endMs = useMirror(({ clock }) => Math.floor(clock.endMs ?? clock.nowMs))
  useEffect(() => {
    let current = true
    ahead?.compare(id).then(
      (answer) => current && setFound(answer),
      (error: unknown) => current && setFailed(error instanceof Error ? error.message : String(error)),
    )
    return () => {
      current = false
    }
  }, [ahead, id, turn])
  return { found, failed, untilMs, isOld: found !== undefined && endMs > untilMs, again: () => setTurn(turn + 1) }
}
