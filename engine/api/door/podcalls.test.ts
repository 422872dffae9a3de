/** Binding and logs. */
import { describe, expect, test } from 'vitest'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { PodLogLine } from '../../core/podlogs.ts'
import type { ApiResponse } from '../request.ts'
import type { Status } from '../errors.ts'
import type { PendingExchange } from './exchange.ts'

const PODS = '/api/v1/namespaces/default/pods'

function world() {
  const cluster = new Cluster({ nodes: workers(1) })
  const ask = (method: 'GET' | 'POST', path: string, body?: unknown, query?: Record<string, string>) =>
    cluster.handle({ method, path, query, body: body === undefined ? undefined : JSON.stringify(body) }) as ApiResponse
  const pod = (spec: object) =>
    ask('POST', PODS, { metadata: { name: 'a' }, spec: { containers: [{ name: 'c', image: 'nginx:1' }], ...spec } })
  return { cluster, ask, pod }
}

describe('a binding', () => {
  const binding = (name: string) => ({ target: { kind: 'Node', name } })

  test('gives a Pod its node, once', () => {
    const { cluster, ask, pod } = world()
    pod({ schedulerName: 'nobody' })
    cluster.settle()
    expect(ask('POST', `${PODS}/a/binding`, binding('node-1'))).toMatchObject({
      code: 201,
      body: { status: 'Success' },
    })
    cluster.settle()
    expect(ask('GET', `${PODS}/a`).body).toMatchObject({ spec: { nodeName: 'node-1' }, status: { phase: 'Running' } })
    const again = ask('POST', `${PODS}/a/binding`, binding('node-2'))
    expect([again.code, (again.body as Status).message]).toEqual([
      409,
      'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "node-1"',
    ])
  })
})

describe('logs', () => {
  test('are read whole, in part, and followed', () => {
    const { cluster, ask, pod } = world()
    pod({})
    cluster.settle()
    const all = ask('GET', `${PODS}/a/log`).body as string
    expect(all).toMatch(/\n$/)
    expect(ask('GET', `${PODS}/a/log`, undefined, { tailLines: '0' }).body).toBe('')
    expect(ask('GET', `${PODS}/a/log`, undefined, { timestamps: 'true' }).body).toMatch(
      /^2025-01-01T00:00:\d\d\.\d{9}Z /,
    )
    expect(ask('GET', `${PODS}/a/log`, undefined, { limitBytes: '3' }).body).toBe(all.slice(0, 3))
    const follow = ask('GET', `${PODS}/a/log`, undefined, { follow: 'true' }) as unknown as PendingExchange
    expect(cluster.progress(follow).chunks.join('')).toBe(all)
    expect(cluster.progress(follow)).toEqual({ chunks: [], done: false })
  })

  test('are followed past lines that were dropped', () => {
    const { cluster, ask, pod } = world()
    pod({})
    cluster.settle()
    const follow = ask('GET', `${PODS}/a/log`, undefined, {
      follow: 'true',
      tailLines: '0',
    }) as unknown as PendingExchange
    const line = (atMs: number, text: string): PodLogLine => ({ atMs, stream: 'stdout', text })
    let lines = [line(1, 'x'), line(2, 'y')]
    cluster.kubelets.lines = () => lines
    expect(cluster.progress(follow).chunks).toEqual(['x\n', 'y\n'])
    lines = [line(2, 'y'), line(3, 'z')]
    expect(cluster.progress(follow).chunks).toEqual(['z\n'])
    lines = [line(9, 'started again')]
    expect(cluster.progress(follow).chunks).toEqual(['started again\n'])
  })

  test.each([
    [{ container: 'nope' }, 'container nope is not valid for pod a'],
    [{ previous: 'true' }, 'previous terminated container "c" in pod "a" not found'],
  ])('%j is refused', (query, message) => {
    const { cluster, ask, pod } = world()
    pod({})
    cluster.settle()
    expect(ask('GET', `${PODS}/a/log`, undefined, query)).toMatchObject({ code: 400, body: { message } })
  })

  test('of one of several containers need its name', () => {
    const { ask, pod } = world()
    pod({ containers: ['c', 'd'].map((name) => ({ name, image: 'nginx:1' })) })
    const { body } = ask('GET', `${PODS}/a/log`)
    expect((body as Status).message).toBe('a container name must be specified for pod a, choose one of: [c d]')
  })
})
