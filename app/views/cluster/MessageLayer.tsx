/** Messages on their stubs, drawn each frame from the clock: no React, a pool of SVG groups. */
import { useEffect, useRef } from 'react'
import type { Message } from '../../../engine/protocol/batch.ts'
import type { Strip } from '../../draw/control-plane.ts'
import { useFrame } from '../../hooks/frames.ts'
import { useReducedMotion } from '../../hooks/media.ts'
import { useSession } from '../../session/context.tsx'
import { MessagePainter } from './message-painter.ts'

export function MessageLayer({ strip }: { strip: Strip }) {
  const layer = useRef<SVGSVGElement>(null)
  const painter = useRef<MessagePainter>(undefined)
  const { mirror } = useSession()
  const reduced = useReducedMotion()
  useEffect(() => {
    if (!layer.current) return
    const current = new MessagePainter(layer.current)
    painter.current = current
    return () => current.clear()
  }, [])
  useFrame((nowMs, nowReal) => {
    const { messages, clock } = mirror.getState()
    painter.current?.paint({ messages: messages as Message[], strip, nowMs, nowReal, speed: clock.speed, reduced })
  })
  return (
    <svg
      ref={layer}
      className="messages"
      width={strip.width}
      height={strip.height}
      viewBox={`0 0 ${strip.width} ${strip.height}`}
      aria-hidden="true"
    />
  )
}
