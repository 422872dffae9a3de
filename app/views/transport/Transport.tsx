/** Time: back, play, forward, speed, the virtual clock, the strip of what happened when, and the lines of time. */
import { Icon } from '../../components/Icon.tsx'
import { useTransport } from '../../hooks/transport.ts'
import { useRun, useSession } from '../../session/context.tsx'
import { Clock } from './Clock.tsx'
import { LineButtons } from './LineButtons.tsx'
import { ScrubberStrip } from './ScrubberStrip.tsx'
import { SpeedSlider } from './SpeedSlider.tsx'

export function Transport({ compact }: { compact: boolean }) {
  const { time } = useSession()
  return (
    <footer className={compact ? 'time compact' : 'time'} aria-label="Time controls">
      <PlayButtons />
      <SpeedSlider />
      <Clock />
      <ScrubberStrip />
      {time && <LineButtons />}
    </footer>
  )
}

function PlayButtons() {
  const { toggle, step, stepBack } = useTransport()
  const { time } = useSession()
  const phase = useRun((run) => run.phase)
  const playing = phase === 'running'
  const idle = phase === 'booting' || phase === 'failed' || phase === 'recovering'
  return (
    <div className="play">
      {time && (
        <button type="button" className="btn g i" disabled={idle} aria-label="Back one event" onClick={stepBack}>
          <Icon name="back" />
        </button>
      )}
      <button
        type="button"
        className="btn main"
        disabled={idle}
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={toggle}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </button>
      <button type="button" className="btn g i" disabled={idle} aria-label="Forward one event" onClick={step}>
        <Icon name="step" />
      </button>
    </div>
  )
}
