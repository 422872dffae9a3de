/** Titles over the sections of the field, with their counts in words. */
import type { Field } from '../../../draw/field.ts'
import { useMirrorEvery } from '../../../hooks/mirror-every.ts'
import type { Bundles } from './bundles.ts'

export function SectionCounts({ field, bundles }: { field: Field; bundles: Bundles }) {
  const mirror = useMirrorEvery(500)
  const sections = bundles.grouping.sectionsOf(mirror, bundles.groups)
  return (
    <>
      {field.sections.map((place, i) => (
        <h3 key={place.name} className="zone-title" style={{ left: place.x, top: place.y, width: place.width }}>
          <span>{place.title}</span>
          <span className="i3">{sections[i] ? countsOf(bundles, sections[i].cells) : ''}</span>
        </h3>
      ))}
    </>
  )
}

/** `12 nodes, 1,204 Pods, 14 in trouble`. */
function countsOf({ grouping, groups }: Bundles, cells: readonly { id: number }[]): string {
  let [count, trouble] = [0, 0]
  for (const { id } of cells) {
    const counts = groups.countsOf(id)
    count += counts.ready + counts.starting + counts.trouble
    trouble += counts.trouble
  }
  const words = `${grouped(cells.length)} ${grouping.nodes ? 'nodes' : 'groups'}, ${grouped(count)} Pods`
  return trouble > 0 ? `${words}, ${grouped(trouble)} in trouble` : words
}

function grouped(value: number): string {
  return value.toLocaleString('en')
}
