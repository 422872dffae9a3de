/** One scheduling decision: the queue, the attempts, nodes × plugins, scores, and switches that ask the scheduler again. */
import './scheduling.css'
import { useEffect, useState } from 'react'
import type { SchedulingAttempt } from '../../../engine/protocol/api.ts'
import { clockText } from '../../draw/clock-text.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { useViewState } from '../../hooks/view-state.ts'
import type { Mirror } from '../../session/mirror.ts'
import { useSession, useUi } from '../../session/context.tsx'
import { Matrix } from './Matrix.tsx'
import { WhatIf } from './WhatIf.tsx'

const PACE_MS = 400

interface PodName {
  namespace: string
  name: string
}

export function SchedulingView() {
  const mirror = useMirrorEvery(PACE_MS)
  const namespace = useUi((ui) => ui.namespace)
  const selected = useUi((ui) => ui.selected)
  const [chosen, choose] = useViewState('scheduling.pod')
  const pods = podsOf(mirror, namespace)
  const own = selected?.kind === 'Pod' ? `${selected.namespace}/${selected.name}` : ''
  const text = pods.some((pod) => keyOf(pod) === chosen)
    ? chosen
    : pods.some((pod) => keyOf(pod) === own)
      ? own
      : (pods[0] && keyOf(pods[0])) || ''
  if (text === '') return <p className="empty">No Pod yet. Apply one, and how its node is chosen is shown here.</p>
  return <Decision key={text} text={text} pods={pods} mirror={mirror} choose={choose} />
}

const keyOf = ({ namespace, name }: PodName): string => `${namespace}/${name}`

/** Those that wait first, then the others. */
function podsOf({ unscheduled, pods }: Mirror, namespace: string): PodName[] {
  const waiting = unscheduled.map(({ namespace: its, name }) => ({ namespace: its, name }))
  const known = new Set(waiting.map(keyOf))
  const placed: PodName[] = []
  for (const label of pods.labels) {
    if (placed.length >= 300) break
    if (label && pods.alive[label.id] && !known.has(keyOf(label)))
      placed.push({ namespace: label.namespace, name: label.name })
  }
  return [...waiting, ...placed].filter(({ namespace: its }) => namespace === '' || its === namespace)
}

function Decision({
  text,
  pods,
  mirror,
  choose,
}: {
  text: string
  pods: readonly PodName[]
  mirror: Mirror
  choose: (text: string) => void
}) {
  const [namespace = '', name = ''] = text.split('/')
  const { attempts, trouble } = useAttempts(namespace, name, mirror)
  const [at, goTo] = useState(0)
  const attempt = attempts[Math.min(at, attempts.length - 1)]
  const waiting = mirror.unscheduled.find((row) => keyOf(row) === text)
  const retry = waiting && !Number.isNaN(waiting.retryAtMs) ? `, next try at ${clockText(waiting.retryAtMs).main}` : ''
  return (
    <div className="view-page scheduling">
      <header className="view-head scheduling-head">
        <h2>{`Where does ${name} go?`}</h2>
        <span className="sp" />
        <select className="select" aria-label="Pod" value={text} onChange={({ target }) => choose(target.value)}>
          {pods.map((pod) => (
            <option key={keyOf(pod)} value={keyOf(pod)}>
              {pod.name}
            </option>
          ))}
        </select>
        <button type="button" className="btn sm g" disabled={at >= attempts.length - 1} onClick={() => goTo(at + 1)}>
          Earlier attempt
        </button>
        <button type="button" className="btn sm g" disabled={at === 0} onClick={() => goTo(at - 1)}>
          Later attempt
        </button>
      </header>
      <ol className="stages" aria-label="Stages of the decision">
        <Stage
          title="Queue"
          note={
            waiting
              ? `waiting${retry}; ${mirror.unscheduled.length} in the queue`
              : `${mirror.unscheduled.length} waiting`
          }
        />
        <Stage
          title="Filter"
          note={attempt ? `${attempt.evaluated} of ${attempt.nodeCount} nodes in, ${attempt.feasible} pass` : ''}
        />
        <Stage title="Score" note={attempt ? scoreNote(attempt) : ''} />
        <Stage title="Bind" note={attempt ? (attempt.node ?? 'no node fits') : ''} />
      </ol>
      {attempt ? (
        <>
          <p className="i2 scheduling-when">
            {`Attempt ${attempts.length - Math.min(at, attempts.length - 1)} of ${attempts.length}, decided at ${clockText(attempt.atMs).main}${clockText(attempt.atMs).millis}`}
            {attempt.judgedAgain ? ' (verdicts are of now)' : ''}
            {attempt.preemption
              ? `; preempts ${attempt.preemption.victims.join(', ')} on ${attempt.preemption.node}`
              : ''}
          </p>
          {attempt.message && <p className="scheduling-message">{attempt.message}</p>}
          <Matrix attempt={attempt} />
        </>
      ) : (
        <p className="empty">
          {trouble || 'The scheduler has not tried this Pod: it was placed by somebody else, or waits to be seen.'}
        </p>
      )}
      <WhatIf namespace={namespace} name={name} chosen={attempt?.node} written={mirror.clock.resourceVersion} />
    </div>
  )
}

const scoreNote = ({ feasible, nodes }: SchedulingAttempt): string => {
  const plugins = new Set(nodes?.flatMap(({ scores }) => Object.keys(scores ?? {})))
  return feasible > 1 ? `${feasible} nodes, ${plugins.size} plugins` : 'nothing to compare'
}

function Stage({ title, note }: { title: string; note: string }) {
  return (
    <li>
      <b>{title}</b>
      <span className="i2">{note}</span>
    </li>
  )
}

function useAttempts(namespace: string, name: string, { clock, unscheduled }: Mirror) {
  const { scheduling } = useSession()
  const [found, setFound] = useState<{ attempts: readonly SchedulingAttempt[]; trouble: string }>({
    attempts: [],
    trouble: '',
  })
  const waits = unscheduled.some((row) => row.name === name && row.namespace === namespace)
  const written = waits ? clock.resourceVersion : -1
  useEffect(() => {
    let late = false
    void scheduling?.attempts(namespace, name).then(
      (attempts) => !late && setFound({ attempts, trouble: '' }),
      (error: unknown) =>
        !late && setFound({ attempts: [], trouble: error instanceof Error ? error.message : String(error) }),
    )
    return () => {
      late = true
    }
  }, [scheduling, namespace, name, written])
  return found
}
