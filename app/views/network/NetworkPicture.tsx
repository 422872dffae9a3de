/** The drawing: boxes in columns, ribbons as wide as their rate, dots that are requests, valves that are readiness. */
import { type CSSProperties, useRef } from 'react'
import {
  type EndpointRow,
  type NetworkDrawing,
  type Ribbon,
  rateText,
  type ServiceBox,
  sliceTitle,
} from '../../draw/network.ts'
import { podShortName } from '../../draw/names.ts'
import type { WorkloadCode } from '../../draw/workload-code.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useReducedMotion } from '../../hooks/media.ts'
import { useMirror, useUi } from '../../session/context.tsx'
import { codeAt, useCodes } from '../cluster/use-codes.ts'

/** Dots run this far in a second of virtual time; from this speed on they would flicker and stand. */
const PIXELS_A_MS = 0.06
const STILL_FROM_SPEED = 5
const DOTS_APART = 22

interface Props {
  drawing: NetworkDrawing
  focused: string
  choose: (key: string) => void
}

export function NetworkPicture({ drawing, focused, choose }: Props) {
  const { width, height, columns, clients, ingresses, services, ribbons } = drawing
  const selected = useUi((ui) => ui.selected)
  return (
    <svg
      className="network-picture"
      width={width}
      height={height}
      role="img"
      aria-label={`${services.length} Services, ${clients.length} clients; the tree and the table have them one by one`}
    >
      {columns.map(({ x, width: wide, title }) => (
        <g key={title} className="column">
          <text x={x} y={18}>
            {title}
          </text>
          <path d={`M${x} 24v5M${x} 26.500h${wide}m0 -2.500v5`} />
        </g>
      ))}
      {ribbons.map((each) => (
        <path
          key={each.key}
          className={each.rate.failed > 0 ? 'ribbon failing' : 'ribbon'}
          d={each.path}
          strokeWidth={each.width}
        />
      ))}
      <Dots ribbons={ribbons} />
      {clients.map(({ id, x, y, width: wide, height: high, title, own, rate }) => (
        <g key={id} className={own ? 'client own' : 'client'}>
          <rect x={x} y={y} width={wide} height={high} rx="3" />
          <text className="title" x={x + 10} y={y + 19}>
            {own ? `Load ${title}` : title}
          </text>
          <text x={x + 10} y={y + 36}>
            <tspan className="figure">{rateText(rate.perSecond)}</tspan>
          </text>
          {rate.failed > 0 && (
            <text className="bad" x={x + 10} y={y + 51}>{`${Math.round(rate.failed * 100)}% failed`}</text>
          )}
        </g>
      ))}
      {ingresses.map(({ ingress, x, y, width: wide, height: high, rows }) => (
        <g key={ingress.name} className="box" onClick={() => choose(`ingress ${ingress.namespace}/${ingress.name}`)}>
          <rect x={x} y={y} width={wide} height={high} rx="3" />
          <text className="title" x={x + 10} y={y + 18}>
            {rows[0]?.host ?? ingress.name}
          </text>
          {ingress.tls && (
            <text className="note" x={x + wide - 10} y={y + 18} textAnchor="end">
              TLS
            </text>
          )}
          {rows.map((row) => (
            <g key={`${row.host}${row.path}`}>
              <path className="rule" d={`M${x} ${row.y - 14}h${wide}`} />
              <text className="code" x={x + 10} y={row.y + 4}>
                {row.path}
              </text>
            </g>
          ))}
        </g>
      ))}
      {services.map((box) => (
        <ServicePart
          key={box.key}
          box={box}
          podsX={columns.at(-1)?.x ?? 0}
          isOn={
            focused === `service ${box.key}` ||
            (selected?.kind === 'Service' &&
              selected.name === box.service.name &&
              selected.namespace === box.service.namespace)
          }
          focused={focused}
          choose={choose}
        />
      ))}
      {ribbons
        .filter(({ key }) => key.endsWith(' slice') === false && !/ \d+\.\d+\.\d+\.\d+$/.test(key))
        .map((each) => (
          <RibbonLabel key={each.key} ribbon={each} />
        ))}
    </svg>
  )
}

/** Requests on their way: dots that run with the virtual clock, and stand with it. */
function Dots({ ribbons }: { ribbons: readonly Ribbon[] }) {
  const group = useRef<SVGGElement>(null)
  const calm = useReducedMotion()
  const speed = useMirror((mirror) => mirror.clock.speed)
  useFrame(
    (nowMs) => {
      group.current?.setAttribute('stroke-dashoffset', (-((nowMs * PIXELS_A_MS) % DOTS_APART)).toFixed(1))
    },
    !calm && speed < STILL_FROM_SPEED,
  )
  return (
    <g ref={group} className="dots" strokeDasharray={`0.1 ${DOTS_APART - 0.1}`}>
      {ribbons.map(({ key, path, rate }) => (
        <path key={key} d={path} className={rate.failed > 0.5 ? 'bad' : undefined} />
      ))}
    </g>
  )
}

function RibbonLabel({ ribbon: { x, y, rate } }: { ribbon: Ribbon }) {
  const latency = Number.isNaN(rate.latencyMs) ? '' : ` ${Math.round(rate.latencyMs)} ms`
  const errors = rate.failed > 0 ? ` ${Math.round(rate.failed * 100)}% err` : ''
  const wide = (rateText(rate.perSecond).length + latency.length + errors.length) * 6 + 12
  return (
    <g className={errors ? 'ribbon-label failing' : 'ribbon-label'}>
      <rect x={x - wide / 2} y={y - 9} width={wide} height={18} rx="2" />
      <text x={x} y={y + 4} textAnchor="middle">
        <tspan className="figure">{rateText(rate.perSecond)}</tspan>
        <tspan className="note">{latency}</tspan>
        {errors && <tspan className="bad">{errors}</tspan>}
      </text>
    </g>
  )
}

function ServicePart({
  box,
  podsX,
  isOn,
  focused,
  choose,
}: {
  box: ServiceBox
  podsX: number
  isOn: boolean
  focused: string
  choose: (key: string) => void
}) {
  const { service, slice, endpoints, key } = box
  const ready = endpoints.filter(({ endpoint }) => endpoint.ready).length
  const port = service.ports[0]?.port
  const sliceName = endpoints[0]?.endpoint.slice ?? service.name
  return (
    <g>
      <path className="joint" d={`M${box.x + box.width} ${box.y + box.height / 2}H${slice.x}`} />
      <g className={isOn ? 'box on' : 'box'} onClick={() => choose(`service ${key}`)}>
        <rect x={box.x} y={box.y} width={box.width} height={box.height} rx="3" />
        <text className="title" x={box.x + 10} y={box.y + 20}>
          {service.name}
        </text>
        <text className="note" x={box.x + 10} y={box.y + 37}>
          {service.clusterIP === 'None' ? 'headless' : `${service.clusterIP}${port === undefined ? '' : `:${port}`}`}
        </text>
      </g>
      <g className="box">
        <rect x={slice.x} y={slice.y} width={slice.width} height={slice.height} rx="3" />
        <text className="title" x={slice.x + 10} y={slice.y + 18}>
          <title>{sliceName}</title>
          {sliceTitle(sliceName, slice.width)}
        </text>
        <text className="note" x={slice.x + slice.width - 10} y={slice.y + 18} textAnchor="end">
          {`${ready} of ${endpoints.length + service.left} ready`}
        </text>
        <path className="rule" d={`M${slice.x} ${slice.y + 27}h${slice.width}`} />
        {endpoints.length === 0 && (
          <text className="note" x={slice.x + 10} y={slice.y + 46}>
            {service.selects ? 'no Pod matches the selector' : 'no endpoints'}
          </text>
        )}
        {service.left > 0 && (
          <text className="note" x={slice.x + 10} y={slice.y + slice.height - 10}>
            {`and ${service.left} more`}
          </text>
        )}
      </g>
      {endpoints.map((row) => (
        <EndpointPart
          key={`${row.endpoint.address} ${row.endpoint.pod}`}
          row={row}
          box={box}
          podsX={podsX}
          isOn={focused === `pod ${service.namespace}/${row.endpoint.pod}`}
          choose={choose}
        />
      ))}
    </g>
  )
}

/** Letter and colour of the Pod's workload, as on the stage. */
function useCodeOf(namespace: string, pod: string): WorkloadCode {
  const codes = useCodes()
  return codeAt(
    codes,
    useMirror(({ pods }) => pods.workload[pods.find(namespace, pod)] ?? -1),
  )
}

const HOLLOW = 'M-8 -5L8 5V-5L-8 5z'

function EndpointPart({
  row: { endpoint, y, rate },
  box: { service, slice },
  podsX,
  isOn,
  choose,
}: {
  row: EndpointRow
  box: ServiceBox
  podsX: number
  isOn: boolean
  choose: (key: string) => void
}) {
  const { address, pod, ready, terminating } = endpoint
  const code = useCodeOf(service.namespace, pod)
  const right = slice.x + slice.width
  const why = ready ? '' : terminating ? 'terminating' : 'not ready'
  const valve = (right + podsX) / 2
  return (
    <g className={isOn ? 'endpoint on' : 'endpoint'} onClick={() => pod && choose(`pod ${service.namespace}/${pod}`)}>
      <text className={ready ? 'code' : 'code dim'} x={slice.x + 10} y={y + 4}>
        {address}
      </text>
      <text className="wait" x={right - 10} y={y + 4} textAnchor="end">
        {why}
      </text>
      <path className={ready ? 'joint' : 'joint shut'} d={`M${right} ${y}H${podsX}`} />
      <g transform={`translate(${valve.toFixed(1)} ${y})`}>
        <title>
          {ready
            ? 'Open: in rotation'
            : terminating
              ? 'Shut: it ends, no new requests'
              : 'Shut: readiness fails, so no traffic arrives'}
        </title>
        <path className={ready ? 'valve' : 'valve shut'} d={HOLLOW} />
        {!ready && <path className="valve" d="M0 -1V-9M-5 -9h10" />}
      </g>
      <rect
        className={ready ? 'pod-box' : 'pod-box shut'}
        style={{ '--own': `var(--w${code.hue})` } as CSSProperties}
        x={podsX + 4}
        y={y - 8}
        width={16}
        height={16}
        rx="2"
      />
      <text className={ready ? 'pod-letter' : 'pod-letter shut'} x={podsX + 12} y={y + 4} textAnchor="middle">
        {code.letter}
      </text>
      <text className={rate.failed > 0 ? 'bad' : 'note'} x={podsX + 27} y={y + 4}>
        {`${podShortName(pod, service.name)}${rate.perSecond > 0 ? `  ${rateText(rate.perSecond)}` : ''}${rate.failed > 0 ? ` ${Math.round(rate.failed * 100)}% err` : ''}`}
      </text>
    </g>
  )
}
