import { describe, expect, it } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ApiRequest } from '../../protocol/api.ts'

const FLOW = '/apis/flowcontrol.apiserver.k8s.io/v1'
const LEVELS = `${FLOW}/prioritylevelconfigurations`
const SCHEMAS = `${FLOW}/flowschemas`
const MINUTE_MS = 60_000

interface Flow {
  metadata: { generation: number; annotations: Record<string, string> }
  spec: { matchingPrecedence: number; type: string; limited: { nominalConcurrencyShares: number } }
  status: { conditions: { type: string; status: string; message: string }[] }
}

const started = () => {
  const cluster = new Cluster({ nodes: [] })
  cluster.settle()
  return cluster
}

const ask = (cluster: Cluster, method: ApiRequest['method'], path: string, body?: object) => {
  const headers = { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }
  const answer = cluster.handle({ method, path, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { code: 'code' in answer ? answer.code : 0, body: ('body' in answer ? answer.body : undefined) as Flow }
}

const later = (cluster: Cluster, ms: number) => cluster.server.clock.runUntil(cluster.nowMs + ms)

describe('what the server made for itself', () => {
  it('comes back within a minute when it is deleted', () => {
    const cluster = started()
    for (const path of [`${SCHEMAS}/catch-all`, `${SCHEMAS}/probes`, `${LEVELS}/system`]) {
      expect(ask(cluster, 'DELETE', path).code).toBe(200)
      expect(ask(cluster, 'GET', path).code).toBe(404)
    }
    later(cluster, MINUTE_MS + 1000)
    for (const path of [`${SCHEMAS}/catch-all`, `${SCHEMAS}/probes`, `${LEVELS}/system`]) {
      expect(ask(cluster, 'GET', path).code).toBe(200)
    }
  })

  it('keeps a suggested spec until its annotation gives it away', () => {
    const cluster = started()
    const path = `${SCHEMAS}/global-default`
    ask(cluster, 'PATCH', path, { spec: { matchingPrecedence: 9000 } })
    later(cluster, MINUTE_MS + 1000)
    expect(ask(cluster, 'GET', path).body.spec.matchingPrecedence).toBe(9900)
    const mine = { metadata: { annotations: { 'apf.kubernetes.io/autoupdate-spec': 'false' } } }
    ask(cluster, 'PATCH', path, { ...mine, spec: { matchingPrecedence: 9000 } })
    later(cluster, 2 * MINUTE_MS)
    expect(ask(cluster, 'GET', path).body.spec.matchingPrecedence).toBe(9000)
  })

  it('keeps a mandatory spec whatever its annotation says', () => {
    const cluster = started()
    const path = `${LEVELS}/catch-all`
    const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'false' }
    ask(cluster, 'PATCH', path, { metadata: { annotations }, spec: { limited: { nominalConcurrencyShares: 50 } } })
    expect(ask(cluster, 'GET', path).body.spec.limited.nominalConcurrencyShares).toBe(50)
    later(cluster, MINUTE_MS + 1000)
    const { metadata, spec } = ask(cluster, 'GET', path).body
    expect(spec.limited.nominalConcurrencyShares).toBe(5)
    expect(metadata.annotations['apf.kubernetes.io/autoupdate-spec']).toBe('true')
  })
})

it('says of a schema whether its level is there', () => {
  const cluster = started()
  const spec = { priorityLevelConfiguration: { name: 'mine' }, rules: [] }
  ask(cluster, 'POST', SCHEMAS, { metadata: { name: 'mine' }, spec })
  cluster.settle()
  const [missing] = ask(cluster, 'GET', `${SCHEMAS}/mine`).body.status.conditions
  expect(missing).toMatchObject({ type: 'Dangling', status: 'True' })
  expect(missing?.message).toContain('named "mine" but there is no such object')
  const limited = { nominalConcurrencyShares: 3, limitResponse: { type: 'Reject' } }
  ask(cluster, 'POST', LEVELS, { metadata: { name: 'mine' }, spec: { type: 'Limited', limited } })
  cluster.settle()
  expect(ask(cluster, 'GET', `${SCHEMAS}/mine`).body.status.conditions).toMatchObject([{ status: 'False' }])
})
