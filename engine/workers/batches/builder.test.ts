import { expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { Batch, ClockState, PodColumns } from '../../protocol/batch.ts'
import { unpackPodLabels } from '../../protocol/podlabels.ts'
import { Applier } from '../apply/applier.ts'
import { BatchBuilder } from './builder.ts'
import { POD_STATES } from '../../protocol/pods.ts'

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: "k8spatterns/random-generator:1.0" }
`

const labelsOf = ({ podLabels }: Batch) => (podLabels ? unpackPodLabels(podLabels) : [])

class Watched {
  readonly cluster = new Cluster({ seed: 3 })
  readonly builder = new BatchBuilder(this.cluster, builtinSchemas)
  private real = 0

  apply(text: string) {
    return new Applier(this.cluster, builtinSchemas, () => undefined).apply(text, { dryRun: false, namespace: '' })
  }

  run(ms: number) {
    const { clock } = this.cluster.server
    clock.runUntil(clock.nowMs + ms)
  }

  take(speed = 1): Batch {
    const clock: ClockState = { nowMs: this.cluster.nowMs, speed, nextEventMs: Number.NaN, resourceVersion: 0 }
    return this.builder.take(clock, (this.real += 3000))
  }
}

const states = ({ id, state }: PodColumns) =>
  Object.fromEntries([...id].map((row, i) => [row, POD_STATES[state[i] as number]]))

test('the first batch has everything, the next only what changed', () => {
  const watched = new Watched()
  const first = watched.take()
  expect([first.reset, first.nodes?.length, first.pods]).toEqual([true, 7, undefined])
  expect(first.components?.map(({ id }) => id)).toContain('scheduler')
  expect(first.nodes?.find(({ name }) => name === 'node-2')).toMatchObject({
    zone: 'b',
    ready: true,
    cpuMilli: 4000,
    podCapacity: 110,
  })
  const second = watched.take()
  expect([second.reset, second.nodes, second.components, second.unscheduled]).toEqual([
    false,
    undefined,
    undefined,
    undefined,
  ])
})

test('Pods of an applied Deployment go from the queue to ready', () => {
  const watched = new Watched()
  watched.take()
  expect(watched.apply(WEB)).toMatchObject([{ object: 'deployment.apps/web', outcome: 'created' }])
  const seen: string[][] = []
  for (let step = 0; step < 400; step++) {
    watched.run(10)
    const batch = watched.take()
    if (batch.pods) seen.push(...Object.entries(states(batch.pods)).map(([row, state]) => [row, state as string]))
    if (batch.workloads?.length)
      expect(batch.workloads).toEqual([{ kind: 'Deployment', namespace: 'default', name: 'web' }])
  }
  const first = seen.filter(([row]) => row === seen[0]?.[0]).map(([, state]) => state)
  expect([...new Set(first)]).toEqual(['unscheduled', 'scheduled', 'pulling', 'running', 'ready'])
  watched.builder.reset()
  const all = watched.take()
  expect(all.reset).toBe(true)
  expect(Object.values(states(all.pods as PodColumns))).toEqual(['ready', 'ready', 'ready'])
  expect(labelsOf(all).map(({ name }) => name.slice(0, 4))).toEqual(['web-', 'web-', 'web-'])
  expect(all.nodes?.reduce((sum, node) => sum + node.podCount, 0)).toBe(3)
})

test('a pull counts down to its end', () => {
  const watched = new Watched()
  watched.apply(WEB)
  let until = Number.NaN
  for (let step = 0; step < 200 && !(until > 0); step++) {
    watched.run(10)
    const { pods } = watched.take()
    const at = pods ? [...pods.state].indexOf(POD_STATES.indexOf('pulling')) : -1
    if (at >= 0) until = pods?.untilMs[at] as number
  }
  expect(until).toBeGreaterThan(watched.cluster.nowMs)
})

test('a bad image is a back-off with its reason, and is announced', () => {
  const watched = new Watched()
  watched.take()
  watched.apply(WEB.replace('random-generator:1.0', 'random-generator:9.9').replace('replicas: 3', 'replicas: 1'))
  watched.run(4000)
  const batch = watched.take()
  expect(Object.values(states(batch.pods as PodColumns))).toEqual(['backoff'])
  expect(labelsOf(batch)[0]?.note).toMatch(/ImagePull/)
  expect(batch.announcements?.[0] ?? watched.take().announcements?.[0]).toMatch(/^Pod web-.* waits, .*ImagePull/)
  expect(batch.events?.some(({ reason, type }) => reason === 'Failed' && type === 'Warning')).toBe(true)
})

test('a Pod that fits nowhere says so in a few words', () => {
  const watched = new Watched()
  const big = WEB.replace('random-generator:1.0" }', 'random-generator:1.0", resources: { requests: { cpu: "9" } } }')
  watched.apply(big.replace('replicas: 3', 'replicas: 1'))
  watched.run(200)
  expect(watched.take().unscheduled).toMatchObject([{ short: 'taint, cpu on 6' }])
})

test('removed Pods are told once', () => {
  const watched = new Watched()
  watched.apply(WEB)
  watched.run(5000)
  watched.take()
  watched.cluster.act({
    verb: 'request',
    request: {
      method: 'DELETE',
      path: '/apis/apps/v1/namespaces/default/deployments/web',
      body: '{"propagationPolicy":"Background"}',
      headers: { 'content-type': 'application/json' },
    },
  })
  watched.run(120_000)
  expect(watched.cluster.server.store.table('pods').count()).toBe(0)
  expect(watched.take().podsRemoved).toHaveLength(3)
  expect(watched.take().podsRemoved).toBeUndefined()
})

test('messages are kept in slow motion only, and only when asked for', () => {
  const watched = new Watched()
  watched.take(0.1)
  watched.apply(WEB)
  expect(watched.take(0.1).messages).toBeUndefined()
  watched.builder.show({ cluster: true, messages: true, events: false })
  watched.run(50)
  const messages = watched.take(0.1).messages ?? []
  expect(messages.map(({ text }) => text)).toContain('POST Pod')
  expect(messages.find(({ text }) => text === 'POST Pod')).toMatchObject({ kind: 'write', component: 'replicaset' })
  expect(
    messages.some(({ kind, component, text }) => kind === 'watch' && component === 'scheduler' && text === 'ADDED Pod'),
  ).toBe(true)
  watched.take(10)
  watched.run(5000)
  expect(watched.take(10).messages).toBeUndefined()
})

test('the selected object is YAML with events and owners, and says when it is gone', () => {
  const watched = new Watched()
  watched.apply(WEB)
  watched.run(5000)
  const name = labelsOf(watched.take())[0]?.name as string
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name }
  watched.builder.show({ cluster: true, messages: false, events: true, selected: ref })
  const { selected } = watched.take()
  expect(selected?.yaml).toContain(`name: ${name}`)
  expect(selected?.owners).toMatchObject([{ kind: 'ReplicaSet' }])
  expect(selected?.events.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['Scheduled', 'Started']))
  expect(selected?.lifecycle?.containers).toEqual([{ name: 'app', stage: 'running', restarts: 0, ready: true }])
  expect(selected?.lifecycle?.stages.find(({ stage }) => stage === 'running')?.next).toContainEqual([
    'STOP',
    'stopping',
  ])
  watched.builder.show({ cluster: true, messages: false, events: true, selected: { ...ref, name: 'nobody' } })
  expect(watched.take().selected).toMatchObject({ owners: [], events: [] })
})

test('watching changes nothing', () => {
  const watched = new Watched()
  const alone = new Cluster({ seed: 3 })
  watched.apply(WEB)
  new Applier(alone, builtinSchemas, () => undefined).apply(WEB, { dryRun: false, namespace: '' })
  for (let n = 0; n < 50; n++) {
    watched.run(100)
    watched.take(0.1)
  }
  alone.server.clock.runUntil(5000)
  expect(watched.cluster.digest()).toBe(alone.digest())
})

test('what no view asked for waits until one does', () => {
  const watched = new Watched()
  watched.take()
  watched.builder.show({ cluster: false, messages: false, events: false })
  watched.apply(WEB)
  watched.run(5000)
  const unasked = watched.take()
  expect([unasked.pods, unasked.nodes, unasked.events]).toEqual([undefined, undefined, undefined])
  watched.builder.show({ cluster: true, messages: false, events: true })
  const { pods, events } = watched.take()
  expect([pods?.id.length, (events?.length ?? 0) > 3]).toEqual([3, true])
})
