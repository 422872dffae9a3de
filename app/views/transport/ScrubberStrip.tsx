/** What happened when: density of events, warnings in red, your numbered flags, branches, and the playhead to take hold of. */
import { type KeyboardEvent, memo, type PointerEvent, useRef } from 'react'
import type { FlagRow } from '../../../engine/protocol/batch.ts'
import { type BranchPath, branchPaths } from '../../draw/branches.ts'
import { spokenTime } from '../../draw/clock-text.ts'
import { plural } from '../../draw/countdown.ts'
import { BASELINE, type Scrubber, scrubber, spanFor } from '../../draw/scrubber.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { useSize } from '../../hooks/size.ts'
import { useSession } from '../../session/context.tsx'

const HEIGHT = 60
/** Virtual ms an arrow key and a page key move. */
const ARROW_MS = 1000
const PAGE_MS = 30_000

export function ScrubberStrip() {
  const box = useRef<HTMLDivElement>(null)
  const { time } = useSession()
  const { width } = useSize(box)
  const { clock, density, flags, lines, line } = useMirrorEvery(500)
  const presentMs = clock.endMs ?? clock.nowMs
  const strip = scrubber(Math.max(1, width), presentMs, density)
  const branches = branchPaths(lines, line, strip.xOf, BASELINE)
  const hold = usePointer(strip)
  const rewound = clock.endMs === undefined ? '' : `, the present is at ${spokenTime(clock.endMs)}`
  return (
    <div
      ref={box}
      className={time ? 'scrubber live' : 'scrubber'}
      role="slider"
      tabIndex={0}
      aria-label="Virtual time"
      aria-readonly={time ? undefined : 'true'}
      aria-valuemin={0}
      aria-valuemax={Math.round(presentMs / 1000)}
      aria-valuenow={Math.round(clock.nowMs / 1000)}
      aria-valuetext={`${spokenTime(clock.nowMs)}, ${plural(flags.length, 'action')} of yours${rewound}`}
      onKeyDown={(event) => move(event, clock.nowMs, time)}
      {...(time ? hold : {})}
    >
      {width > 0 && (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
          <Bars strip={strip} />
          {branches.map((branch) => (
            <Branch key={branch.id} branch={branch} width={width} />
          ))}
          {flags.map((flag) => (
            <Flag key={flag.number} flag={flag} x={strip.xOf(flag.atMs)} />
          ))}
          <Head width={width} />
        </svg>
      )}
    </div>
  )
}

/** Arrows move the playhead; they never run the cluster on. */
function move(event: KeyboardEvent, nowMs: number, time: ReturnType<typeof useSession>['time']): void {
  const by: Record<string, number> = {
    ArrowLeft: -ARROW_MS,
    ArrowDown: -ARROW_MS,
    ArrowRight: ARROW_MS,
    ArrowUp: ARROW_MS,
    PageDown: -PAGE_MS,
    PageUp: PAGE_MS,
  }
  const ms = by[event.key]
  if (ms === undefined || !time || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  time.scrub(Math.max(0, Math.floor(nowMs) + ms * (event.shiftKey ? 10 : 1)))
}

/** Taking hold of the strip scrubs; a flag goes to its action, a branch's end shows the branch. */
function usePointer(strip: Scrubber) {
  const { time } = useSession()
  const held = useRef(false)
  const go = (event: PointerEvent<HTMLDivElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    time?.scrub(Math.max(0, Math.round((x / strip.width) * strip.spanMs)))
  }
  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0) return
      const mark = (event.target as Element).closest<SVGGElement>('[data-flag], [data-line]')
      if (mark?.dataset.flag) return void time?.seek({ flag: Number(mark.dataset.flag) })
      if (mark?.dataset.line) return void time?.switchLine(Number(mark.dataset.line))
      held.current = true
      event.currentTarget.setPointerCapture(event.pointerId)
      go(event)
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      if (held.current) go(event)
    },
    onPointerUp() {
      held.current = false
    },
    onPointerCancel() {
      held.current = false
    },
  }
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

/** Room for a name right of a branch's end; else it stands left of it. */
const NAME_ROOM = 110

function Branch({ branch, width }: { branch: BranchPath; width: number }) {
  const x = Math.min(branch.x, width - 4)
  const left = x > width - NAME_ROOM
  return (
    <g data-line={branch.id} className="branch">
      <title>{branch.name}</title>
      <path d={branch.path} fill="none" stroke="var(--you)" strokeWidth="1.5" />
      <circle cx={x} cy={branch.y} r="3.5" fill="var(--surface)" stroke="var(--you)" strokeWidth="1.5" />
      <text
        x={left ? x - 8 : x + 8}
        y={branch.y + 3.5}
        fontSize="10.5"
        fill="var(--ink-2)"
        textAnchor={left ? 'end' : 'start'}
        className="branch-name"
      >
        {branch.name}
      </text>
      <rect x={x - 10} y={branch.y - 9} width="20" height="18" fill="transparent" />
    </g>
  )
}

/** A flag's number is the same in every view. */
function Flag({ flag, x }: { flag: FlagRow; x: number }) {
  return (
    <g transform={`translate(${x.toFixed(1)} 0)`} data-flag={flag.number}>
      <title>{`${flag.number}: ${flag.text}`}</title>
      <path d={`M0 4V${BASELINE}`} stroke="var(--you)" strokeWidth="1.3" />
      <path d="M0 2h15l-3.5 5.5 3.5 5.5H0z" fill="var(--you)" />
      <text x="5.5" y="11" fontSize="9.5" fontWeight="600" textAnchor="middle" fill="var(--on-ink)">
        {flag.number}
      </text>
    </g>
  )
}

/** The playhead moves with the clock, without React; what lies ahead of it up to the present stays drawn. */
function Head({ width }: { width: number }) {
  const { mirror } = useSession()
  const head = useRef<SVGGElement>(null)
  const past = useRef<SVGPathElement>(null)
  const present = useRef<SVGPathElement>(null)
  useFrame((nowMs) => {
    const { endMs = nowMs } = mirror.getState().clock
    const span = spanFor(endMs)
    const x = ((nowMs / span) * width).toFixed(1)
    const end = ((endMs / span) * width).toFixed(1)
    head.current?.setAttribute('transform', `translate(${x} 0)`)
    past.current?.setAttribute('d', `M0 ${BASELINE + 0.5}H${x}`)
    present.current?.setAttribute('d', endMs > nowMs ? `M${x} ${BASELINE + 0.5}H${end}m0 -6v12` : '')
  })
  return (
    <>
      <path ref={present} stroke="var(--ink-3)" strokeWidth="2" fill="none" />
      <path ref={past} stroke="var(--ink)" strokeWidth="2" />
      <g ref={head}>
        <path d="M0 2V46" stroke="var(--ink)" strokeWidth="1.5" />
        <path d="M-5 0h10v6l-5 5-5-5z" fill="var(--ink)" />
      </g>
    </>
  )
}
