/** Each container's lifecycle with its present state lit. */
import { type ContainerStatus, LIFE_TABLE, lifeOf, type LifeState } from './lifecycle-machine.ts'

interface PodLike {
  metadata?: { deletionTimestamp?: string }
  spec?: { restartPolicy?: string }
  status?: { containerStatuses?: ContainerStatus[] }
}

export function Lifecycle({ object }: { object: unknown }) {
  const pod = object as PodLike | undefined
  const statuses = pod?.status?.containerStatuses ?? []
  if (statuses.length === 0) return null
  return (
    <section aria-label="Lifecycle">
      <h3>Containers</h3>
      {statuses.map((status) => (
        <Life
          key={status.name}
          status={status}
          state={lifeOf(status, pod?.metadata?.deletionTimestamp !== undefined, pod?.spec?.restartPolicy !== 'Never')}
        />
      ))}
    </section>
  )
}

function Life({ status, state }: { status: ContainerStatus; state: LifeState }) {
  const row = LIFE_TABLE.find((each) => each.state === state)
  const restarts = status.restartCount ?? 0
  return (
    <div className="life">
      <p>
        <b translate="no">{status.name}</b>
        <span className="i2">{` is ${row?.words ?? state}${restarts > 0 ? `, restarted ${restarts} times` : ''}`}</span>
      </p>
      <ol className="life-states">
        {LIFE_TABLE.map(({ state: each, words, next }) => (
          <li
            key={each}
            className={each === state ? 'lit' : undefined}
            aria-current={each === state ? 'step' : undefined}
            title={next.map(([event, to]) => `${event} → ${to}`).join('\n') || 'the end'}
          >
            {words}
          </li>
        ))}
      </ol>
      {row && row.next.length > 0 && (
        <p className="i3">{`From here: ${row.next.map(([event, to]) => `${event} leads to ${LIFE_TABLE.find((each) => each.state === to)?.words ?? to}`).join(', ')}`}</p>
      )}
    </div>
  )
}
