/** Environment and volumes of a Pod, or of what a workload makes Pods of. */
import { envRows, volumeRows } from './pod-parts.ts'

export function PodParts({ object }: { object: unknown }) {
  const env = envRows(object)
  const volumes = volumeRows(object)
  return (
    <>
      {env.length > 0 && (
        <section aria-label="Environment">
          <h3>Environment</h3>
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Variables">
            <table className="data" translate="no">
              <thead>
                <tr>
                  <th scope="col">Variable</th>
                  <th scope="col">Value or source</th>
                </tr>
              </thead>
              <tbody>
                {env.map(({ container, name, value, source }) => (
                  <tr key={`${container} ${name} ${source}`}>
                    <th scope="row">{name}</th>
                    <td className={source ? 'i2' : undefined}>{source || value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {volumes.length > 0 && (
        <section aria-label="Volumes">
          <h3>Volumes</h3>
          <dl className="volumes" translate="no">
            {volumes.map(({ name, source, mounts }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {source}
                  {mounts.map((mount) => (
                    <span key={mount} className="i3">{` at ${mount}`}</span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  )
}
