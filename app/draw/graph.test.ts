import { expect, test } from 'vitest'
import type { ObjectGraph, Relation } from '../../engine/protocol/graph.ts'
import { graphDrawing } from './graph.ts'

const node = (kind: string, name: string) => ({
  ref: { apiVersion: 'v1', kind, namespace: 'shop', name },
  missing: false,
  note: '',
  trouble: false,
  more: 0,
})
const NODES = [
  node('Service', 'web'),
  node('Deployment', 'api'),
  node('Deployment', 'web'),
  node('Pod', 'api-1'),
  node('Pod', 'web-1'),
  node('ConfigMap', 'both'),
]
const EDGES: [number, number, Relation][] = [
  [0, 4, 'selects'],
  [1, 3, 'owns'],
  [2, 4, 'owns'],
  [3, 5, 'mounts'],
  [4, 5, 'mounts'],
]
const graph = (order = [0, 1, 2, 3, 4, 5]): ObjectGraph => ({
  nodes: order.map((i) => NODES[i] as (typeof NODES)[number]),
  edges: EDGES.map(([from, to, relation]) => ({ from: order.indexOf(from), to: order.indexOf(to), relation })),
  left: 0,
})
const boxes = (drawing: ReturnType<typeof graphDrawing>) =>
  Object.fromEntries(drawing.boxes.map(({ key, x, y }) => [key, `${x},${y}`]).sort())

test('the drawing does not depend on the order in which objects were told', () => {
  expect(boxes(graphDrawing(graph([5, 3, 1, 0, 4, 2]), '', false))).toEqual(boxes(graphDrawing(graph(), '', false)))
})

test('lines go from left to right, and no box lies on another', () => {
  const drawing = graphDrawing(graph(), '', false)
  const at = (key: string) => drawing.boxes.find((box) => box.key === key)?.x ?? 0
  for (const { from, to } of drawing.lines) expect(at(from)).toBeLessThan(at(to))
  expect(new Set(Object.values(boxes(drawing))).size).toBe(NODES.length)
})

test('what is before or behind the chosen one is lit, not what merely shares its ConfigMap', () => {
  const lit = graphDrawing(graph(), 'Deployment shop/web', false).boxes.filter((box) => box.lit)
  expect(lit.map(({ key }) => key).sort()).toEqual(['ConfigMap shop/both', 'Deployment shop/web', 'Pod shop/web-1'])
  expect(graphDrawing(graph(), 'Deployment shop/web', true).boxes).toHaveLength(3)
})
