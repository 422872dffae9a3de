/** The end of the node pool: pulled down, or moved by arrows, it draws the machines that would come, and lets them come. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { plural } from '../../draw/countdown.ts'
import { namesOf, nextNodes } from '../../draw/node-pool.ts'
import { capacityText } from '../../draw/resource-bar.ts'
import { useRunAndPrint } from '../../hooks/run-and-print.ts'
import { useSession } from '../../session/context.tsx'
import { addNodesLine } from '../../session/kubectl-line.ts'

const MOST = 20
/** Of pulling, in CSS pixels, for a machine more. */
const PULL = 34

export function PoolHandle() {
  const { mirror } = useSession()
  const run = useRunAndPrint()
  const [count, setCount] = useState(0)
  const from = useRef<number>(undefined)
  const nodes = nextNodes(mirror.getState().nodes.values(), count)
  // What would come is drawn below the last machine, where it may be out of sight.
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (count > 0) box.current?.scrollIntoView?.({ block: 'nearest' })
  }, [count])
  const put = (next: number) => setCount(Math.min(MOST, Math.max(0, next)))
  const add = () => {
    if (nodes.length > 0) run((actions) => actions.addNodes(nodes))
    setCount(0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5 }[event.key]
    const to = { Home: 0, End: MOST, Escape: 0 }[event.key] ?? (by === undefined ? undefined : count + by)
    if (event.key === 'Enter') add()
    else if (to !== undefined && (event.key !== 'Escape' || count > 0)) put(to)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const end = (keep: boolean) => {
    if (from.current === undefined) return
    from.current = undefined
    if (keep) add()
    else setCount(0)
  }
  const words = count === 0 ? 'no node more' : `${plural(count, 'node')} more: ${namesOf(nodes)}`
  return (
    <div className="pool" ref={box}>
      <div
        className="pool-grip"
        role="slider"
        tabIndex={0}
        aria-label="Add nodes"
        aria-valuemin={0}
        aria-valuemax={MOST}
        aria-valuenow={count}
        aria-valuetext={words}
        aria-describedby="pool-how"
        onKeyDown={onKeyDown}
        onPointerDown={(event: PointerEvent<HTMLElement>) => {
          if (event.button !== 0) return
          event.preventDefault()
          event.currentTarget.focus()
          event.currentTarget.setPointerCapture(event.pointerId)
          from.current = event.clientY
        }}
        onPointerMove={(event) => from.current !== undefined && put(Math.floor((event.clientY - from.current) / PULL))}
        onPointerUp={() => end(true)}
        onPointerCancel={() => end(false)}
      >
        <svg width="22" height="6" viewBox="0 0 22 6" aria-hidden="true">
          <path d="M1 1.5h20M1 4.5h20" stroke="currentColor" />
        </svg>
        <b>{count === 0 ? 'Add nodes' : `+${count}`}</b>
        <span id="pool-how">{count === 0 ? 'pull down, or arrows and Enter' : namesOf(nodes)}</span>
      </div>
      {count > 0 && (
        <>
          <code translate="no">{addNodesLine(nodes)}</code>
          <ul className="pool-ghosts" aria-hidden="true">
            {nodes.map(({ name, zone, cpuMilli, memoryBytes }) => (
              <li key={name}>
                <b>{name}</b>
                <span>{[zone && `zone ${zone}`, capacityText(cpuMilli, memoryBytes)].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
