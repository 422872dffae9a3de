/** The control-plane strip: who talks to the API server, and the API server itself. Messages lie over it. */
import { memo } from 'react'
import { BOX_HEIGHT, BOX_TOP, type Box, type Strip } from '../../draw/control-plane.ts'
import { useMirror, useUi } from '../../session/context.tsx'
import type { Mirror } from '../../session/mirror.ts'
import { MessageLayer } from './MessageLayer.tsx'

export const ControlPlane = memo(function ControlPlane({ strip }: { strip: Strip }) {
  const { width, height, boxes, bracket, stubs } = strip
  const label = `Control plane: ${boxes.map((box) => `${box.title}, ${box.note}`).join('; ')}`
  return (
    <div className="cp" style={{ width, height }}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {bracket && <Bracket {...bracket} />}
        {stubs.map((stub) => (
          <g key={stub.id}>
            <path
              d={`M${stub.x} ${stub.from}V${stub.to}`}
              stroke="var(--line-strong)"
              data-stub={stub.id}
              strokeDasharray={boxes.find((box) => box.id === stub.id)?.idle ? '2 2' : undefined}
            />
            {stub.label && <StubLabel x={stub.x} y={height - 3} text={stub.label} />}
          </g>
        ))}
        {boxes.map((box) => (
          <BoxPart key={box.id} box={box} />
        ))}
        <ApiServer strip={strip} />
      </svg>
      <MessageLayer strip={strip} />
    </div>
  )
})

function StubLabel({ x, y, text }: { x: number; y: number; text: string }) {
  return (
    <text x={x + 7} y={y} fontSize="10.5" fill="var(--ink-3)">
      {text}
    </text>
  )
}

function Bracket({ x1, x2 }: { x1: number; x2: number }) {
  const middle = (x1 + x2) / 2
  return (
    <g>
      <path d={`M${x1} 6.5H${x2}M${x1} 3v8M${x2} 3v8`} stroke="var(--line-strong)" fill="none" />
      <rect x={middle - 52} y="0" width="104" height="12" fill="var(--paper)" />
      <text x={middle} y="10.5" fontSize="10.5" textAnchor="middle" fill="var(--ink-2)">
        controller manager
      </text>
    </g>
  )
}

function BoxPart({ box }: { box: Box }) {
  const you = box.id === 'you'
  return (
    <svg x={box.x} y={BOX_TOP} width={box.width} height={BOX_HEIGHT + 1} overflow="hidden" data-box={box.id}>
      <rect
        x=".5"
        y=".5"
        width={box.width - 1}
        height={BOX_HEIGHT}
        rx="3"
        fill="var(--raised)"
        stroke={you ? 'var(--you)' : 'var(--line)'}
      />
      <text
        x="7"
        y="13.5"
        fontSize="11.3"
        fontWeight="600"
        fill={you ? 'var(--you)' : box.idle ? 'var(--ink-3)' : 'var(--ink)'}
        style={{ fontStretch: '88%' }}
      >
        {box.title}
      </text>
      <text x="7" y="25.5" fontSize="10.5" fill="var(--ink-3)">
        {box.note}
      </text>
    </svg>
  )
}

function ApiServer({ strip: { bar, etcd } }: { strip: Strip }) {
  const middle = bar.y + bar.height / 2
  return (
    <>
      <rect x={bar.x} y={bar.y} width={bar.width} height={bar.height} rx="3" fill="var(--ink)" />
      <text x="10" y={bar.y + 16.5} fontSize="12" fontWeight="600" fill="var(--on-ink)">
        API server
      </text>
      <BarText y={bar.y + 16.5} width={bar.width} />
      <path d={`M${bar.x + bar.width} ${middle}H${etcd.x}`} stroke="var(--line-strong)" />
      <g transform={`translate(${etcd.x} ${bar.y - 3})`}>
        <path d={`M.5 5v22c0 6 ${etcd.width - 1} 6 ${etcd.width - 1} 0V5`} fill="var(--raised)" stroke="var(--line)" />
        <ellipse
          cx={etcd.width / 2}
          cy="5"
          rx={etcd.width / 2 - 0.5}
          ry="4.5"
          fill="var(--raised)"
          stroke="var(--line)"
        />
        <text x={etcd.width / 2} y="20" fontSize="11.5" fontWeight="600" textAnchor="middle" fill="var(--ink)">
          etcd
        </text>
      </g>
    </>
  )
}

/** The latest refusal stays on the bar until another action is taken. */
function BarText({ y, width }: { y: number; width: number }) {
  const revision = useMirror((mirror) => mirror.clock.resourceVersion)
  const travelling = useMirror(inFlight)
  const refusal = useUi((ui) => (ui.transcript.at(-1)?.ok === false ? (ui.transcript.at(-1)?.output ?? '') : ''))
  const said = refusal
    ? `refused: ${refusal.split('\n', 1)[0]}`
    : `resourceVersion ${revision}${travelling > 0 ? ` · ${travelling} in flight` : ''}`
  return (
    <svg x="80" y={y - 14} width={Math.max(0, width - 86)} height="20" overflow="hidden">
      <text y="14" fontSize="11" fill="var(--on-ink)" opacity={refusal ? 1 : 0.85}>
        {said}
      </text>
    </svg>
  )
}

/** Messages under way; only counted while one can see them. */
function inFlight({ messages, clock }: Mirror): number {
  if (clock.speed > 5) return 0
  return messages.filter((message) => message.departMs <= clock.nowMs && message.arriveMs >= clock.nowMs).length
}
