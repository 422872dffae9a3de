/** What stands between an object and the state it should have, nearest first, and the decisions against it. */
import type { Obstacle, RefusalRow } from '../../../engine/protocol/time.ts'
import { Icon } from '../../components/Icon.tsx'
import { axisTime, clockText } from '../../draw/clock-text.ts'
import { plural } from '../../draw/countdown.ts'
import { useAskWhy } from '../../hooks/ask-why.ts'
import { useMirror, useSession } from '../../session/context.tsx'
import { actorTitle, iconOf } from './words.ts'

export function Obstacles({ obstacles }: { obstacles: readonly Obstacle[] }) {
  if (obstacles.length === 0) return null
  return (
    <section className="why-part" aria-label="What stands in the way">
      <h3>What stands in the way</h3>
      <ol className="obstacles">
        {obstacles.map((each) => (
          <Standing
            key={`${each.depth} ${each.ref.kind}/${each.ref.name} ${each.reason} ${each.message}`}
            obstacle={each}
          />
        ))}
      </ol>
    </section>
  )
}

function Standing({ obstacle }: { obstacle: Obstacle }) {
  const { ref, depth, actor, reason, message, atMs, times, others } = obstacle
  const { time } = useSession()
  const ask = useAskWhy()
  const components = useMirror((mirror) => mirror.components)
  return (
    <li style={{ marginInlineStart: Math.min(depth, 4) * 10 }}>
      <p className="row">
        <Icon name={iconOf(actor)} small />
        <b translate="no">{actorTitle(actor, components)}</b>
        <span className="reason" translate="no">
          {reason}
        </span>
        <span className="sp" />
        <button type="button" className="link t" title="Go there" onClick={() => void time?.seek({ atMs })}>
          {clockText(atMs).main.slice(3)}
        </button>
      </p>
      <p translate="no">{message}</p>
      <p className="dense i2">
        {depth > 0 && (
          <>
            <button type="button" className="link" onClick={() => ask(ref)}>
              {`${ref.kind} ${ref.name}`}
            </button>
            {others > 0 && ` and ${others} more`}
          </>
        )}
        {times > 1 && `${depth > 0 ? ', ' : ''}said ${times} times`}
      </p>
    </li>
  )
}

const SHOWN = 12

/** Newest first: attempts of the scheduler, refusals of the API server, failures of controllers and kubelets. */
export function Decisions({ refusals }: { refusals: readonly RefusalRow[] }) {
  const { time } = useSession()
  const components = useMirror((mirror) => mirror.components)
  if (refusals.length === 0) return null
  const rows = refusals.toReversed().slice(0, SHOWN)
  return (
    <details className="why-part">
      <summary>{plural(refusals.length, 'decision')} against it</summary>
      <ol className="decisions">
        {rows.map(({ atMs, actor, object, reason, message }, at) => (
          // Rows have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>
            <p className="row">
              <button type="button" className="link t" title="Go there" onClick={() => void time?.seek({ atMs })}>
                {axisTime(atMs)}
              </button>
              <b translate="no">{actorTitle(actor, components)}</b>
              <span className="reason" translate="no">
                {reason}
              </span>
            </p>
            <p className="i2" translate="no">
              {object}
              {message && `: ${message}`}
            </p>
          </li>
        ))}
      </ol>
      {refusals.length > SHOWN && <p className="i3">{`and ${refusals.length - SHOWN} older`}</p>}
    </details>
  )
}
