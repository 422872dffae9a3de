import { expect, test } from 'vitest'
import { cellOf, columnsOf, letterOf, ranked, scorersOf, scaledQuantity, unplaced, VARIANTS } from './scheduling.ts'

const NODES = [
  { node: 'a-2', refusedBy: 'NodeResourcesFit', reasons: ['Insufficient cpu'] },
  { node: 'b-1', total: 516, scores: {} },
  { node: 'b-3', total: 742, scores: {} },
  { node: 'a-1', refusedBy: 'MyPlugin', reasons: ['no'] },
]

test('filters before the one that refused passed, those behind it never ran', () => {
  const columns = columnsOf(NODES)
  expect(columns.at(-1)).toBe('MyPlugin')
  const refused = NODES[0] as (typeof NODES)[number]
  expect(columns.slice(0, 5).map((plugin) => cellOf(refused, plugin, columns))).toEqual([
    'passed',
    'passed',
    'passed',
    'refused',
    'never',
  ])
  expect(columns.every((plugin) => cellOf({ node: 'b-1' }, plugin, columns) === 'passed')).toBe(true)
})

test('the best stand first, the refused last', () => {
  expect(ranked(NODES).map(({ node }) => node)).toEqual(['b-3', 'b-1', 'a-1', 'a-2'])
})

test('variants change what they say, and only where there is something to change', () => {
  const pod = unplaced({
    metadata: { name: 'a', namespace: 'default', uid: 'x' },
    spec: {
      nodeName: 'b-1',
      nodeSelector: { disk: 'ssd' },
      containers: [{ resources: { requests: { cpu: '500m', memory: '1Gi' } } }],
    },
  })
  expect(pod.spec.nodeName).toBeUndefined()
  const of = (id: string) => VARIANTS.find((variant) => variant.id === id)?.of(pod)
  expect(of('half')?.spec.containers?.[0]?.resources?.requests).toEqual({ cpu: '250m', memory: '536870912' })
  expect(of('anywhere')?.spec).not.toHaveProperty('nodeSelector')
  expect(of('unspread')).toBeUndefined()
  expect([scaledQuantity('2', 2), scaledQuantity('nonsense', 2)]).toEqual(['4000m', 'nonsense'])
})

test('plugins that score have letters of their own', () => {
  const nodes = [
    { node: 'a', total: 3, scores: { NodeResourcesFit: 1, NodeResourcesBalancedAllocation: 2, NodeAffinity: 0 } },
  ]
  expect(scorersOf(nodes)).toEqual(['NodeResourcesFit', 'NodeResourcesBalancedAllocation'])
  expect(scorersOf(nodes).map(letterOf)).toEqual(['F', 'B'])
  expect(letterOf('TaintToleration')).toBe('T')
})
