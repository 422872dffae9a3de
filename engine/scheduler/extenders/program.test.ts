/** An extender that is a Pod of the cluster: its image's program answers over the Pod network. */
import { describe, expect, it } from 'vitest'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { Event, Pod } from '../../kinds/types.ts'

const CORE = '/api/v1/namespaces/default'
const APPS = '/apis/apps/v1/namespaces/default/deployments'
const SECOND_MS = 1000

/** Says that only node-2 will do, whatever it is asked. */
const ANSWER = '{"NodeNames":["node-2"],"FailedNodes":{"node-1":"no licence"}}'

class World {
  readonly cluster: Cluster

  constructor() {
    // It is asked about Pods that want a licence only, so that its own Pod needs no word of it.
    const managedResources = [{ name: 'example.com/licence', ignoredByScheduler: true }]
    const gate = { urlPrefix: 'http://gate.default.svc:8888/scheduler', filterVerb: 'filter', nodeCacheCapable: true }
    const extenders = [{ ...gate, managedResources }]
    this.cluster = new Cluster({ seed: 3, nodes: workers(2), scheduler: { extenders } })
    this.cluster.settle()
    this.post(APPS, {
      kind: 'Deployment',
      metadata: { name: 'gate' },
      spec: {
        selector: { matchLabels: { app: 'gate' } },
        template: {
          metadata: { labels: { app: 'gate' } },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [{ name: 'gate', image: 'hashicorp/http-echo', args: [`-text=${ANSWER}`, '-listen=:8080'] }],
          },
        },
      },
    })
    this.post(`${CORE}/services`, {
      kind: 'Service',
      metadata: { name: 'gate' },
      spec: { selector: { app: 'gate' }, ports: [{ port: 8888, targetPort: 8080 }] },
    })
    this.cluster.settle()
  }

  post(path: string, body: object): void {
    const answer = this.cluster.handle({ method: 'POST', path, body: JSON.stringify(body) })
    expect(answer.code, JSON.stringify(answer)).toBe(201)
  }

  scale(replicas: number): void {
    const body = JSON.stringify({ spec: { replicas } })
    const headers = { 'content-type': 'application/merge-patch+json' }
    this.cluster.handle({ method: 'PATCH', path: `${APPS}/gate`, body, headers })
    this.cluster.settle()
  }

  licensed(name: string): void {
    const limits = { 'example.com/licence': '1' }
    const containers = [{ name: 'app', image: 'nginx:1.27', resources: { limits } }]
    this.post(`${CORE}/pods`, { kind: 'Pod', metadata: { name }, spec: { containers } })
    this.run(SECOND_MS)
  }

  run(ms: number): void {
    this.cluster.server.clock.runUntil(this.cluster.nowMs + ms)
  }

  pod(name: string): Pod {
    return this.cluster.server.store.table('pods').find('default', name) as Pod
  }

  failures(name: string): string[] {
    const events = this.cluster.server.store.table('events').list() as Event[]
    return events
      .filter(({ involvedObject, reason }) => involvedObject.name === name && reason === 'FailedScheduling')
      .map(({ message }) => message ?? '')
  }
}

describe('an extender in the cluster', () => {
  it('decides where Pods go that want what it manages', () => {
    const w = new World()
    for (const name of ['a', 'b', 'c']) w.licensed(name)
    w.cluster.settle()
    expect(['a', 'b', 'c'].map((name) => w.pod(name).spec.nodeName)).toEqual(['node-2', 'node-2', 'node-2'])
    // No machine has licences: counting them is not the kubelet's.
    expect(['a', 'b', 'c'].map((name) => w.pod(name).status.phase)).toEqual(['Running', 'Running', 'Running'])
  })

  it('is missed while nobody answers for it, and heard again when its Pod is back', () => {
    const w = new World()
    w.scale(0)
    w.licensed('late')
    expect(w.pod('late').spec.nodeName).toBeUndefined()
    expect(w.failures('late')[0]).toMatch(/^Post "http:\/\/gate\.default\.svc:8888\/scheduler\/filter": /)
    w.scale(1)
    w.run(60 * SECOND_MS)
    expect(w.pod('late').spec.nodeName).toBe('node-2')
  })
})
