/** One request through the chosen Service, really sent in a copy of the cluster: what was decided at each hop. */
import { type SubmitEvent, useEffect, useState } from 'react'
import type { Followed, FollowAsk } from '../../../engine/protocol/network.ts'
import { TableForm } from '../../components/TableForm.tsx'
import type { NetworkDrawing, ServiceBox } from '../../draw/network.ts'
import { useSelect } from '../../hooks/select.ts'
import type { Mirror } from '../../session/mirror.ts'
import { useSession, useUi } from '../../session/context.tsx'
import { type HopLine, hopLines, outcomeWords } from './hop-words.ts'

/** Pods that may ask, so that the list stays one. */
const MOST_CLIENTS = 60
const OUTSIDE = ''

interface Props {
  drawing: NetworkDrawing
  followed: string
  follow: (key: string) => void
  /** The Pod at the end of the way, for the drawing. */
  onPod: (key: string) => void
}

export function Hops({ drawing, followed, follow, onPod }: Props) {
  const { ahead } = useSession()
  const box = drawing.services.find(({ key }) => key === followed)
  if (!box || !ahead) return <p className="network-hint">Choose a Service to send a request through it, hop by hop.</p>
  return <Sent key={box.key} box={box} close={() => follow('')} onPod={onPod} />
}

function Sent({ box, close, onPod }: { box: ServiceBox; close(): void; onPod: Props['onPod'] }) {
  const { service } = box
  const { mirror } = useSession()
  const [clients] = useState(() => clientsOf(mirror.getState(), box))
  const [from, setFrom] = useState(clients.usual)
  const [path, setPath] = useState('/')
  const ports = service.ports
  const [port, setPort] = useState(ports[0]?.port ?? 80)
  const { answer, failed, send } = useSending(onPod)
  const [namespace = '', name = ''] = from.split('/')
  const ask: FollowAsk = {
    namespace: service.namespace,
    service: service.name,
    port,
    path: path.startsWith('/') ? path : `/${path}`,
    ...(from === OUTSIDE ? {} : { from: { namespace, name } }),
  }
  useEffect(() => {
    send(ask)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, as it opens
  }, [])
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    send(ask)
  }
  return (
    <section className="network-hops" aria-label={`A request through ${service.name}`}>
      <form className="row" onSubmit={onSubmit}>
        <h3>{`A request through ${service.name}`}</h3>
        <label>
          from{' '}
          <select className="select" value={from} onChange={(event) => setFrom(event.target.value)}>
            <option value={OUTSIDE}>outside of the cluster</option>
            {clients.pods.map((key) => (
              <option key={key} value={key}>
                {key.slice(key.indexOf('/') + 1)}
              </option>
            ))}
          </select>
        </label>
        {ports.length > 1 && (
          <label>
            port{' '}
            <select className="select" value={port} onChange={(event) => setPort(Number(event.target.value))}>
              {ports.map((each) => (
                <option key={each.port}>{each.port}</option>
              ))}
            </select>
          </label>
        )}
        <label>
          path{' '}
          <input value={path} translate="no" spellCheck={false} onChange={(event) => setPath(event.target.value)} />
        </label>
        <button type="submit" className="btn sm">
          Send
        </button>
        <span className="i2" role="status">
          {failed || (answer && `${outcomeWords(answer)}, in a copy: nothing changed here`)}
        </span>
        <span className="sp" />
        <button type="button" className="btn sm g" onClick={close}>
          Close
        </button>
      </form>
      {answer && <Told lines={hopLines(answer)} />}
    </section>
  )
}

function Told({ lines }: { lines: readonly HopLine[] }) {
  const table = useUi((ui) => ui.table)
  const select = useSelect()
  const who = ({ who: text, about }: HopLine) =>
    about ? (
      <button type="button" className="hop-who" onClick={() => select(about)}>
        {text}
      </button>
    ) : (
      <b>{text}</b>
    )
  if (table)
    return (
      <TableForm caption="The hops of the request" titles={['Who', 'Decided', 'Took']}>
        {lines.map((line, i) => (
          <tr key={i}>
            <th scope="row">{line.who}</th>
            <td className={line.isBad ? 'bad' : undefined}>{line.what}</td>
            <td>{line.took}</td>
          </tr>
        ))}
      </TableForm>
    )
  return (
    <ol>
      {lines.map((line, i) => (
        <li key={i} className={line.isBad ? 'bad' : undefined}>
          {who(line)}
          <span translate="no">{line.what}</span>
          <span className="i3">{line.took}</span>
        </li>
      ))}
    </ol>
  )
}

function useSending(onPod: Props['onPod']) {
  const { ahead } = useSession()
  const [answer, setAnswer] = useState<Followed>()
  const [failed, setFailed] = useState('')
  // What the drawing marks goes with this.
  useEffect(() => () => onPod(''), [onPod])
  const send = (ask: FollowAsk) =>
    void ahead?.follow(ask).then(
      (came) => {
        const end = came.hops.findLast(({ at }) => at === 'pod')
        onPod(end?.at === 'pod' ? `pod ${end.pod}` : '')
        setFailed('')
        setAnswer(came)
      },
      (error: unknown) => setFailed(error instanceof Error ? error.message : String(error)),
    )
  return { answer, failed, send }
}

/** Pods that run, those behind the Service last; the first of them asks. */
function clientsOf({ pods }: Mirror, { service, endpoints }: ServiceBox): { pods: string[]; usual: string } {
  const behind = new Set(endpoints.map(({ endpoint }) => `${service.namespace}/${endpoint.pod}`))
  const found: string[] = []
  const own: string[] = []
  pods.labels.forEach((label, id) => {
    const state = pods.stateOf(id)
    if (!label || (state !== 'ready' && state !== 'running')) return
    const key = `${label.namespace}/${label.name}`
    ;(behind.has(key) ? own : found).push(key)
  })
  const all = [...found, ...own].slice(0, MOST_CLIENTS)
  return { pods: all, usual: all[0] ?? OUTSIDE }
}
