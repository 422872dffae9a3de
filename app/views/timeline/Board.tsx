/** Owners at the left, time to the right, one scroll for both; only the rows in sight are drawn. */
import { type CSSProperties, type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { FlagRow } from '../../../engine/protocol/batch.ts'
import type { CauseLink } from '../../../engine/protocol/time.ts'
import { type Row, rowsWithin } from '../../draw/timeline/rows.ts'
import { timeScale } from '../../draw/timeline/scale.ts'
import { useSize } from '../../hooks/size.ts'
import { useSelect } from '../../hooks/select.ts'
import { useUi } from '../../session/context.tsx'
import { sameObject } from '../cluster/mark-ref.ts'
import { Axis } from './Axis.tsx'
import { Chart } from './Chart.tsx'
import { Owners } from './Owners.tsx'
import { YOU_HEIGHT } from './sizes.ts'
import type { Window } from './use-window.ts'

/** Width of the owners, and where there is less room. */
const OWNERS = 206
const OWNERS_NARROW = 128
const NARROW = 640
/** Rows drawn beyond what is in sight, so that a scroll finds them. */
const AHEAD = 120

export interface BoardProps {
  rows: readonly Row[]
  height: number
  flags: readonly FlagRow[]
  presentMs: number
  window: Window
  causes: readonly CauseLink[]
  toggle: (key: string) => void
}

export function Board({ rows, height, flags, presentMs, window, causes, toggle }: BoardProps) {
  const box = useRef<HTMLDivElement>(null)
  const readout = useRef<HTMLOutputElement>(null)
  const { width, height: boxHeight } = useSize(box)
  const top = useScrollTop(box)
  const owners = width < NARROW ? OWNERS_NARROW : OWNERS
  const chartWidth = Math.max(1, width - owners)
  const { fromMs, toMs, lenses } = window
  const scale = useMemo(() => timeScale(fromMs, toMs, chartWidth, lenses), [fromMs, toMs, chartWidth, lenses])
  const you = flags.length > 0 ? YOU_HEIGHT : 0
  const seen = rowsWithin(rows, top - you - AHEAD, top + boxHeight - you + AHEAD)
  const selected = useUi((ui) => ui.selected)
  const select = useSelect()
  const say = useCallback((text: string) => {
    if (readout.current) readout.current.textContent = text
  }, [])
  const isSelected = (row: Row) => row.track !== undefined && isObject(row) && sameObject(row.track.ref, selected)
  return (
    <div className="timeline-board">
      <div className="timeline-scroll" ref={box} style={{ '--owners': `${owners}px` } as CSSProperties}>
        <div className="timeline-head">
          <span className="timeline-corner">Owner tree</span>
          {width > 0 && <Axis scale={scale} window={window} presentMs={presentMs} />}
        </div>
        <div className="timeline-body" style={{ height: height + you }}>
          <Owners
            rows={rows}
            seen={seen}
            offset={you}
            presentMs={presentMs}
            isSelected={isSelected}
            toggle={toggle}
            select={(row) => row.track && select(row.track.ref)}
            box={box}
          />
          {width > 0 && (
            <Chart
              rows={rows}
              seen={seen}
              offset={you}
              height={height + you}
              scale={scale}
              window={window}
              flags={flags}
              presentMs={presentMs}
              causes={causes}
              isSelected={isSelected}
              select={(row) => row.track && select(row.track.ref)}
              say={say}
            />
          )}
        </div>
      </div>
      <output className="timeline-readout" ref={readout} aria-hidden="true" />
    </div>
  )
}

/** Containers and probes carry their Pod's name. */
const isObject = ({ track }: Row): boolean => track?.what !== 'container' && track?.what !== 'probe'

/** Where the box stands, in steps of a few rows. */
function useScrollTop(box: RefObject<HTMLDivElement | null>): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const look = () => setTop(Math.floor(element.scrollTop / 60) * 60)
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [box])
  return top
}
