/** "Why not?" of real clusters: what is said, of whom, and how far from what was asked about. */
import { expect, test } from 'vitest'
import { Cluster } from '../../../cluster.ts'
import { builtinSchemas } from '../../../kinds/generated/schema.ts'
import type { ObjectRef } from '../../../protocol/object.ts'
import { Applier } from '../../apply/applier.ts'
import { HistoryDesk } from '../desk.ts'
import { TimeTravel } from '../timetravel.ts'
import { whyNot } from './whynot.ts'

const meta = (name: string) => `metadata: { name: ${name}, labels: { app: ${name} } }`
const pod = (extra = '', image = 'k8spatterns/random-generator:1.0') =>
  `{ containers: [{ name: app, image: '${image}'${extra} }] }`
const deployment = (name: string, spec: string, more = 'replicas: 2') => `apiVersion: apps/v1
kind: Deployment
${meta(name)}
spec:
  ${more}
  selector: { matchLabels: { app: ${name} } }
  template: { metadata: { labels: { app: ${name} } }, spec: ${spec} }
`
const other = (apiVersion: string, kind: string, name: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\n${meta(name)}\nspec: ${spec}\n`

function after(seconds: number, ...texts: string[]) {
  const travel = new TimeTravel(new Cluster({ seed: 5 }))
  const { cluster } = travel
  const desk = new HistoryDesk(travel, builtinSchemas)
  cluster.server.clock.runUntil(2_000)
  for (const text of texts) {
    const documents = new Applier(cluster, builtinSchemas, () => undefined).apply(text, {
      dryRun: false,
      namespace: 'default',
    })
    expect(documents.map(({ error }) => error?.message)).toEqual(documents.map(() => undefined))
    cluster.server.clock.runUntil(cluster.nowMs + 1_000)
  }
  cluster.server.clock.runUntil(cluster.nowMs + seconds * 1_000)
  return (apiVersion: string, kind: string, name: string) => {
    const ref: ObjectRef = { apiVersion, kind, namespace: kind === 'Node' ? '' : 'default', name }
    const digest = cluster.digest()
    const found = whyNot(desk, ref)
    expect(cluster.digest()).toBe(digest)
    return found.map((each) => ({ ...each, about: `${each.depth} ${each.ref.kind}` }))
  }
}

test('a Deployment whose Pods fit nowhere: its bound, and the scheduler’s words once for all Pods', () => {
  const ask = after(20, deployment('big', pod(", resources: { requests: { cpu: '64' } }")))
  const found = ask('apps/v1', 'Deployment', 'big')
  const said = found.find(({ reason }) => reason === 'Unschedulable')
  expect(said).toMatchObject({ about: '2 Pod', actor: 'scheduler', others: 1 })
  expect(said?.message).toMatch(/0\/7 nodes are available/)
  expect(said?.revision).toBeGreaterThan(0)
})

test('a crash loop: exit code, restarts, and who says so', () => {
  const spec = pod(", command: ['sh', '-c', 'exit 3']", 'busybox:1.36')
  const [said] = after(60, deployment('dies', spec))('apps/v1', 'Deployment', 'dies').filter(
    ({ ref }) => ref.kind === 'Pod',
  )
  expect(said).toMatchObject({ reason: 'CrashLoopBackOff', others: 1 })
  expect(said?.actor).toMatch(/^kubelet\/node-\d$/)
  expect(said?.message).toMatch(/exit code 3 \(Error\), \d restarts/)
})

test('a rollout that is stuck: what its bounds allow, and the image that is not there', () => {
  const ask = after(90, deployment('web', pod()), deployment('web', pod('', 'nginx:nonsense'), 'replicas: 4'))
  const found = ask('apps/v1', 'Deployment', 'web')
  expect(found.find(({ reason }) => reason === 'RolloutBound')?.message).toMatch(
    /\d of 4 Pods: maxSurge 25%, maxUnavailable 25%/,
  )
  expect(found.map(({ reason }) => reason)).toContain('ImagePullBackOff')
})

test('a probe that fails; and nothing in the way of what is ready', () => {
  const probe = ', readinessProbe: { httpGet: { path: /nonsense, port: 9999 }, periodSeconds: 2 }'
  const ask = after(30, deployment('shut', pod(probe)), deployment('well', pod()))
  expect(ask('apps/v1', 'Deployment', 'shut').find(({ ref }) => ref.kind === 'Pod')).toMatchObject({
    reason: 'Unhealthy',
    others: 1,
  })
  expect(ask('apps/v1', 'Deployment', 'well')).toEqual([])
})

test('a quota stands behind Pods that are not even there', () => {
  const quota = other('v1', 'ResourceQuota', 'few', "{ hard: { pods: '1' } }")
  const found = after(20, quota, deployment('many', pod()))('apps/v1', 'Deployment', 'many')
  const said = found.find(({ message }) => /exceeded quota/.test(message))
  expect(said?.message).toMatch(/exceeded quota: few/)
})

test('Services, autoscalers, claims, nodes', () => {
  const ask = after(
    40,
    other('v1', 'Service', 'lost', '{ selector: { app: nobody }, ports: [{ port: 80 }] }'),
    other(
      'v1',
      'PersistentVolumeClaim',
      'disk',
      '{ storageClassName: nowhere, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }',
    ),
    deployment('web', pod()),
    other(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      'web',
      '{ scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, maxReplicas: 5, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }] }',
    ),
  )
  expect(ask('v1', 'Service', 'lost')[0]).toMatchObject({ reason: 'NoPodSelected', actor: 'endpointslice' })
  expect(ask('v1', 'PersistentVolumeClaim', 'disk')[0]?.message).toMatch(/nowhere/)
  expect(ask('autoscaling/v2', 'HorizontalPodAutoscaler', 'web')[0]).toMatchObject({
    reason: 'FailedGetResourceMetric',
  })
  expect(ask('v1', 'Node', 'node-1')).toEqual([])
  expect(ask('v1', 'Pod', 'nobody')).toEqual([])
})
