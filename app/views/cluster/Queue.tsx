/** The queue of the unscheduled: who waits, why, and when the scheduler tries again. */
import { useLayoutEffect, useRef } from 'react'
import type { UnscheduledRow } from '../../../engine/protocol/batch.ts'
import { PodMark } from '../../components/PodMark.tsx'
import { plural, shortDuration } from '../../draw/countdown.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useMirror, useSession, useUi } from '../../session/context.tsx'
import { rememberQueued } from './motion.ts'
import { selectedWorkload } from './selection.ts'
import { codeAt, useCodes } from './use-codes.ts'

/** Cards shown; the rest is a number. */
const SHOWN = 9

/** Who waits, in the namespace that is shown. */
export function useQueue(): readonly UnscheduledRow[] {
  const all = useMirror((mirror) => mirror.unscheduled)
  const namespace = useUi((ui) => ui.namespace)
  return namespace ? all.filter((row) => row.namespace === namespace) : all
}

export function Queue() {
  const rows = useQueue()
  const nodes = useMirror((mirror) => mirror.nodes.size)
  if (rows.length === 0) return null
  const tried = rows.every((row) => row.message !== '')
  return (
    // Focusable, because a long queue has to be scrolled without a mouse.
    <div className="waiting" tabIndex={0} role="group" aria-label="Unscheduled Pods">
      <div className="qh">
        <b>Unscheduled</b>
        <span>{`${plural(rows.length, 'Pod')}${tried ? `, none of ${plural(nodes, 'node')} fits` : ''}`}</span>
      </div>
      <div className="queue">
        {rows.slice(0, SHOWN).map((row) => (
          <QueueCard key={row.id} row={row} />
        ))}
        {rows.length > SHOWN && <div className="qi more">{`+ ${rows.length - SHOWN} more`}</div>}
      </div>
    </div>
  )
}

function QueueCard({ row }: { row: UnscheduledRow }) {
  const code = codeAt(useCodes(), row.workload)
  const { mirror } = useSession()
  const selected = useUi(({ selected: it }) =>
    it?.kind === 'Pod'
      ? it.name === row.name && it.namespace === row.namespace
      : selectedWorkload(mirror.getState(), it) === row.workload,
  )
  const element = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const card = element.current
    return () => {
      if (card) rememberQueued(row.id, card)
    }
  }, [row.id])
  return (
    <article ref={element} className="qi" data-mark={`pod:${row.id}`} title={row.message}>
      <PodMark state="unscheduled" letter={code.letter} hue={code.hue} selected={selected} />
      <div className="qi-words">
        <b>{row.name}</b>
        <div>{row.short || 'not tried yet'}</div>
      </div>
      <Retry retryAtMs={row.retryAtMs} tried={row.message !== ''} />
    </article>
  )
}

function Retry({ retryAtMs, tried }: { retryAtMs: number; tried: boolean }) {
  const element = useRef<HTMLSpanElement>(null)
  const counts = Number.isFinite(retryAtMs)
  useFrame((nowMs) => {
    const text = `retry ${shortDuration(retryAtMs - nowMs)}`
    if (element.current && element.current.textContent !== text) element.current.textContent = text
  }, counts)
  return (
    <span className="qi-act" ref={element}>
      {counts ? '' : tried ? 'waiting' : 'queued'}
    </span>
  )
}
