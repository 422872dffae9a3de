/** Zones side by side, nodes below each other. */
import type { CSSProperties } from 'react'
import type { Zone } from '../../draw/zones.ts'
import { NodeCard } from './NodeCard.tsx'

export function Zones({ zones, columns }: { zones: readonly Zone[]; columns: number }) {
  return (
    <div className="zones" style={{ '--columns': columns } as CSSProperties}>
      {zones.map((zone) => (
        <section className="zone" key={zone.name}>
          <h3>{zone.title}</h3>
          {zone.nodes.map((node) => (
            <NodeCard key={node.id} node={node} />
          ))}
        </section>
      ))}
    </div>
  )
}
