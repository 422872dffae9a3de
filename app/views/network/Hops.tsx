/** One request through the chosen Service, hop by hop: the latest that was answered or refused, as the flows tell it. */
import { type NetworkDrawing, rateWords } from '../../draw/network.ts'

export function Hops({
  drawing,
  followed,
  follow,
}: {
  drawing: NetworkDrawing
  followed: string
  follow: (key: string) => void
}) {
  const box = drawing.services.find(({ key }) => key === followed)
  if (!box) return <p className="network-hint">Choose a Service to follow a request through it, hop by hop.</p>
  const { service, endpoints, rate } = box
  const ready = endpoints.filter(({ endpoint }) => endpoint.ready)
  const busiest = [...endpoints].sort((a, b) => b.rate.perSecond - a.rate.perSecond)[0]
  const taken = busiest && busiest.rate.perSecond > 0 ? busiest : undefined
  const client = drawing.clients.find(({ id }) => drawing.ribbons.some(({ key }) => key.startsWith(`${id} `)))
  const port = service.ports[0]
  const shut = endpoints.length - ready.length
  const hops = [
    { who: client?.title ?? 'A client', what: `asks for ${service.name}.${service.namespace}.svc:${port?.port ?? ''}` },
    {
      who: 'DNS',
      what:
        service.clusterIP === 'None'
          ? `answers with the addresses of ${ready.length} ready Pods`
          : `answers ${service.clusterIP}, which stays while Pods come and go`,
    },
    {
      who: 'kube-proxy',
      what:
        ready.length === 0
          ? 'has no ready endpoint: the connection is refused'
          : `takes one of ${ready.length} ready endpoints${shut > 0 ? `; ${shut} shut by readiness or by their end` : ''}`,
    },
    ...(taken
      ? [
          {
            who: taken.endpoint.address,
            what: `port ${taken.endpoint.port}, Pod ${taken.endpoint.pod} on ${taken.endpoint.node}`,
          },
          { who: 'Answer', what: rateWords(taken.rate) },
        ]
      : [{ who: 'Answer', what: rate.perSecond > 0 ? rateWords(rate) : 'nobody asks just now' }]),
  ]
  return (
    <section className="network-hops" aria-label={`A request through ${service.name}`}>
      <h3>{`A request through ${service.name}`}</h3>
      <ol>
        {hops.map(({ who, what }) => (
          <li key={who}>
            <b>{who}</b> {what}
          </li>
        ))}
      </ol>
      <button type="button" className="btn sm g" onClick={() => follow('')}>
        Close
      </button>
    </section>
  )
}
