/** Titles over the zones of the field, with their counts in words. */
import type { Field } from '../../../draw/field.ts'
import type { Zone } from '../../../draw/zones.ts'
import { useMirrorEvery } from '../../../hooks/mirror-every.ts'
import type { Mirror } from '../../../session/mirror.ts'

export function ZoneCounts({ field, zones }: { field: Field; zones: readonly Zone[] }) {
  const mirror = useMirrorEvery(500)
  return (
    <>
      {field.zones.map((place, i) => (
        <h3 key={place.name} className="zone-title" style={{ left: place.x, top: place.y, width: place.width }}>
          <span>{place.title}</span>
          <span className="i3">{zones[i] ? countsOf(mirror, zones[i]) : ''}</span>
        </h3>
      ))}
    </>
  )
}

/** `12 nodes, 1,204 Pods, 14 in trouble`. */
function countsOf({ pods }: Mirror, zone: Zone): string {
  let count = 0
  let trouble = 0
  for (const node of zone.nodes) {
    for (const id of pods.onNode(node.id)) {
      count++
      const state = pods.stateOf(id)
      if (state === 'backoff' || state === 'failed' || state === 'evicted' || state === 'unknown') trouble++
    }
  }
  const words = `${grouped(zone.nodes.length)} nodes, ${grouped(count)} Pods`
  return trouble > 0 ? `${words}, ${grouped(trouble)} in trouble` : words
}

function grouped(value: number): string {
  return value.toLocaleString('en')
}
