/** status.conditions as a table, and the few numbers of a status that people look for first. */

interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string
}

const LEADING = [
  'phase',
  'podIP',
  'replicas',
  'readyReplicas',
  'updatedReplicas',
  'availableReplicas',
  'observedGeneration',
]

export function Conditions({ object, onAsk }: { object: unknown; onAsk(type: string): void }) {
  const status = (object as { status?: Record<string, unknown> } | undefined)?.status
  const conditions = (status?.conditions as Condition[] | undefined) ?? []
  const facts = LEADING.filter((name) => status?.[name] !== undefined).map((name) => [name, String(status?.[name])])
  if (conditions.length === 0 && facts.length === 0) return null
  return (
    <section aria-label="Status">
      <h3>Status</h3>
      {facts.length > 0 && (
        <dl className="facts" translate="no">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {conditions.length > 0 && <ConditionTable conditions={conditions} onAsk={onAsk} />}
    </section>
  )
}

interface ConditionTableProps {
  conditions: readonly Condition[]
  onAsk(type: string): void
}

function ConditionTable({ conditions, onAsk }: ConditionTableProps) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Conditions">
      <table className="data conditions" translate="no">
        <thead>
          <tr>
            <th scope="col">Condition</th>
            <th scope="col">Status</th>
            <th scope="col">Since</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map((condition) => (
            <ConditionRows key={condition.type} condition={condition} onAsk={onAsk} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface ConditionRowsProps {
  condition: Condition
  onAsk(type: string): void
}

/** A message has a line of its own: it may be long. */
function ConditionRows({ condition, onAsk }: ConditionRowsProps) {
  const { type, status, reason, message, lastTransitionTime } = condition
  return (
    <>
      <tr className={message ? 'goes-on' : undefined}>
        <th scope="row">{type}</th>
        <td>
          <button type="button" className="link" title={`Why is ${type} ${status}?`} onClick={() => onAsk(type)}>
            {status}
          </button>
        </td>
        <td>{lastTransitionTime?.slice(11, 19)}</td>
        <td>{reason}</td>
      </tr>
      {message && (
        <tr>
          <td colSpan={4} className="i2">
            {message}
          </td>
        </tr>
      )}
    </>
  )
}
