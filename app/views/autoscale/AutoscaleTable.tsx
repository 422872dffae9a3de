/** The same as the charts, for those who read it: a row for each change. */
import type { Autoscale } from '../../../engine/protocol/autoscale.ts'
import { TableForm } from '../../components/TableForm.tsx'
import { amountText, valueAt } from '../../draw/autoscale.ts'
import { clockText } from '../../draw/clock-text.ts'

const MOST = 300

export function AutoscaleTable({ autoscale, nowMs }: { autoscale: Autoscale; nowMs: number }) {
  const { measured, replicas, ready, recommended, nodes, metric } = autoscale
  const curves = [measured, recommended, replicas, ready, nodes]
  const instants = [...new Set(curves.flatMap((curve) => curve.map(([ms]) => ms)))]
    .filter((ms) => ms <= nowMs)
    .sort((a, b) => b - a)
    .slice(0, MOST)
  const cell = (curve: Autoscale['measured'], ms: number) => {
    const value = valueAt(curve, ms)
    return value === undefined ? '' : amountText(value)
  }
  return (
    <TableForm
      caption={`${autoscale.ref.name} over time, newest first`}
      titles={[
        'Time',
        `${metric?.name ?? 'metric'}${metric?.unit === '%' ? ', %' : ''}`,
        'Recommended',
        'Replicas',
        'Ready',
        'Nodes',
      ]}
    >
      {instants.map((ms) => (
        <tr key={ms}>
          <th scope="row">{clockText(ms).main}</th>
          {curves.map((curve, i) => (
            <td key={i}>{cell(curve, ms)}</td>
          ))}
        </tr>
      ))}
    </TableForm>
  )
}
