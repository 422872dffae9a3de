/** The nodes of the stage as a table, under its Pods. */
import { TableHead } from '../../components/TableHead.tsx'
import type { NodeRow } from '../../../engine/protocol/batch.ts'
import { plural } from '../../draw/countdown.ts'
import { nodeVerdict, taintWords } from '../../draw/names.ts'
import { resourceBar } from '../../draw/resource-bar.ts'
import { compareNames } from '../../draw/zones.ts'
import { useMarkActions } from './use-mark-actions.ts'

/** Rows drawn; the caption says how many there are. */
const SHOWN = 300

export function NodeTable({ nodes }: { nodes: ReadonlyMap<number, NodeRow> }) {
  const { select } = useMarkActions()
  const rows = [...nodes.values()].sort((a, b) => compareNames(a.name, b.name))
  return (
    <table className="data">
      <caption>{`${plural(rows.length, 'node')}${rows.length > SHOWN ? `, the first ${SHOWN} shown` : ''}.`}</caption>
      <TableHead titles={['Node', 'Zone', 'State', 'Keeps off', 'Pods', 'CPU', 'Memory, Gi']} />
      <tbody>
        {rows.slice(0, SHOWN).map((node) => (
          <tr key={node.id}>
            <th scope="row">
              <button type="button" className="linkish" onClick={() => select({ kind: 'node', id: node.id })}>
                {node.name}
              </button>
            </th>
            <td>{node.zone || '–'}</td>
            <td>{nodeVerdict(node).words}</td>
            <td>{taintWords(node).join(' · ') || '–'}</td>
            <td>{`${node.podCount} of ${node.podCapacity}`}</td>
            <td>{resourceBar(node.cpuMilli, node.cpuRequestedMilli, node.cpuUsedMilli, 'cpu').text}</td>
            <td>{resourceBar(node.memoryBytes, node.memoryRequestedBytes, node.memoryUsedBytes, 'memory').text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
