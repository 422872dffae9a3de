/** What would help, found in branches: of a probe, a request, a limit, a release, a quota. */
import { expect, test } from 'vitest'
import { Cluster } from '../../../cluster.ts'
import { builtinSchemas } from '../../../kinds/generated/schema.ts'
import { Applier } from '../../apply/applier.ts'
import { hintsFor } from './hints.ts'

const web = (container: string, image = 'k8spatterns/random-generator:1.0', replicas = 2) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: '${image}'${container} }] }
`

function helpFor(seconds: number, ...texts: string[]) {
  const cluster = new Cluster({ seed: 5 })
  cluster.server.clock.runUntil(2_000)
  for (const text of texts) {
    new Applier(cluster, builtinSchemas, () => undefined).apply(text, { dryRun: false, namespace: 'default' })
    cluster.server.clock.runUntil(cluster.nowMs + seconds * 1_000)
  }
  const digest = cluster.digest()
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
  const { hints, isWell, unchanged } = hintsFor(cluster, ref)
  expect(cluster.digest()).toBe(digest)
  const outcomes = Object.fromEntries(
    hints.map(({ text, helps, outcome }) => [text.replace(/web-\w+-\w+/, 'x'), [helps, outcome]]),
  )
  return { outcomes, isWell, unchanged }
}

test('a slow starter that its liveness probe kills', () => {
  const slow = `, env: [{ name: DELAY_STARTUP, value: '40' }]
      , livenessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 5 }`
  const { outcomes, unchanged } = helpFor(60, web(slow))
  expect(unchanged).toMatch(/^\d of 2, \d+ restarts$/)
  expect(outcomes['A startupProbe that allows 60 s']?.[0]).toBe(true)
  expect(outcomes['livenessProbe.failureThreshold of 9']?.[0]).toBe(true)
  expect(Object.entries(outcomes).find(([text]) => text.includes('another node'))?.[1]?.[0]).toBe(false)
})

test('a request that fits nowhere: the scheduler’s number, tried', () => {
  const { outcomes } = helpFor(20, web(", resources: { requests: { cpu: '64' } }"))
  const [text, [helps, outcome] = []] = Object.entries(outcomes)[0] ?? []
  expect(text).toMatch(/^requests.cpu of container app at most /)
  expect([helps, outcome]).toEqual([true, expect.stringMatching(/^2 of 2 well after \d+ s$/)])
})

test('a release that cannot be pulled: the one before can', () => {
  const { outcomes } = helpFor(40, web(''), web('', 'nginx:nonsense'))
  expect(outcomes['Back to revision 1']?.[0]).toBe(true)
})

test('a quota that is used up', () => {
  const quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: few }\nspec: { hard: { pods: '1' } }\n"
  expect(helpFor(10, quota, web('')).outcomes['Twice the quota few']?.[0]).toBe(true)
})

test('what is well needs no help', () => {
  expect(helpFor(30, web(''))).toMatchObject({ isWell: true, outcomes: {} })
})
