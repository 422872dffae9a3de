/** The handles themselves: how many replicas, what a container asks for and may use at most. */
import { useState } from 'react'
import { Grip } from './Grip.tsx'
import { amountEdits, amountText, type Bound, type Resource, replicasEdit, type ShapedContainer } from './subject.ts'
import type { FieldEdit } from '../../../engine/protocol/edit.ts'

export type Offer = (line: string) => void

const MOST_REPLICAS = 1000

export interface ReplicasProps {
  replicas: number
  /** Replaced while a preview or an apply is awaited. */
  onChange(replicas: number, edit: FieldEdit): void
}

export function ReplicasTrack({ replicas, onChange }: ReplicasProps) {
  const [held, setHeld] = useState<number>()
  const shown = held ?? replicas
  const most = Math.max(10, replicas * 2)
  const put = (to: number) => onChange(to, replicasEdit(to))
  return (
    <div className="shape-row">
      <span className="shape-name">replicas</span>
      <button
        type="button"
        className="btn i sm"
        aria-label="One replica less"
        disabled={replicas === 0}
        onClick={() => put(replicas - 1)}
      >
        −
      </button>
      <span className="track">
        <span className="track-marks" aria-hidden="true">
          {Array.from({ length: most }, (_, i) => (
            <i key={i} className={i < shown ? 'on' : ''} />
          ))}
        </span>
        <Grip
          label="Replicas"
          className="end"
          value={replicas}
          min={0}
          max={MOST_REPLICAS}
          step={1}
          page={5}
          words={(value) => `${value} ${value === 1 ? 'replica' : 'replicas'}`}
          valueOf={(share) => Math.round(share * most)}
          shareOf={(value) => value / most}
          onChange={put}
          onMove={setHeld}
        />
      </span>
      <button type="button" className="btn i sm" aria-label="One replica more" onClick={() => put(replicas + 1)}>
        +
      </button>
      <output className="shape-value">{shown}</output>
    </div>
  )
}

const SCALE: Readonly<Record<Resource, { step: number; page: number; most: number; least: number; words: string }>> = {
  cpu: { step: 50, page: 250, most: 1000, least: 0, words: 'cpu' },
  memory: { step: 16 * 2 ** 20, page: 128 * 2 ** 20, most: 512 * 2 ** 20, least: 0, words: 'memory' },
}
const BOUNDS: readonly { bound: Bound; one: string }[] = [
  { bound: 'requests', one: 'request' },
  { bound: 'limits', one: 'limit' },
]

export interface ResourceProps {
  container: ShapedContainer
  resource: Resource
  onChange(bound: Bound, amount: number, edits: FieldEdit[]): void
}

/** One track, two handles: the hatched part is what is asked for, the bar's end what may be used at most. */
export function ResourceTrack({ container, resource, onChange }: ResourceProps) {
  const { step, page, most: usual, least, words } = SCALE[resource]
  const amounts = container.amounts[resource]
  const most = Math.max(usual, 2 * Math.max(amounts.requests ?? 0, amounts.limits ?? 0))
  const text = (amount: number | undefined) => (amount === undefined ? 'none' : String(amountText(amount, resource)))
  const percent = (amount: number | undefined) => `${(100 * Math.min(1, (amount ?? 0) / most)).toFixed(2)}%`
  return (
    <div className="shape-row two">
      <span className="shape-name">{words}</span>
      <span className="track">
        {amounts.limits !== undefined && <span className="track-limit" style={{ width: percent(amounts.limits) }} />}
        {amounts.requests !== undefined && (
          <span className="track-request" style={{ width: percent(amounts.requests) }} />
        )}
        {BOUNDS.map(({ bound, one }) => (
          <Grip
            key={bound}
            label={`${container.name} ${words} ${one}`}
            className={bound === 'limits' ? 'limit' : 'request'}
            value={amounts[bound] ?? 0}
            min={least}
            max={most * 8}
            step={step}
            page={page}
            words={(value) => (value === 0 && amounts[bound] === undefined ? `no ${one}` : text(value))}
            valueOf={(share) => Math.max(step, Math.round((share * most) / step) * step)}
            shareOf={(value) => value / most}
            onChange={(amount) => onChange(bound, amount, amountEdits(container, resource, bound, amount))}
          />
        ))}
      </span>
      <output className="shape-value wide">{`${text(amounts.requests)} / ${text(amounts.limits)}`}</output>
    </div>
  )
}
