/** The same as the charts, for those who read it: a row for each Pod. */
import type { Rollout } from '../../../engine/protocol.ts'
import { clockText } from '../../draw/clock-text.ts'

const time = (ms: number | undefined): string => (ms === undefined || Number.isNaN(ms) ? '' : clockText(ms).main)

export function RolloutTable({ rollout, nowMs }: { rollout: Rollout; nowMs: number }) {
  const revisions = new Map(rollout.sets.map((set) => [set.set, set]))
  return (
    <div className="rollout-table">
      <table>
        <caption className="vh">{`Pods of ${rollout.ref.name} at ${time(nowMs)}`}</caption>
        <thead>
          <tr>
            {['Pod', 'Revision', 'Image', 'Created', 'Ready', 'Told to end', 'Gone'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
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
        </tbody>
      </table>
    </div>
  )
}
