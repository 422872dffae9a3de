/** Where a message is on its stub, and how it shows at the current speed (design language, section 6). */
import type { Message } from '../../engine/protocol.ts'
import type { Stub } from './control-plane.ts'

/** Below 0.2× a message carries its words, up to 5× only its triangle, above that the stub's weight shows the rate. */
export type MessageStyle = 'labelled' | 'bare' | 'weight'

export function messageStyle(speed: number): MessageStyle {
  if (speed < 0.2) return 'labelled'
  return speed <= 5 ? 'bare' : 'weight'
}

export interface Travelling {
  x: number
  /** The triangle's middle. */
  y: number
  /** Where the tail ends, behind the triangle. */
  tailY: number
  /** -1 points up, 1 down: writes point at the bar, watch events away from it. */
  pointing: 1 | -1
}

const TAIL = 18

/** Place of a message at virtual now, or undefined before departure and after arrival. */
export function travel(message: Message, stub: Stub, nowMs: number): Travelling | undefined {
  const { departMs, arriveMs } = message
  if (nowMs < departMs || nowMs > arriveMs) return undefined
  const done = arriveMs > departMs ? (nowMs - departMs) / (arriveMs - departMs) : 1
  const [start, end] = message.kind === 'write' ? [stub.from, stub.to] : [stub.to, stub.from]
  const y = start + (end - start) * done
  const pointing = end > start ? 1 : -1
  const tail = Math.min(TAIL, Math.abs(y - start))
  return { x: stub.x, y, tailY: y - pointing * tail, pointing }
}

/** Width of a stub that carried so many messages in the last real second. */
export function stubWeight(messagesASecond: number): number {
  return messagesASecond <= 0 ? 1 : Math.min(7, 1 + Math.log2(1 + messagesASecond))
}
