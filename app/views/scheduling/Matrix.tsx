/** Nodes × plugins: where a node went out and why, and what the others were worth. It is a table already. */
import type { NodeVerdict, SchedulingAttempt } from '../../../engine/protocol/api.ts'
import { cellOf, columnsOf, letterOf, ranked, scorersOf } from '../../draw/scheduling.ts'

const MOST_NODES = 60
const SIGNS = { passed: '✓', refused: '✕', never: '·' } as const
const WORDS = { passed: 'passed', refused: 'refused', never: 'not asked' } as const

export function Matrix({ attempt }: { attempt: SchedulingAttempt }) {
  const { nodes = [] } = attempt
  const columns = columnsOf(nodes)
  const rows = ranked(nodes).slice(0, MOST_NODES)
  const best = Math.max(1, ...rows.map(({ total }) => total ?? 0))
  if (nodes.length === 0) return <p className="empty">The verdicts of this attempt are no longer known.</p>
  return (
    <div className="matrix" tabIndex={0} role="group" aria-label="Nodes by plugins">
      <table>
        <thead>
          <tr>
            <th scope="col">Node</th>
            {columns.map((plugin) => (
              <th key={plugin} scope="col" className="plugin">
                {plugin.replaceAll(/([a-z])([A-Z])/g, '$1 $2')}
              </th>
            ))}
            <th scope="col">Weighted score, or the reason it is out</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((verdict) => (
            <tr key={verdict.node} className={verdict.node === attempt.node ? 'chosen' : undefined}>
              <th scope="row">{verdict.node}</th>
              {columns.map((plugin) => {
                const cell = cellOf(verdict, plugin, columns)
                return (
                  <td key={plugin} className={`cell ${cell}`}>
                    <span aria-hidden="true">{SIGNS[cell]}</span>
                    <span className="vh">{WORDS[cell]}</span>
                  </td>
                )
              })}
              <td>
                {verdict.refusedBy ? (
                  (verdict.reasons ?? []).join(', ')
                ) : (
                  <Score verdict={verdict} best={best} chosen={verdict.node === attempt.node} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="letters" aria-label="Letters of the score">
        {scorersOf(nodes).map((plugin) => (
          <li key={plugin}>
            <b>{letterOf(plugin)}</b> {plugin}
          </li>
        ))}
      </ul>
      {nodes.length > MOST_NODES && <p className="i2">{`and ${nodes.length - MOST_NODES} more nodes`}</p>}
    </div>
  )
}

/** Each plugin's part as a stretch of the bar, in one order. */
function Score({
  verdict: { scores = {}, total },
  best,
  chosen,
}: {
  verdict: NodeVerdict
  best: number
  chosen: boolean
}) {
  const parts = Object.entries(scores).filter(([, value]) => value > 0)
  if (total === undefined) return <span className="i2">fits; not scored, it was the only one</span>
  return (
    <span className="score">
      <span className="score-bar" aria-hidden="true">
        {parts.map(([plugin, value], i) => (
          <span
            key={plugin}
            className={`part p${i % 4}`}
            style={{ width: `${(100 * value) / best}%` }}
            title={`${plugin} ${value}`}
          >
            {letterOf(plugin)}
          </span>
        ))}
      </span>
      <b>{total}</b>
      <span className="vh">{parts.map(([plugin, value]) => `${plugin} ${value}`).join(', ')}</span>
      {chosen && <span className="is-chosen">✓ chosen</span>}
    </span>
  )
}
