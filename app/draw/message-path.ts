/** Where a message is on its stub, and how it shows at the current speed (design language, section 6). */
import type { Message } from '../../engine/protocol/batch.ts'
import type { Stub } from './control-plane.ts'
import { logarithmic } from './scale.ts'

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
/** Half the triangle, so that its tip touches what it arrives at. */
const HALF = 5
/** A label keeps this far from both ends of its stub, or the boxes would cover it. */
const LABEL_ABOVE = 9
const LABEL_BELOW = 3
/** The stub's own label stands at its lower end. */
const STUB_LABEL = 13

/** Baseline of a message's label, near its triangle but clear of the stub's ends. */
export function labelBaseline(stub: Stub, y: number): number {
  const top = Math.min(stub.from, stub.to)
  const bottom = Math.max(stub.from, stub.to)
  return Math.min(bottom - LABEL_BELOW - (stub.label ? STUB_LABEL : 0), Math.max(top + LABEL_ABOVE, y + 4))
}

/** Place of a message at virtual now, or undefined before departure and after arrival. */
export function travel(message: Message, stub: Stub, nowMs: number): Travelling | undefined {
  const { departMs, arriveMs } = message
  if (nowMs < departMs || nowMs > arriveMs) return undefined
  const done = arriveMs > departMs ? (nowMs - departMs) / (arriveMs - departMs) : 1
  const [from, to] = message.kind === 'write' ? [stub.from, stub.to] : [stub.to, stub.from]
  const pointing = to > from ? 1 : -1
  const start = from + pointing * HALF
  const y = start + (to - pointing * HALF - start) * done
  const tail = Math.min(TAIL, Math.abs(y - start))
  return { x: stub.x, y, tailY: y - pointing * tail, pointing }
}

/** Width of a stub that carried so many messages in the last real second. */
export function stubWeight(messagesASecond: number): number {
  return weight(1 + messagesASecond)
}

/** A pixel more for each doubling; messages a second and one, so that none is on the scale. */
const weight = logarithmic([1, 64], [1, 7])
