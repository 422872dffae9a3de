/** What happened when: density of events, warnings in red, the user's numbered flags, and the playhead. Read only. */
import { memo, useRef } from 'react'
import type { FlagRow } from '../../../engine/protocol.ts'
import { spokenTime } from '../../draw/clock-text.ts'
import { plural } from '../../draw/countdown.ts'
import { BASELINE, type Scrubber, scrubber, spanFor } from '../../draw/scrubber.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { useSize } from '../../hooks/size.ts'

const HEIGHT = 60

export function ScrubberStrip() {
  const box = useRef<HTMLDivElement>(null)
  const { width } = useSize(box)
  const { clock, density, flags } = useMirrorEvery(500)
  const strip = scrubber(Math.max(1, width), clock.nowMs, density)
  return (
    <div
      ref={box}
      className="scrubber"
      role="slider"
      tabIndex={0}
      aria-label="Virtual time, read only"
      aria-readonly="true"
      aria-valuemin={0}
      aria-valuemax={Math.round(strip.spanMs / 1000)}
      aria-valuenow={Math.round(clock.nowMs / 1000)}
      aria-valuetext={`${spokenTime(clock.nowMs)}, ${plural(flags.length, 'action')} of yours`}
    >
      {width > 0 && (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
          <Bars strip={strip} />
          {flags.map((flag) => (
            <Flag key={flag.number} flag={flag} x={strip.xOf(flag.atMs)} />
          ))}
          <Head width={width} />
        </svg>
      )}
    </div>
  )
}

const Bars = memo(function Bars({ strip }: { strip: Scrubber }) {
  return (
    <>
      {strip.bars.map((bar) => (
        <g key={bar.x}>
          <rect
            x={bar.x}
            y={BASELINE - bar.height}
            width={bar.width}
            height={bar.height}
            fill="var(--ink-3)"
            opacity=".55"
          />
          {bar.warnings > 0 && (
            <rect x={bar.x} y={BASELINE - bar.height} width={bar.width} height={bar.warnings} fill="var(--bad)" />
          )}
        </g>
      ))}
      <path d={`M0 ${BASELINE + 0.5}H${strip.width}`} stroke="var(--line-strong)" />
      {strip.ticks.map((tick) => (
        <text key={tick.x} x={tick.x} y="56" fontSize="10" fill="var(--ink-3)" textAnchor={tick.anchor}>
          {tick.text}
        </text>
      ))}
    </>
  )
})

/** A flag's number is the same in every view. */
function Flag({ flag, x }: { flag: FlagRow; x: number }) {
  return (
    <g transform={`translate(${x.toFixed(1)} 0)`}>
      <title>{`${flag.number}: ${flag.text}`}</title>
      <path d={`M0 4V${BASELINE}`} stroke="var(--you)" strokeWidth="1.3" />
      <path d="M0 2h15l-3.5 5.5 3.5 5.5H0z" fill="var(--you)" />
      <text x="5.5" y="11" fontSize="9.5" fontWeight="600" textAnchor="middle" fill="var(--on-ink)">
        {flag.number}
      </text>
    </g>
  )
}

/** The playhead moves with the clock, without React. */
function Head({ width }: { width: number }) {
  const head = useRef<SVGGElement>(null)
  const past = useRef<SVGPathElement>(null)
  useFrame((nowMs) => {
    const x = ((nowMs / spanFor(nowMs)) * width).toFixed(1)
    head.current?.setAttribute('transform', `translate(${x} 0)`)
    past.current?.setAttribute('d', `M0 ${BASELINE + 0.5}H${x}`)
  })
  return (
    <>
      <path ref={past} stroke="var(--ink)" strokeWidth="2" />
      <g ref={head}>
        <path d="M0 2V46" stroke="var(--ink)" strokeWidth="1.5" />
        <path d="M-5 0h10v6l-5 5-5-5z" fill="var(--ink)" />
      </g>
    </>
  )
}
