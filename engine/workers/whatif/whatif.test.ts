/** What-ifs run beside the shown run: previews, a link left out, two runs side by side. */
import { expect, test } from 'vitest'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { ActionLog } from '../../protocol/run.ts'
import { ClusterSession, PROTOCOL } from '../session.ts'
import { Follower } from './follower.ts'
import { compareRuns } from './lockstep.ts'
import { previewOf } from './preview.ts'
import { withoutAction } from './without.ts'

const APPLY = { dryRun: false, namespace: 'default' }

const web = (replicas: number, cpu = '100m', image = 'k8spatterns/random-generator:1.0') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: '${image}', resources: { requests: { cpu: ${cpu} } } }] }
`

function session(): ClusterSession {
  const made = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  made.boot(PROTOCOL, { seed: 5 })
  made.step(1_000)
  return made
}

function settled(): { log: ActionLog; untilMs: number } {
  const made = session()
  made.apply(web(3), APPLY)
  made.step(60_000)
  return { log: made.log(), untilMs: 61_000 }
}

function preview(text: string) {
  const { log, untilMs } = settled()
  const follower = new Follower()
  const cluster = follower.at(log, untilMs)
  const digest = cluster.digest()
  const told = follower.tried(cluster, () => previewOf(cluster, builtinSchemas, text, 'default'))
  expect(cluster.digest()).toBe(digest)
  return told
}

test('a preview of more replicas: ghosts on their nodes, nothing else', () => {
  const { pods, objects, sentences, settled: ended } = preview(web(5))
  expect(pods.map(({ change, state, workload }) => [change, state, workload?.name])).toEqual([
    ['new', 'ready', 'web'],
    ['new', 'ready', 'web'],
  ])
  expect(pods.every(({ node }) => node.startsWith('node-'))).toBe(true)
  expect(objects.find(({ ref }) => ref.kind === 'Deployment')?.changes).toEqual([
    { path: 'spec.replicas', before: 3, after: 5 },
  ])
  expect(sentences[0]).toBe('Deployment web would change: spec.replicas 3 → 5.')
  expect(sentences[1]).toMatch(/^2 Pods would start: 1 on node-\d, 1 on node-\d\.$/)
  expect(ended).toBe(true)
})

test('a preview of what fits nowhere, of a rollout, of a refusal, of nothing', () => {
  const nowhere = preview(web(3, '64'))
  expect(nowhere.pods.filter(({ change, node }) => change === 'new' && !node).length).toBeGreaterThan(0)
  expect(nowhere.sentences.join(' ')).toMatch(/would fit nowhere: 0\/7 nodes are available/)
  const rollout = preview(web(3, '200m'))
  expect(rollout.pods.map(({ change }) => change).sort()).toEqual(['gone', 'gone', 'gone', 'new', 'new', 'new'])
  const refused = preview(web(-1))
  expect(refused.refusals[0]).toMatchObject({ actor: 'API server', reason: 'Invalid' })
  expect(refused.sentences[0]).toMatch(/would refuse deployment.apps\/web/)
  expect(preview(web(3)).sentences).toEqual(['Nothing would change.'])
})

test('a preview tells of images that cannot be pulled', () => {
  const { refusals, sentences } = preview(web(3, '100m', 'nginx:nonsense'))
  expect(refusals.map(({ reason }) => reason)).toContain('Failed')
  expect(sentences.join(' ')).toContain('kubelet would warn')
})

test('a follower replays only what is new, and starts over for another run', () => {
  const made = session()
  const follower = new Follower()
  made.apply(web(2), APPLY)
  const first = follower.at(made.log(), 1_000)
  made.step(20_000)
  made.apply(web(4), APPLY)
  made.step(20_000)
  const second = follower.at(made.log(), 41_000)
  expect(second).toBe(first)
  expect(second.digest()).toBe(made.digest())
  expect(follower.at({ ...made.log(), actions: [] }, 5_000)).not.toBe(first)
})

test('replayed without an action: what its end would have been', () => {
  const made = session()
  made.apply(web(2), APPLY)
  made.step(30_000)
  made.apply(web(2, '100m', 'nginx:nonsense'), APPLY)
  made.step(30_000)
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
  const { text, was, without, differs } = withoutAction(made.log(), 61_000, 2, ref)
  expect([text, differs]).toEqual(['kubectl apply -f -', true])
  expect(was).not.toBe(without)
  expect(without).toContain('readyReplicas 2')
  expect(withoutAction(made.log(), 61_000, 1, ref).without).not.toContain('nonsense')
  expect(() => withoutAction(made.log(), 61_000, 9, ref)).toThrow(RangeError)
})

test('two branches side by side: the first write that differs, and the first that is its consequence', () => {
  const made = session()
  made.apply(web(2), APPLY)
  made.step(30_000)
  const fork = made.log()
  made.apply(web(4), APPLY)
  made.step(10_000)
  const { first, consequence, counts } = compareRuns(builtinSchemas, fork, made.log(), 41_000)
  expect(first?.b).toMatchObject({ actor: 'user', atMs: 31_000, object: { kind: 'Deployment' } })
  expect(consequence?.b).toMatchObject({ actor: 'deployment', object: { kind: 'ReplicaSet' } })
  expect(counts?.a).toMatchObject({ podsCreated: 0, pods: 2, ready: 2, restarts: 0, requests: 0, secondsToReady: 0 })
  expect(counts?.b).toMatchObject({ podsCreated: 2, pods: 4, ready: 4, restarts: 0 })
  expect(counts?.b.secondsToReady).toBeGreaterThan(1)
  expect(compareRuns(builtinSchemas, fork, fork, 41_000)).toEqual({ untilMs: 41_000 })
})
