/** Kinds that are served where their API version is asked for, and nowhere else. */
import { expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import type { ApiResponse } from '../protocol/api.ts'

const RANGES = '/apis/networking.k8s.io/v1beta1/servicecidrs'
const body = JSON.stringify({ metadata: { name: 'more' }, spec: { cidrs: ['10.9.0.0/16'] } })

test('are not there by default, as in the release reported', () => {
  const cluster = new Cluster({ nodes: [] })
  expect(cluster.handle({ method: 'GET', path: '/apis/networking.k8s.io/v1beta1' })).toMatchObject({ code: 404 })
  expect(cluster.handle({ method: 'POST', path: RANGES, body })).toMatchObject({ code: 404 })
})

test('are found, stored and printed when asked for', () => {
  const cluster = new Cluster({ nodes: [], features: { 'networking.k8s.io/v1beta1': true } })
  const group = cluster.handle({ method: 'GET', path: '/apis/networking.k8s.io' }) as ApiResponse
  expect(group.body).toMatchObject({ versions: [{ version: 'v1' }, { version: 'v1beta1' }] })
  expect(cluster.handle({ method: 'POST', path: RANGES, body })).toMatchObject({ code: 201 })
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
  const table = cluster.handle({ method: 'GET', path: `${RANGES}/more`, headers: { accept } }) as ApiResponse
  expect(table.body).toMatchObject({ rows: [{ cells: ['more', '10.9.0.0/16', '0s'] }] })
})
