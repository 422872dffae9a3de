/** "Why?" on a real run: back to the action, forwards from it, and over what was refused. */
import { expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import { HistoryDesk } from './desk.ts'
import { refusalsOf } from './refusals.ts'
import { TimeTravel } from './timetravel.ts'

const WEB: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }

function pod(name: string, extra: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'nginx', ...extra }] },
  }
}

function web(image: string) {
  const probe = { httpGet: { path: '/nonsense', port: 9999 }, periodSeconds: 3 }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { a: 'b' } },
      template: {
        metadata: { labels: { a: 'b' } },
        spec: { containers: [{ name: 'c', image, livenessProbe: probe }] },
      },
    },
  }
}

/** A run in which a Deployment's probe fails, a Pod is too large and another one is refused. */
function setting(historyLimit = 10_000) {
  const travel = new TimeTravel(new Cluster({ seed: 3, historyLimit }))
  const { cluster } = travel
  const post = (text: string, path: string, body: object) => {
    cluster.act({ verb: 'mark', text })
    const headers = { 'content-type': 'application/json' }
    cluster.act({ verb: 'request', request: { method: 'POST', path, body: JSON.stringify(body), headers } })
  }
  const run = (untilMs: number) => {
    while (cluster.nowMs < untilMs) {
      cluster.server.clock.runUntil(Math.min(untilMs, cluster.nowMs + 200))
      travel.moved()
    }
  }
  run(5_000)
  post('apply web', '/apis/apps/v1/namespaces/default/deployments', web('k8spatterns/random-generator:1.0'))
  run(6_000)
  post('apply big', '/api/v1/namespaces/default/pods', pod('big', { resources: { requests: { cpu: '99' } } }))
  post('apply wrong', '/api/v1/namespaces/default/pods', { ...pod('wrong'), spec: { containers: [] } })
  run(60_000)
  const first = cluster.server.store
    .table('pods')
    .list('default')
    .find(({ metadata }) => metadata.name.startsWith('web-'))
  const ref: ObjectRef = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: first?.metadata.name as string }
  return { travel, desk: new HistoryDesk(travel, builtinSchemas), ref }
}

test('why a container restarted: from the action over every component to the kubelet', () => {
  const { desk, ref } = setting()
  const { links, cut } = desk.why.walk({ ref, path: 'status.containerStatuses[c].restartCount' })
  expect(cut).toBe(false)
  expect(links[0]).toMatchObject({ verb: 'did', flag: 1, text: 'apply web' })
  const actors = links.map(({ actor }) => actor.replace(/-\d+$/, ''))
  expect([...new Set(actors)]).toEqual(['user', 'deployment', 'replicaset', 'scheduler', 'kubelet/node'])
  const last = links.at(-1)
  expect(last?.changes.map(({ path }) => path)).toContain('status.containerStatuses[c].restartCount')
  expect(links.flatMap(({ events }) => events.map(({ reason }) => reason))).toContain('Unhealthy')
  const times = links.map(({ atMs }) => atMs)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})

test('the same answer when the writes have long left the history', () => {
  const recent = setting()
  const old = setting(20)
  expect(old.travel.cluster.server.store.history.oldest).toBeGreaterThan(50)
  const question = { ref: recent.ref, path: 'spec.nodeName' }
  expect(old.desk.why.walk(question).links.map(({ revision }) => revision)).toEqual(
    recent.desk.why.walk(question).links.map(({ revision }) => revision),
  )
  expect(old.desk.versions.list(old.ref)).toEqual(recent.desk.versions.list(recent.ref))
  expect(old.travel.cluster.digest()).toBe(recent.travel.cluster.digest())
})

test('what an action caused, and nothing else', () => {
  const { desk } = setting()
  const { links, total } = desk.why.effects(1)
  expect(total).toBe(links.length)
  const objects = new Set(links.map(({ object }) => `${object?.kind}/${object?.name.replace(/-.*/, '')}`))
  expect([...objects].sort()).toEqual(['Deployment/web', 'Pod/web', 'ReplicaSet/web'])
  expect(desk.why.effects(2).links.map(({ object }) => object?.name)).toContain('big')
})

test('why something is not there', () => {
  const { travel, ref } = setting()
  const of = (kind: Partial<ObjectRef>) => refusalsOf(travel, { ...ref, ...kind })
  expect(of({ name: 'big' })[0]).toMatchObject({ actor: 'scheduler', reason: 'Unschedulable', object: 'pod/big' })
  expect(of({ name: 'wrong' })).toMatchObject([{ actor: 'API server', reason: 'Invalid', atMs: 6000 }])
  expect(of(WEB).map(({ reason }) => reason)).toContain('Unhealthy')
})

test('versions and differences between two moments', () => {
  const { desk, ref } = setting()
  const versions = desk.versions.list(ref)
  expect(versions.at(-1)).toMatchObject({ verb: 'created', actor: 'replicaset' })
  const { before, after, changes } = desk.versions.diff(ref, { atMs: 5_060 }, { atMs: 60_000 })
  expect(before.yaml).not.toContain('nodeName')
  expect(after.yaml).toContain('nodeName')
  expect(changes.map(({ path }) => path)).toContain('spec.nodeName')
  expect(desk.versions.diff(ref, { atMs: 0 }, { revision: after.revision }).before).toEqual({ revision: 0, yaml: '' })
})

test('a question leaves no trace', () => {
  const { travel, desk, ref } = setting(20)
  const digest = travel.cluster.digest()
  desk.why.walk({ ref })
  desk.why.effects(1)
  refusalsOf(travel, { ...ref, name: 'wrong' })
  expect(travel.cluster.digest()).toBe(digest)
  expect(travel.isPast).toBe(false)
})
