/** Each container's life as the engine's own machine has it, the present stage lit. */
import type { Lifecycle as Machine } from '../../../engine/protocol/object.ts'

export function Lifecycle({ stages, containers }: Machine) {
  if (containers.length === 0) return null
  return (
    <section aria-label="Lifecycle">
      <h3>Containers</h3>
      {containers.map((container) => (
        <Life key={container.name} stages={stages} {...container} />
      ))}
    </section>
  )
}

function Life({ stages, name, stage, restarts, ready }: Pick<Machine, 'stages'> & Machine['containers'][number]) {
  const next = stages.find((each) => each.stage === stage)?.next ?? []
  return (
    <div className="life">
      <p>
        <b translate="no">{name}</b>
        <span className="i2">
          {` is ${stageWords(stage)}${ready ? ' and ready' : ''}${restarts > 0 ? `, restarted ${restarts} times` : ''}`}
        </span>
      </p>
      <ol className="life-states">
        {stages.map(({ stage: each, next: arrows }) => (
          <li
            key={each}
            className={each === stage ? 'lit' : undefined}
            aria-current={each === stage ? 'step' : undefined}
            title={arrows.map(([event, to]) => `${eventWords(event)} → ${stageWords(to)}`).join('\n')}
          >
            {stageWords(each)}
          </li>
        ))}
      </ol>
      <p className="i3">
        {`From here: ${next.map(([event, to]) => `${eventWords(event)} leads to ${stageWords(to)}`).join(', ')}`}
      </p>
    </div>
  )
}

/** `crashBackoff` is "crash back-off", `CONFIG_MISSING` "config missing": the machine's words, as one writes them. */
const stageWords = (stage: string): string =>
  stage.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace('backoff', 'back-off')
const eventWords = (event: string): string => event.toLowerCase().replaceAll('_', ' ').replace('back off', 'back-off')
