/** Time: play, pause, step, speed, the virtual clock and the strip of what happened when. */
import { Icon } from '../../components/Icon.tsx'
import { useTransport } from '../../hooks/transport.ts'
import { useRun } from '../../session/context.tsx'
import { Clock } from './Clock.tsx'
import { ScrubberStrip } from './ScrubberStrip.tsx'
import { SpeedSlider } from './SpeedSlider.tsx'

export function Transport({ compact }: { compact: boolean }) {
  return (
    <footer className={compact ? 'time compact' : 'time'} aria-label="Time controls">
      <PlayButtons />
      <SpeedSlider />
      <Clock />
      <ScrubberStrip />
    </footer>
  )
}

function PlayButtons() {
  const { toggle, step } = useTransport()
  const phase = useRun((run) => run.phase)
  const playing = phase === 'running'
  const idle = phase === 'booting' || phase === 'failed'
  return (
    <div className="play">
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
