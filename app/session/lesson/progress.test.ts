import { describe, expect, it } from 'vitest'
import { createProgress, exportProgress, importProgress, pass } from './progress.ts'
import { formatRoute, parseRoute } from './route.ts'

const memory = () => {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  }
}

describe('progress', () => {
  it('outlives the page', () => {
    const storage = memory()
    const progress = createProgress(storage)
    pass(progress, 'health-probe/liveness')
    pass(progress, 'health-probe/liveness')
    expect(createProgress(storage).getState().passed).toEqual(['health-probe/liveness'])
  })

  it('lasts as long as the page where storage is refused', () => {
    const refuse = () => {
      throw new Error('refused')
    }
    const progress = createProgress({ getItem: refuse, setItem: refuse })
    pass(progress, 'a/b')
    expect(progress.getState().passed).toEqual(['a/b'])
  })

  it('goes out and comes back', () => {
    const progress = { passed: ['a/b', 'a/c'], last: 'a/c' }
    expect(importProgress(exportProgress(progress))).toEqual(progress)
  })

  it.each([
    '{}',
    'null',
    '{"format":2,"passed":[]}',
    '{"format":1,"passed":["../../x"]}',
    '{"format":1,"passed":[{"toString":"x"}]}',
    `{"format":1,"passed":${JSON.stringify(new Array(6000).fill('a/b'))}}`,
  ])('refuses %s', (text) => expect(() => importProgress(text)).toThrow())
})

describe('the address', () => {
  it.each([
    ['#home', { page: 'home' }],
    ['', { page: 'cluster' }],
    ['#lesson=health-probe&step=liveness', { page: 'lesson', slug: 'health-probe', step: 'liveness' }],
    ['#lesson=health-probe', { page: 'lesson', slug: 'health-probe' }],
    ['#lesson=<script>', { page: 'cluster' }],
    ['#lesson=a&step=__proto__', { page: 'lesson', slug: 'a' }],
    ['#run=abc', { page: 'cluster' }],
    ['#sandbox=<b>&step=x&nodes=-3', { page: 'sandbox' }],
    ['#sandbox&nodes=1e9', { page: 'sandbox', nodes: 5000 }],
    [
      '#lesson=a&view=rollout&run=1.x',
      { page: 'lesson', slug: 'a', moment: { view: 'rollout', run: '1.x', sinceMs: 0 } },
    ],
    ['#lesson=a&select=v1,Pod,default,<b>&since=x', { page: 'lesson', slug: 'a' }],
  ])('%s', (hash, route) => expect(parseRoute(hash)).toEqual(route))

  it('is written as it is read', () => {
    const select = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
    const moment = { view: 'rollout', select, run: '1.0123.a_b-c', sinceMs: 900 }
    for (const route of [
      { page: 'lesson', slug: 'a', step: 'b' },
      { page: 'lesson', slug: 'a', step: 'b', moment },
      { page: 'sandbox', slug: 'a', step: 'b' },
      { page: 'sandbox', nodes: 50 },
    ] as const)
      expect(parseRoute(formatRoute(route))).toEqual(route)
  })
})
