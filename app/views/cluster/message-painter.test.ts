import { beforeEach, expect, test } from 'vitest'
import type { Message } from '../../../engine/protocol/batch.ts'
import { controlPlaneStrip } from '../../draw/control-plane.ts'
import { type MessageFrame, MessagePainter } from './message-painter.ts'

const strip = controlPlaneStrip(800, [{ id: 'scheduler', title: 'Scheduler', queued: 0, note: '' }], [], 10)
const message = (seq: number, part: Partial<Message> = {}): Message => ({
  seq,
  kind: 'watch',
  component: 'scheduler',
  text: 'ADDED Pod',
  object: 'pod/a',
  departMs: 0,
  arriveMs: 100,
  ...part,
})
let layer: SVGSVGElement
let painter: MessagePainter
const paint = (frame: Partial<MessageFrame>) =>
  painter.paint({ messages: [message(1)], strip, nowMs: 50, nowReal: 0, speed: 0.05, reduced: false, ...frame })
const shown = () => [...layer.querySelectorAll('g')].filter((group) => group.getAttribute('visibility') !== 'hidden')

beforeEach(() => {
  layer = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  painter = new MessagePainter(layer)
})

test('slow: a triangle with its words', () => {
  paint({})
  expect(shown().map((group) => group.textContent)).toEqual(['ADDED Pod'])
})

test('medium: only the triangle; fast: only the weight of the stub', () => {
  paint({ speed: 1 })
  expect(shown().map((group) => group.textContent)).toEqual([''])
  paint({ speed: 50, messages: Array.from({ length: 30 }, (_, i) => message(i + 2)) })
  expect(shown()).toEqual([])
  const stub = layer.querySelector('svg > path')
  expect(Number(stub?.getAttribute('stroke-width'))).toBeGreaterThan(3)
  expect(stub?.getAttribute('d')).not.toBe('')
})

test('arrived messages go, and their groups are used again', () => {
  paint({})
  paint({ nowMs: 150 })
  expect(shown()).toEqual([])
  paint({ messages: [message(2)] })
  expect(layer.querySelectorAll('g').length).toBe(1)
})

test('labels that would cover each other stand on both sides of the stub, or are left out', () => {
  paint({ messages: [1, 2, 3].map((seq) => message(seq, { departMs: seq, arriveMs: 100 + seq })) })
  expect(shown().map((group) => group.textContent)).toEqual(['ADDED Pod', 'ADDED Pod', ''])
  expect(shown().map((group) => group.querySelector('text')?.getAttribute('text-anchor'))).toEqual([
    'start',
    'end',
    null,
  ])
})

test('reduced motion: the label stands still for a second', () => {
  paint({ reduced: true, nowMs: 1, nowReal: 0 })
  const at = shown()[0]?.getAttribute('transform')
  paint({ reduced: true, nowMs: 99, nowReal: 500 })
  expect(shown()[0]?.getAttribute('transform')).toBe(at)
  paint({ reduced: true, nowMs: 500, nowReal: 900 })
  expect(shown()).toHaveLength(1)
  paint({ reduced: true, nowMs: 900, nowReal: 1100 })
  expect(shown()).toHaveLength(0)
})
