/** A resource bar: track = allocatable, hatched = requested, solid = used, ticks every 25 %. */
import type { ResourceBar } from '../draw/resource-bar.ts'

const TICKS = [25, 50, 75]

export function Bar({ name, bar }: { name: string; bar: ResourceBar }) {
  return (
    <div className="nb">
      <span>{name}</span>
      <div className="bar">
        {bar.requested > 0 && <div className="rq" style={{ width: `${bar.requested}%` }} />}
        <div className={bar.hot ? 'us hot' : 'us'} style={{ width: `${bar.used}%` }} />
        {TICKS.map((tick) => (
          <i key={tick} style={{ left: `${tick}%` }} />
        ))}
      </div>
      <span className="nb-text">{bar.text}</span>
    </div>
  )
}
