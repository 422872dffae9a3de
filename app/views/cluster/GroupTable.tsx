/** The groups of the stage as a table, above its Pods. */
import { TableHead } from '../../components/TableHead.tsx'
import type { Mirror } from '../../session/mirror.ts'
import { plural } from '../../draw/countdown.ts'
import { type Bundles, namedGroups } from './field/bundles.ts'

/** Rows drawn; the caption says how many there are. */
const SHOWN = 300

export function GroupTable({ mirror, bundles }: { mirror: Mirror; bundles: Bundles }) {
  const rows = namedGroups(mirror, bundles)
  return (
    <table className="data">
      <caption>{`${plural(rows.length, 'group')}${rows.length > SHOWN ? `, the first ${SHOWN} shown` : ''}.`}</caption>
      <TableHead titles={['Group', 'Pods', 'Ready', 'On their way', 'In trouble']} />
      <tbody>
        {rows.slice(0, SHOWN).map(({ id, title, pods }) => {
          const { ready, starting, trouble } = bundles.groups.countsOf(id)
          return (
            <tr key={id}>
              <th scope="row">{title}</th>
              <td>{pods.length}</td>
              <td>{ready}</td>
              <td>{starting}</td>
              <td>{trouble}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
