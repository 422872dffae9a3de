/** The speed, on a logarithmic scale with "max" beyond its end. */
import { FASTEST_AT, MAX_AT, SLOWEST_AT, SPEED_TICKS, sliderAt, speedAt, speedText } from '../../draw/speed-scale.ts'
import { useTransport } from '../../hooks/transport.ts'
import { useMirror, useRun } from '../../session/context.tsx'

const STEP = 0.05
const percent = (at: number) => ((at - SLOWEST_AT) / (MAX_AT - SLOWEST_AT)) * 100

export function SpeedSlider() {
  const speed = useRun((run) => run.speed)
  const lowered = useMirror((mirror) => mirror.clock.loweredFrom)
  const { setSpeed } = useTransport()
  return (
    <div className="speed">
      <div className="speed-head">
        <label htmlFor="speed">Speed</label>
        <b>{speedText(speed)}</b>
      </div>
      <input
        id="speed"
        type="range"
        min={SLOWEST_AT}
        max={MAX_AT}
        step={STEP}
        value={sliderAt(speed)}
        aria-valuetext={
          speed === Number.POSITIVE_INFINITY ? 'as fast as possible' : `${speedText(speed).slice(0, -1)} times`
        }
        onChange={(event) => setSpeed(speedAt(Number(event.target.value)))}
      />
      <div className="speed-ticks" aria-hidden="true">
        {SPEED_TICKS.map(({ at, text }) => (
          <span
            key={text}
            className={at === 0 ? 'one' : undefined}
            style={{ left: `${percent(at)}%` }}
            data-edge={at === SLOWEST_AT ? 'start' : at > FASTEST_AT ? 'end' : undefined}
          >
            {text}
          </span>
        ))}
      </div>
      {lowered !== undefined && (
        <div className="speed-lowered" role="status">{`slowed from ${speedText(lowered)}, too busy`}</div>
      )}
    </div>
  )
}
