/** A run is its config and its actions: the same log gives the same bytes. */
import { describe, expect, test } from 'vitest'
import { checkLog, LogError } from './actionlogcheck.ts'
import { workers } from './boot.ts'
import { Cluster } from './cluster.ts'
import { Checkpoints } from './core/checkpoint.ts'
import { Random, type Stream } from './core/random.ts'
import type { ApiRequest } from './protocol/api.ts'
import type { ActionLog } from './protocol/run.ts'

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const MERGE = { 'content-type': 'application/merge-patch+json' }

function deployment(name: string, replicas: number) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } },
    },
  }
}

/** One thing a person might do, good or bad. */
function randomRequest(stream: Stream): ApiRequest {
  const name = `web-${stream.below(3)}`
  const patch = (body: unknown): ApiRequest => ({
    method: 'PATCH',
    path: `${DEPLOYMENTS}/${name}`,
    headers: MERGE,
    body: JSON.stringify(body),
  })
  switch (stream.below(6)) {
    case 0:
    case 1:
      return { method: 'POST', path: DEPLOYMENTS, body: JSON.stringify(deployment(name, stream.below(4))) }
    case 2:
      return patch({ spec: { replicas: stream.below(5) } })
    case 3:
      return patch({ metadata: { labels: { at: String(stream.below(9)) } } })
    case 4:
      return { method: 'DELETE', path: `${DEPLOYMENTS}/${name}`, query: { propagationPolicy: 'Background' } }
    default:
      return { method: 'POST', path: DEPLOYMENTS, query: { dryRun: 'All' }, body: JSON.stringify(deployment('dry', 1)) }
  }
}

/** A run of random actions with time between them. */
function randomRun(seed: number): Cluster {
  const cluster = new Cluster({ seed, nodes: workers(3) })
  const stream = new Random(seed, new Checkpoints()).stream('test')
  for (let i = 0; i < 12; i++) {
    cluster.handle(randomRequest(stream))
    if (stream.below(4) === 0)
      cluster.act({ verb: 'fault', fault: { name: 'nodeDown', node: `node-${1 + stream.below(3)}` } })
    const { clock } = cluster.server
    clock.runUntil(clock.nowMs + stream.below(3_000))
  }
  return cluster
}

describe('a log', () => {
  test.each(Array.from({ length: 12 }, (_, i) => i + 1))('replayed gives the same digest (seed %i)', (seed) => {
    const run = randomRun(seed)
    const log = checkLog(JSON.parse(JSON.stringify(run.log())))
    const again = Cluster.replay(log)
    again.server.clock.runUntil(run.nowMs)
    expect(again.digest()).toBe(run.digest())
    expect(again.log()).toEqual(log)
  })

  test('another seed or another action gives another digest', () => {
    const log = randomRun(1).log()
    const digest = Cluster.replay(log).digest()
    const fewer = { ...log, actions: log.actions.slice(0, -1) }
    expect(Cluster.replay(fewer).digest()).not.toBe(digest)
  })

  test('reading leaves no trace', () => {
    const cluster = randomRun(2)
    const [digest, actions] = [cluster.digest(), cluster.log().actions.length]
    cluster.handle({ method: 'GET', path: '/api/v1/pods' })
    cluster.handle({ method: 'GET', path: '/api/v1/namespaces/none/pods/none' })
    expect(cluster.digest()).toBe(digest)
    expect(cluster.log().actions).toHaveLength(actions)
  })

  test('a rewound run goes on like one that was never rewound', () => {
    const cluster = new Cluster({ seed: 9, nodes: workers(3) })
    cluster.handle({ method: 'POST', path: DEPLOYMENTS, body: JSON.stringify(deployment('web-0', 3)) })
    cluster.server.clock.runUntil(1_000)
    const checkpoint = cluster.checkpoint()
    cluster.server.clock.runUntil(20_000)
    const digest = cluster.digest()
    cluster.restore(checkpoint)
    cluster.handle({ method: 'POST', path: DEPLOYMENTS, body: JSON.stringify(deployment('other', 5)) })
    cluster.server.clock.runUntil(9_000)
    cluster.restore(checkpoint)
    cluster.server.clock.runUntil(20_000)
    expect(cluster.digest()).toBe(digest)
    expect(cluster.log().actions).toHaveLength(1)
  })

  test('of another engine is found out, not played wrong', () => {
    const log = randomRun(3).log()
    const moved = log.actions.map((action) => ({ ...action, seq: action.seq + 7 }))
    expect(() => Cluster.replay({ ...log, actions: moved })).toThrow(RangeError)
  })
})

describe('a log from outside', () => {
  const good: ActionLog = {
    ...new Cluster({ nodes: [] }).log(),
    actions: [{ atMs: 5, seq: 9, action: { verb: 'mark', text: 'hello' } }],
  }

  test('is taken when it is one', () => {
    expect(checkLog(good)).toBe(good)
  })

  test.each<[what: string, value: unknown, message: string]>([
    ['no object', [], 'the log: must be an object'],
    ['another format', { ...good, format: 2 }, 'format: this engine reads format 1, not 2'],
    ['no actions', { ...good, actions: {} }, 'actions: must be a list'],
    ['a seed', { ...good, config: { ...good.config, seed: -1 } }, 'config.seed: must be a whole number, 0 or more'],
    [
      'a verb',
      { ...good, actions: [{ atMs: 0, seq: 1, action: { verb: 'x' } }] },
      'actions[0].action.verb: must be request, fault, load, endLoad, session or mark',
    ],
    ['an order', { ...good, actions: [good.actions[0], good.actions[0]] }, 'actions[1].seq: must be greater than 9'],
    [
      'a method',
      { ...good, actions: [{ atMs: 0, seq: 1, action: { verb: 'request', request: { method: 'BREW', path: '/' } } }] },
      'actions[0].action.request.method: must be GET, POST, PUT, PATCH or DELETE',
    ],
  ])('%s is refused with its place', (_what, value, message) => {
    expect(() => checkLog(value)).toThrow(new LogError(message))
  })
})
