/** The Network: who asks whom at which rate, which endpoints take part, and one request followed hop by hop. */
import './network.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { NetworkMap } from '../../../engine/protocol/network.ts'
import { HiddenTree, type TreeLine } from '../../components/HiddenTree.tsx'
import { type NetworkDrawing, networkDrawing, rateWords } from '../../draw/network.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { ask, useTraffic } from '../../hooks/needs.ts'
import { useSelect } from '../../hooks/select.ts'
import { useSize } from '../../hooks/size.ts'
import { useViewState } from '../../hooks/view-state.ts'
import type { Traffic } from '../../session/traffic.ts'
import { useActions, useMirror, useSession, useUi } from '../../session/context.tsx'
import { Hops } from './Hops.tsx'
import { NetworkPicture } from './NetworkPicture.tsx'
import { NetworkTable } from './NetworkTable.tsx'

const PACE_MS = 200
/** Rates are means of so many seconds of virtual time. */
const SECONDS = 10

export function NetworkView() {
  useNeeds()
  const { ui } = useSession()
  const { network, traffic, clock } = useMirrorEvery(PACE_MS)
  const namespace = useUi((state) => state.namespace)
  const table = useUi((state) => state.table)
  const box = useRef<HTMLDivElement>(null)
  const { width } = useSize(box)
  const [followed, follow] = useViewState('network.follow')
  const [end, setEnd] = useState('')
  const second = Math.floor(clock.nowMs / 1000)
  const drawing = useMemo(
    () => network && drawingOf(network, traffic, namespace, second, Math.max(width, 1)),
    [network, traffic, namespace, second, width],
  )
  return (
    <div className="view-body" ref={box}>
      <div className="view-tools">
        <span className="i2">{`Last ${SECONDS} s of virtual time`}</span>
        <span className="sp" />
        <button type="button" className="btn sm g" aria-pressed={table} onClick={() => ui.setState({ table: !table })}>
          View as table
        </button>
      </div>
      {!drawing || drawing.services.length === 0 ? (
        <p className="empty">No Service yet. Apply one, and who it sends requests to is drawn here.</p>
      ) : table ? (
        <NetworkTable drawing={drawing} />
      ) : (
        <Drawn drawing={drawing} follow={follow} end={end} />
      )}
      {drawing && <Hops drawing={drawing} followed={followed} follow={follow} onPod={setEnd} />}
    </div>
  )
}

function useNeeds(): void {
  const actions = useActions()
  const booted = useMirror((mirror) => mirror.booted)
  useTraffic()
  useEffect(() => {
    if (booted) ask(actions, { network: true })
  }, [actions, booted])
  useEffect(() => () => ask(actions, { network: false }), [actions])
}

function drawingOf(map: NetworkMap, traffic: Traffic, namespace: string, now: number, width: number): NetworkDrawing {
  const rows = [...traffic.flows]
    .filter(([second]) => second >= now - SECONDS && second < now)
    .flatMap(([, flows]) => flows)
  const isShown = (its: { namespace: string }) => namespace === '' || its.namespace === namespace
  const shown = { ...map, services: map.services.filter(isShown), ingresses: map.ingresses.filter(isShown) }
  const viaIngress = new Map(
    traffic.sources.flatMap(({ name, target }) =>
      target.kind === 'ingress' ? [[`load:${name}`, target.host] as const] : [],
    ),
  )
  return networkDrawing(shown, rows, SECONDS, viaIngress, width)
}

interface DrawnProps {
  drawing: NetworkDrawing
  follow: (key: string) => void
  /** Key of the Pod that the followed request came to. */
  end: string
}

function Drawn({ drawing, follow, end }: DrawnProps) {
  const select = useSelect()
  const [focused, setFocused] = useState('')
  const choose = (key: string) => {
    const [kind, rest = ''] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)]
    const [namespace = '', name = ''] = rest.split('/')
    if (kind === 'service') {
      follow(rest)
      select({ apiVersion: 'v1', kind: 'Service', namespace, name })
    } else if (kind === 'pod') select({ apiVersion: 'v1', kind: 'Pod', namespace, name })
    else if (kind === 'ingress') select({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace, name })
  }
  return (
    <div className="view-floor">
      <HiddenTree
        label="Network: Services and their endpoints. Enter selects."
        lines={linesOf(drawing)}
        onSelect={choose}
        onFocus={setFocused}
      />
      <NetworkPicture drawing={drawing} focused={focused || end} choose={choose} />
    </div>
  )
}

function linesOf({ ingresses, services }: NetworkDrawing): TreeLine[] {
  return [
    ...ingresses.flatMap(({ ingress, rows }) => [
      { key: `ingress ${ingress.namespace}/${ingress.name}`, level: 1, name: `Ingress ${ingress.name}` },
      ...rows.map((row) => ({
        key: `service ${row.service}`,
        level: 2,
        name: `${row.host}${row.path} to Service ${row.service}`,
      })),
    ]),
    ...services.flatMap(({ key, service, rate, endpoints }) => [
      {
        key: `service ${key}`,
        level: 1,
        name: `Service ${service.name}, ${rateWords(rate)}, ${endpoints.filter(({ endpoint }) => endpoint.ready).length} of ${endpoints.length} endpoints ready`,
      },
      ...endpoints.map(({ endpoint, rate: own }) => ({
        key: `pod ${service.namespace}/${endpoint.pod}`,
        level: 2,
        name: `${endpoint.address}, Pod ${endpoint.pod}, ${endpoint.ready ? 'in rotation' : endpoint.terminating ? 'terminating' : 'not ready'}, ${rateWords(own)}`,
      })),
    ]),
  ].filter((line, i, all) => all.findIndex(({ key }) => key === line.key) === i)
}
