/** Load on the Service: how much, and in which shape. What is set is an action like any other. */
import { useState } from 'react'
import type { Autoscale } from '../../../engine/protocol/autoscale.ts'
import { SHAPES, type Shape, shapeOf, shapeWords } from '../../draw/autoscale.ts'
import { useRunAndPrint } from '../../hooks/run-and-print.ts'
import type { Traffic } from '../../session/traffic.ts'

const MOST = 1000

export function LoadControl({ service, traffic }: { service: Autoscale['services'][number]; traffic: Traffic }) {
  const run = useRunAndPrint()
  const source = traffic.sources.find(
    ({ target }) => target.kind === 'service' && target.name === service.name && target.namespace === service.namespace,
  )
  const present = Math.max(0, ...(source?.shape.map(({ ratePerSecond }) => ratePerSecond) ?? []))
  /** Where the hand left the slider; else what is sent. */
  const [chosen, setRate] = useState<number>()
  const rate = chosen ?? Math.min(MOST, present || 100)
  const [shape, setShape] = useState<Shape>('Hold')
  const name = source?.name ?? service.name
  const send = (next: Shape, to: number) => {
    setShape(next)
    if (to === 0) return run((actions) => actions.endLoad(name))
    const { namespace, name: of, port } = service
    const spec = {
      name,
      target: { kind: 'service' as const, namespace, name: of, port },
      ...shapeOf(next, to),
      clients: 8,
    }
    run((actions) => actions.load(spec, shapeWords(next, to)))
  }
  const latest = latestRate(traffic, name)
  return (
    <div className="load-control">
      <div className="load-now">
        <span className="i2">{`Load on Service ${service.name}`}</span>
        <span>
          <b>{source ? latest : 0}</b> req/s
        </span>
      </div>
      <label className="load-slider">
        <span className="vh">Requests a second</span>
        <input
          type="range"
          min={0}
          max={MOST}
          step={10}
          value={rate}
          aria-valuetext={`${rate} requests a second`}
          onChange={({ target }) => setRate(Number(target.value))}
          onPointerUp={() => send(shape, rate)}
          onKeyUp={({ key }) =>
            key.startsWith('Arrow') || key === 'Home' || key === 'End' ? send(shape, rate) : undefined
          }
        />
        <output>{`${rate}/s`}</output>
      </label>
      <fieldset className="seg">
        <legend className="vh">Shape of the load</legend>
        {SHAPES.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={source !== undefined && each === shape}
            onClick={() => send(each, rate || 100)}
          >
            {each}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        className="btn sm g"
        disabled={!source}
        onClick={() => run((actions) => actions.endLoad(name))}
      >
        Stop
      </button>
    </div>
  )
}

/** Requests sent in the last whole second. */
function latestRate({ load }: Traffic, name: string): number {
  const seconds = [...(load.get(name)?.entries() ?? [])].sort(([a], [b]) => b - a)
  return (seconds[1] ?? seconds[0])?.[1].sent ?? 0
}
