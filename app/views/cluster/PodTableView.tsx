/** The stage as a table: every Pod with its state in words. */
import { TableHead } from '../../components/TableHead.tsx'
import { sort } from 'd3'
import { podShortName, stateWords } from '../../draw/names.ts'
import { axisTime } from '../../draw/clock-text.ts'
import { plural } from '../../draw/countdown.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { useUi } from '../../session/context.tsx'
import type { Bundles } from './field/bundles.ts'
import { GroupTable } from './GroupTable.tsx'
import { NodeTable } from './NodeTable.tsx'
import type { Mirror } from '../../session/mirror.ts'
import { selectedWorkload } from './selection.ts'
import { useMarkActions } from './use-mark-actions.ts'

/** Rows drawn; the caption says how many there are. Trouble comes first. */
const SHOWN = 300

export function PodTableView({ bundles }: { bundles: Bundles }) {
  const mirror = useMirrorEvery(500)
  const namespace = useUi((ui) => ui.namespace)
  const { select } = useMarkActions()
  const selected = useUi((ui) => ui.selectedPod)
  const linked = useUi((ui) => selectedWorkload(mirror, ui.selected))
  const rows = rowsOf(mirror, namespace)
  return (
    <div className="table-view">
      {!bundles.grouping.nodes && <GroupTable mirror={mirror} bundles={bundles} />}
      <table className="data">
        <caption>
          {`${plural(rows.length, 'Pod')}${rows.length > SHOWN ? `, the first ${SHOWN} shown` : ''}, trouble first. Virtual time ${axisTime(mirror.clock.nowMs)}.`}
        </caption>
        <TableHead titles={['Pod', 'Namespace', 'State', 'Note', 'Node', 'Restarts', 'Since']} />
        <tbody>
          {rows.slice(0, SHOWN).map((id) => (
            <PodRow
              key={id}
              mirror={mirror}
              id={id}
              selected={id === selected || mirror.pods.workload[id] === linked}
              onSelect={() => select({ kind: 'pod', id })}
            />
          ))}
        </tbody>
      </table>
      <NodeTable nodes={mirror.nodes} />
    </div>
  )
}

interface PodRowProps {
  mirror: Mirror
  id: number
  selected: boolean
  onSelect(): void
}

function PodRow({ mirror, id, selected, onSelect }: PodRowProps) {
  const { pods } = mirror
  const label = pods.labels[id]
  const owner = mirror.workloads[pods.workload[id] ?? -1]?.name ?? ''
  return (
    <tr className={selected ? 'selected' : undefined}>
      <th scope="row">
        <button type="button" className="linkish" aria-pressed={selected} onClick={onSelect} title={label?.name}>
          {podShortName(label?.name ?? '', owner)}
        </button>
      </th>
      <td>{label?.namespace}</td>
      <td>{stateWords(pods.stateOf(id) ?? 'unknown')}</td>
      <td>{label?.note || mirror.unscheduled.find((row) => row.id === id)?.short}</td>
      <td>{mirror.nodes.get(pods.node[id] ?? -1)?.name ?? '–'}</td>
      <td>{pods.restarts[id]}</td>
      <td>{axisTime(pods.sinceMs[id] ?? 0)}</td>
    </tr>
  )
}

/** Indices into POD_STATES in the order of their urgency. */
const URGENCY = [2, 4, 5, 6, 9, 0, 3, 8, 1, 1, 0]

function rowsOf({ pods }: Mirror, namespace: string): number[] {
  const rows: number[] = []
  for (let id = 0; id < pods.alive.length; id++) {
    if (pods.alive[id] && (!namespace || pods.labels[id]?.namespace === namespace)) rows.push(id)
  }
  return sort(rows, (id) => URGENCY[pods.state[id] ?? 0])
}
