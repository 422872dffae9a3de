/** The virtual clock, written each frame without React. */
import { useRef } from 'react'
import { clockText } from '../../draw/clock-text.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useMirror, useRun } from '../../session/context.tsx'

const PHASES = {
  booting: 'starting',
  running: 'running',
  paused: 'paused',
  rewound: 'the past',
  recovering: 'recovering',
  failed: 'stopped',
} as const

export function Clock() {
  const main = useRef<HTMLSpanElement>(null)
  const millis = useRef<HTMLElement>(null)
  const phase = useRun((run) => run.phase)
  const isPast = useMirror((mirror) => mirror.clock.endMs !== undefined)
  useFrame((nowMs) => {
    const text = clockText(nowMs)
    if (main.current && main.current.textContent !== text.main) main.current.textContent = text.main
    if (millis.current) millis.current.textContent = text.millis
  })
  return (
    <div className="clock-box">
      <div className="clock" role="timer" aria-label="Virtual time" aria-live="off">
        <span ref={main}>00:00:00</span>
        <small ref={millis}>.000</small>
      </div>
      <div className="clock-sub">
        {isPast
          ? `read-only past · ${phase === 'running' ? 'playing' : 'standing'}`
          : `virtual time · ${PHASES[phase]}`}
      </div>
    </div>
  )
}
