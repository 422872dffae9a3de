/** Pause, resume, restart, and the two bounds, each as the kubectl line it is. */
import { useState } from 'react'
import type { Rollout } from '../../../engine/protocol/rollout.ts'
import { useRunAndPrint } from '../../hooks/run-and-print.ts'

export function RolloutControls({ rollout }: { rollout: Rollout }) {
  const run = useRunAndPrint()
  const { ref, paused, strategy } = rollout
  return (
    <div className="view-head">
      {strategy === 'RollingUpdate' && (
        <Bounds key={`${rollout.maxSurge} ${rollout.maxUnavailable}`} rollout={rollout} />
      )}
      <span className="sp" />
      <button type="button" className="btn" onClick={() => run((actions) => actions.pauseRollout(ref, !paused))}>
        {paused ? 'Resume' : 'Pause'}
      </button>
      <button type="button" className="btn" onClick={() => run((actions) => actions.restart(ref))}>
        Restart
      </button>
    </div>
  )
}

/** What the bounds would allow, before anything is applied. */
function Bounds({ rollout }: { rollout: Rollout }) {
  const run = useRunAndPrint()
  const [surge, setSurge] = useState(rollout.surge)
  const [unavailable, setUnavailable] = useState(rollout.unavailable)
  const changed = surge !== rollout.surge || unavailable !== rollout.unavailable
  const stuck = surge === 0 && unavailable === 0
  return (
    <>
      <Stepper name="maxSurge" value={surge} onChange={setSurge} />
      <Stepper name="maxUnavailable" value={unavailable} onChange={setUnavailable} />
      {changed && (
        <span className="rollout-effect">
          {stuck
            ? 'Both 0: nothing could ever move.'
            : `Would allow ${rollout.replicas - unavailable} to ${rollout.replicas + surge} Pods.`}
        </span>
      )}
      {changed && (
        <button
          type="button"
          className="btn p"
          disabled={stuck}
          onClick={() => run((actions) => actions.boundRollout(rollout.ref, surge, unavailable))}
        >
          Apply
        </button>
      )}
    </>
  )
}

function Stepper({ name, value, onChange }: { name: string; value: number; onChange(value: number): void }) {
  return (
    <span className="stepper">
      <label>
        <code>{name}</code>
        <input
          type="number"
          min={0}
          max={1000}
          value={value}
          onChange={({ target }) => onChange(Math.max(0, Math.min(1000, Math.round(Number(target.value) || 0))))}
        />
      </label>
    </span>
  )
}
