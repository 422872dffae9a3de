/** Evictions and budgets. */
import { describe, expect, test } from 'vitest'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { ApiResponse } from '../../protocol/api.ts'
import type { Status } from '../errors.ts'

const PODS = '/api/v1/namespaces/default/pods'
const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'

interface BudgetStatus {
  disruptionsAllowed: number
  currentHealthy: number
  desiredHealthy: number
  observedGeneration?: number
}

/** A running Pod `a` of app x, and budgets over app x with these statuses. */
function world(...statuses: BudgetStatus[]) {
  const cluster = new Cluster({ nodes: workers(1) })
  const send = (method: 'POST' | 'PUT' | 'GET', path: string, body?: unknown) =>
    cluster.handle({ method, path, body: JSON.stringify(body) }) as ApiResponse
  const spec = { containers: [{ name: 'c', image: 'nginx:1' }] }
  send('POST', PODS, { metadata: { name: 'a', labels: { app: 'x' } }, spec })
  cluster.settle()
  statuses.forEach((status, at) => {
    const name = `b${at}`
    const made = send('POST', BUDGETS, {
      metadata: { name },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } },
    })
    const object = made.body as { status: object }
    const full = { observedGeneration: 1, expectedPods: 1, ...status }
    send('PUT', `${BUDGETS}/${name}/status`, { ...object, status: { ...object.status, ...full } })
  })
  const evict = () =>
    send('POST', `${PODS}/a/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a' } })
  return { cluster, send, evict }
}

describe('an eviction', () => {
  test('deletes a Pod of no budget', () => {
    const { cluster, send, evict } = world()
    expect(evict()).toMatchObject({ code: 201, body: { status: 'Success' } })
    cluster.settle()
    expect(send('GET', `${PODS}/a`).code).toBe(404)
  })

  test('takes one off the budget', () => {
    const { send, evict } = world({ disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 })
    expect(evict().code).toBe(201)
    const { status } = send('GET', `${BUDGETS}/b0`).body as { status: BudgetStatus & { disruptedPods: object } }
    expect(status.disruptionsAllowed).toBe(0)
    expect(Object.keys(status.disruptedPods)).toEqual(['a'])
  })

  test('is refused when none is left', () => {
    const { evict } = world({ disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 })
    const { code, body } = evict()
    expect(code).toBe(429)
    expect((body as Status).details?.causes).toEqual([
      { reason: 'DisruptionBudget', message: 'The disruption budget b0 needs 1 healthy pods and has 1 currently' },
    ])
  })

  test('waits for a budget that was not looked at yet', () => {
    const { evict } = world({ disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, observedGeneration: 0 })
    expect(evict()).toMatchObject({ code: 429, headers: { 'retry-after': '10' } })
  })

  test('does not choose between two budgets', () => {
    const one = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 }
    expect(world(one, one).evict()).toMatchObject({
      code: 500,
      body: {
        message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      },
    })
  })
})
