/** The same as the charts, for those who read it: a row for each Pod. */
import type { Rollout } from '../../../engine/protocol/rollout.ts'
import { TableForm } from '../../components/TableForm.tsx'
import { clockText } from '../../draw/clock-text.ts'

const time = (ms: number | undefined): string => (ms === undefined || Number.isNaN(ms) ? '' : clockText(ms).main)

export function RolloutTable({ rollout, nowMs }: { rollout: Rollout; nowMs: number }) {
  const revisions = new Map(rollout.sets.map((set) => [set.set, set]))
  return (
    <TableForm
      caption={`Pods of ${rollout.ref.name} at ${time(nowMs)}`}
      titles={['Pod', 'Revision', 'Image', 'Created', 'Ready', 'Told to end', 'Gone']}
    >
      {rollout.pods.map(({ name, set, createdMs, turnsMs, endingMs, goneMs }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td>{revisions.get(set)?.revision}</td>
          <td>{revisions.get(set)?.image}</td>
          <td>{time(createdMs)}</td>
          <td>{time(turnsMs[0])}</td>
          <td>{time(endingMs)}</td>
          <td>{time(goneMs)}</td>
        </tr>
      ))}
    </TableForm>
  )
}
