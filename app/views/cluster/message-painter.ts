/** Draws messages into an SVG layer from a pool of groups; the style follows the speed (design language, section 6). */
import type { Message } from '../../../engine/protocol/batch.ts'
import type { Strip, Stub } from '../../draw/control-plane.ts'
import { labelBaseline, messageStyle, stubWeight, type Travelling, travel } from '../../draw/message-path.ts'

const SVG = 'http://www.w3.org/2000/svg'
const POOL = 120
/** Reduced motion: a message is a label that holds this long. */
const HOLD_REAL_MS = 1000
/** Labels closer than this above each other would cover each other. */
const LABEL_PITCH = 12
/** From the middle of a stub to the label beside it. */
const LABEL_OFFSET = 9
/** Width of a character at 10.5 px; verbs are in capitals. */
const CHARACTER = 6.3

export interface MessageFrame {
  messages: readonly Message[]
  strip: Strip
  nowMs: number
  nowReal: number
  speed: number
  reduced: boolean
}

interface Slot {
  group: SVGGElement
  tail: SVGPathElement
  triangle: SVGPathElement
  label: SVGTextElement
}

export class MessagePainter {
  private readonly layer: SVGSVGElement
  private readonly pool: Slot[] = []
  private readonly weights = new Map<string, { path: SVGPathElement; rate: number }>()
  /** Last seq counted for the stubs' weights. */
  private counted = 0
  private lastReal = 0
  private readonly held = new Map<number, number>()

  constructor(layer: SVGSVGElement) {
    this.layer = layer
  }

  clear(): void {
    this.layer.replaceChildren()
    this.pool.length = 0
    this.weights.clear()
  }

  paint(frame: MessageFrame): void {
    const style = messageStyle(frame.speed)
    this.weigh(frame, style === 'weight' && frame.speed > 0)
    const used = style === 'weight' ? 0 : this.triangles(frame, style === 'labelled')
    for (let i = used; i < this.pool.length; i++) this.pool[i]?.group.setAttribute('visibility', 'hidden')
    this.lastReal = frame.nowReal
  }

  /** Places the messages under way; returns how many groups that took. */
  private triangles(frame: MessageFrame, labelled: boolean): number {
    let used = 0
    const taken: Label[] = []
    for (const message of frame.messages) {
      const stub = frame.strip.stubOf(message.component)
      const at = stub && (frame.reduced ? this.hold(message, stub, frame) : travel(message, stub, frame.nowMs))
      if (!stub || !at) continue
      if (used === POOL) break
      const label = labelled || frame.reduced ? labelOf(message, stub, at, frame.strip.width, taken) : undefined
      place(this.slot(used++), message, at, label)
    }
    return used
  }

  /** Without travel: the message stands in the middle of its stub for a real second. */
  private hold(message: Message, stub: Stub, { nowMs, nowReal }: MessageFrame): Travelling | undefined {
    if (nowMs < message.departMs) return undefined
    const since = this.held.get(message.seq) ?? nowReal
    this.held.set(message.seq, since)
    if (this.held.size > 1000) this.held.clear()
    if (nowReal - since > HOLD_REAL_MS && nowMs > message.arriveMs) return undefined
    const y = (stub.from + stub.to) / 2
    const down = (message.kind === 'write') === stub.to > stub.from
    return { x: stub.x, y, tailY: y, pointing: down ? 1 : -1 }
  }

  /** Rates decay over about a real second; only drawn above 5×. */
  private weigh({ messages, strip, nowReal }: MessageFrame, shown: boolean): void {
    const decay = Math.exp(-Math.max(0, nowReal - this.lastReal) / 1000)
    for (const weight of this.weights.values()) weight.rate *= decay
    for (const message of messages) {
      if (message.seq <= this.counted) continue
      const stub = strip.stubOf(message.component)
      if (stub) this.weight(stub).rate += 1
    }
    this.counted = Math.max(this.counted, messages.at(-1)?.seq ?? 0)
    for (const [id, weight] of this.weights) {
      const stub = shown ? strip.stubs.find((each) => each.id === id) : undefined
      weight.path.setAttribute('d', stub ? `M${stub.x} ${stub.from}V${stub.to}` : '')
      weight.path.setAttribute('stroke-width', stubWeight(weight.rate).toFixed(1))
    }
  }

  private weight(stub: Stub): { path: SVGPathElement; rate: number } {
    const known = this.weights.get(stub.id)
    if (known) return known
    const path = element('path', { stroke: 'var(--ink-2)' })
    this.layer.prepend(path)
    const made = { path, rate: 0 }
    this.weights.set(stub.id, made)
    return made
  }

  private slot(index: number): Slot {
    const known = this.pool[index]
    if (known) return known
    const group = element('g', {})
    const tail = element('path', { 'stroke-width': '3', 'stroke-opacity': '.35' })
    const triangle = element('path', { 'stroke-width': '1.5' })
    const label = element('text', {
      x: '9',
      y: '4',
      'font-size': '10.5',
      fill: 'var(--ink)',
      stroke: 'var(--paper)',
      'stroke-width': '3',
      'paint-order': 'stroke',
    })
    group.append(tail, triangle, label)
    this.layer.append(group)
    const made = { group, tail, triangle, label }
    this.pool.push(made)
    return made
  }
}

/** Where a message's words stand. */
interface Label {
  text: string
  left: number
  right: number
  baseline: number
  /** Beside the stub on its left. */
  before: boolean
}

function place(slot: Slot, message: Message, at: Travelling, label: Label | undefined): void {
  const write = message.kind === 'write'
  const p = at.pointing
  slot.group.setAttribute('visibility', 'visible')
  slot.group.setAttribute('transform', `translate(${at.x} ${at.y.toFixed(1)})`)
  slot.triangle.setAttribute('d', `M0 ${4.5 * p}L-5 ${-4 * p}H5z`)
  slot.triangle.setAttribute('fill', write ? 'var(--ink)' : 'var(--raised)')
  slot.triangle.setAttribute('stroke', write ? 'none' : 'var(--link)')
  slot.tail.setAttribute('stroke', write ? 'var(--ink-2)' : 'var(--link)')
  slot.tail.setAttribute('d', `M0 ${-4 * p}V${(at.tailY - at.y).toFixed(1)}`)
  const text = label?.text ?? ''
  if (slot.label.textContent !== text) slot.label.textContent = text
  if (!label) return
  slot.label.setAttribute('y', (label.baseline - at.y).toFixed(1))
  slot.label.setAttribute('x', String(label.before ? -LABEL_OFFSET : LABEL_OFFSET))
  slot.label.setAttribute('text-anchor', label.before ? 'end' : 'start')
}

/** Words right of the stub, else left of it, else none: where they leave the strip or cover others. */
function labelOf(message: Message, stub: Stub, at: Travelling, width: number, taken: Label[]): Label | undefined {
  const { text } = message
  const long = text.length * CHARACTER
  const baseline = labelBaseline(stub, at.y)
  const label = [false, true]
    .map((before): Label => {
      const left = before ? at.x - LABEL_OFFSET - long : at.x + LABEL_OFFSET
      return { text, left, right: left + long, baseline, before }
    })
    .find((each) => each.left >= 0 && each.right <= width && !taken.some((other) => covers(each, other)))
  if (label) taken.push(label)
  return label
}

const covers = (a: Label, b: Label) =>
  Math.abs(a.baseline - b.baseline) < LABEL_PITCH && a.left < b.right && b.left < a.right

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}
