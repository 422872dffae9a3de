import { expect, test } from 'vitest'
import { formatViewParts, parseViewParts } from './view-parts.ts'

test('an address leads to a state of a view, and back to the same address', () => {
  const parts = {
    view: 'timeline',
    namespace: 'shop',
    selected: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
    viewState: { 'timeline.window': '0-60000', 'timeline.by': 'node' },
  }
  expect(parseViewParts(formatViewParts(parts))).toEqual(parts)
  const node = { ...parts, selected: { apiVersion: 'v1', kind: 'Node', namespace: '', name: 'b-1' } }
  expect(parseViewParts(formatViewParts(node))).toEqual(node)
  expect(formatViewParts({ view: 'cluster', viewState: {} })).toBe('#cluster')
})

test('what is no setting of a view is left alone', () => {
  expect(parseViewParts('#lesson=health-probe&step=slow')).toEqual({ viewState: {} })
  expect(parseViewParts(`#cluster&a.b=${'x'.repeat(400)}&select=nonsense&__proto__.x=1`)).toEqual({ viewState: {} })
})
