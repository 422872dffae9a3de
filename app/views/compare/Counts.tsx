/** What both lines came to from where they part, as a table with the differences. */
import type { Divergence, RunCounts } from '../../../engine/protocol/time.ts'
import { COUNT_ROWS, countText, differenceText } from './counts.ts'

interface CountsProps {
  counts: NonNullable<Divergence['counts']>
  names: [string, string]
}

export function Counts({ counts: { a, b }, names }: CountsProps) {
  const rows = COUNT_ROWS.filter(({ key, always }) => always || (a[key] || 0) > 0 || (b[key] || 0) > 0)
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="What each came to">
      <table className="data counts">
        <thead>
          <tr>
            <th scope="col">Since they part</th>
            {names.map((name) => (
              <th key={name} scope="col" translate="no">
                {name}
              </th>
            ))}
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, title }) => (
            <Row key={key} title={title} field={key} a={a} b={b} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  title: string
  field: keyof RunCounts
  a: RunCounts
  b: RunCounts
}

function Row({ title, field, a, b }: RowProps) {
  const difference = differenceText(field, a[field], b[field])
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{countText(field, a[field])}</td>
      <td>{countText(field, b[field])}</td>
      <td>{difference && <b>{difference}</b>}</td>
    </tr>
  )
}
