/** Every invariant notices the misdeed it is there for: what a broken controller would do is done by hand. */
import { describe, expect, it } from 'vitest'
import type { KObject } from '../../../api/object.ts'
import { workers } from '../../../boot.ts'
import { Cluster } from '../../../cluster.ts'
import type { CronJob, Job, Pod, PodDisruptionBudget } from '../../../kinds/types.ts'
import { Processes } from '../../../runtime/processes.ts'
import { budget, deployment, pod, service, statefulSet } from '../../builders.ts'
import type { Invariant } from '../invariant.ts'
import { invariants } from './list.ts'

class Scene {
  readonly broken: string[] = []
  readonly cluster: Cluster
  private readonly look: (() => void) | undefined

  constructor(invariant: Invariant) {
    const witness = { broken: (what: string) => void this.broken.push(what), tried: () => {} }
    this.cluster = new Cluster({
      seed: 1,
      nodes: workers(2),
      runtime: (server) => invariant.runtime?.(new Processes(server), server, witness) ?? new Processes(server),
    })
    this.look = invariant.watch(this.cluster, witness)
    this.cluster.settle()
  }

  /** Whatever the controllers do is well; what follows is done in the name of one. */
  as(actor: string): this {
    const { trace } = this.cluster.server
    trace.begin(trace.actorNumber(actor), 'watch', 0)
    return this
  }

  table(resource: string) {
    return this.cluster.server.store.table(resource)
  }

  create<T extends KObject>(resource: string, manifest: object): T {
    return this.as('user').cluster.server.verbs.create<T>(this.table(resource), manifest as never)
  }

  change<T extends KObject>(resource: string, name: string, change: (object: T) => T): void {
    this.cluster.server.verbs.modify<T>(this.table(resource), 'default', name, change)
  }

  run(ms = 60_000): this {
    this.cluster.server.clock.runUntil(this.cluster.nowMs + ms)
    return this
  }

  pods(): Pod[] {
    return this.table('pods').list('default') as Pod[]
  }

  rest(): void {
    this.look?.()
  }
}

const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work' },
  spec: {
    completions: 2,
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'busybox', command: ['sleep', '300'] }] },
    },
  },
}

const cronJob = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'tick' },
  spec: { schedule: '* * * * *', concurrencyPolicy: 'Forbid', jobTemplate: { spec: job.spec } },
}

/** By the invariant's name: a misdeed, and what is said of it. */
const MISDEEDS: Readonly<Record<string, { misdeed(scene: Scene): void; said: RegExp }>> = {
  'one Pod an identity': {
    said: /default\/db-0 starts on node-\d while the one before it runs on node-\d/,
    misdeed: (scene) => {
      scene.create('statefulsets.apps', statefulSet('db').replicas(1).image('nginx:1.27').build())
      scene.run()
      const [first] = scene.pods() as [Pod]
      const { metadata, spec, status } = first
      const other = spec.nodeName === 'node-1' ? 'node-2' : 'node-1'
      // A successor elsewhere, which no deletion of the first one made room for.
      const successor = { ...first, metadata: { ...metadata, uid: 'successor' }, spec: { ...spec, nodeName: other } }
      const row = scene.table('pods').row('default', metadata.name)
      const { kubelets, server } = scene.cluster
      server.store.commit(scene.table('pods'), row, () => ({ ...successor, status }) as Pod)
      kubelets.runtime.start({
        template: { image: 'nginx:1.27', command: undefined, args: undefined, workingDir: undefined } as never,
        env: [],
        podNamespace: 'default',
        podName: metadata.name,
        podIP: '',
        podAnnotations: undefined,
        nodeName: other,
        restartCount: 0,
      })
    },
  },
  'requests fit the node': {
    said: /second is bound to node-1, whose cpu does not suffice/,
    misdeed: (scene) => {
      for (const name of ['first', 'second'])
        scene.create('pods', pod(name).requests({ cpu: '3' }).node('node-1').build())
    },
  },
  'rollouts keep their bound': {
    said: /web is left with 3 ready Pods of at least 4/,
    misdeed: (scene) => {
      scene.create('deployments.apps', deployment('web').replicas(4).rolling(1, 0).image('nginx:1.27').build())
      scene.run()
      const { name } = (scene.pods()[0] as Pod).metadata
      scene.as('replicaset').cluster.server.verbs.delete(scene.table('pods'), 'default', name)
    },
  },
  'evictions keep to budgets': {
    said: /web lets web-\S+ go: 1 healthy Pods of at least 2/,
    misdeed: (scene) => {
      scene.create('deployments.apps', deployment('web').replicas(2).image('nginx:1.27').build())
      scene.create(
        'poddisruptionbudgets.policy',
        budget('web')
          .with({ minAvailable: 2, selector: { matchLabels: { app: 'web' } } })
          .build(),
      )
      scene.run()
      const { name } = (scene.pods()[0] as Pod).metadata
      scene.as('user').change<PodDisruptionBudget>('poddisruptionbudgets.policy', 'web', (stored) => ({
        ...stored,
        status: { ...stored.status, disruptedPods: { [name]: '2025-01-01T00:00:00Z' } },
      }))
    },
  },
  'successes count once': {
    said: /Job work counts 1 successes, 0 Pods succeeded/,
    misdeed: (scene) => {
      scene.create('jobs.batch', job)
      scene.run(5_000)
      scene.as('job').change<Job>('jobs.batch', 'work', (stored) => ({
        ...stored,
        status: { ...stored.status, succeeded: 1 },
      }))
    },
  },
  'Forbid means one Job': {
    said: /second begins while tick-\d+ runs/,
    misdeed: (scene) => {
      const { apiVersion, kind, metadata } = scene.create<CronJob>('cronjobs.batch', cronJob)
      scene.run(70_000)
      const owner = { apiVersion, kind, name: 'tick', uid: metadata.uid, controller: true }
      scene.create('jobs.batch', { ...job, metadata: { name: 'second', ownerReferences: [owner] } })
    },
  },
  'no write without change': {
    said: /deployment wrote deployments web as it was/,
    misdeed: (scene) => {
      scene.create('deployments.apps', deployment('web').replicas(1).image('nginx:1.27').build())
      scene.run().as('deployment')
      const table = scene.table('deployments.apps')
      const row = table.row('default', 'web')
      const stored = table.get(row) as KObject
      scene.cluster.server.store.commit(table, row, (resourceVersion) => ({
        ...stored,
        metadata: { ...stored.metadata, resourceVersion },
      }))
    },
  },
  'every child accounted for': {
    said: /ReplicaSet web-\S+ has 1 Pods of 2/,
    misdeed: (scene) => {
      scene.create('deployments.apps', deployment('web').replicas(2).image('nginx:1.27').build())
      scene.run()
      const row = scene.table('pods').row('default', (scene.pods()[0] as Pod).metadata.name)
      scene.cluster.server.store.commit(scene.table('pods'), row, undefined)
      scene.rest()
    },
  },
  'endpoints are the Pods': {
    said: /slices of web: ready are \[\], told are \[web\]/,
    misdeed: (scene) => {
      scene.create('services', service('web').build())
      scene.create('pods', pod('web').image('nginx:1.27').build())
      scene.run()
      scene.change<Pod>('pods', 'web', (stored) => ({
        ...stored,
        status: { ...stored.status, conditions: [{ type: 'Ready', status: 'False' }] },
      }))
      scene.rest()
    },
  },
}

describe.each(invariants.map((invariant) => [invariant.name, invariant] as const))('%s', (name, invariant) => {
  it('is noticed when it is broken', () => {
    const scene = new Scene(invariant)
    MISDEEDS[name]?.misdeed(scene)
    expect(scene.broken[0]).toMatch(MISDEEDS[name]?.said ?? /a misdeed/)
  })
})

describe('a hot loop', () => {
  const { watch } = invariants.find(({ name }) => name === 'no write without change') as Invariant

  it('of writes is noticed', () => {
    const broken: string[] = []
    const cluster = new Cluster({ seed: 1, nodes: [] })
    watch(cluster, { broken: (what) => void broken.push(what), tried: () => {} })
    const { verbs, store, trace } = cluster.server
    verbs.create(store.table('configmaps'), { metadata: { name: 'a' } })
    trace.begin(trace.actorNumber('deployment'), 'watch', 0)
    for (let n = 0; n < 8; n++) {
      verbs.modify(store.table('configmaps'), 'default', 'a', (object) => ({ ...object, data: { n: String(n % 2) } }))
    }
    expect(broken[0]).toMatch(/deployment brought configmaps a back to the same state/)
  })

  it.each([
    ['12 times, as any object may be', 0, 12, []],
    ['13 times without Pods', 0, 13, [/poddisruptionbudgets calm back to the same state 13 times/]],
    ['as often as its Pods go and come', 10, 20, []],
    ['more often than its Pods can go and come', 10, 21, [/back to the same state 21 times/]],
  ])('of a budget: %s', (_, pods, times, wanted) => {
    const broken: string[] = []
    const cluster = new Cluster({ seed: 1, nodes: [] })
    watch(cluster, { broken: (what) => void broken.push(what), tried: () => {} })
    const { verbs, store, trace } = cluster.server
    for (let n = 0; n < pods; n++) verbs.create(store.table('pods'), pod(`p${n}`).podLabel('app', 'calm').build())
    verbs.create(store.table('poddisruptionbudgets.policy'), budget('calm').build())
    const controller = trace.actorNumber('disruption')
    const report = (currentHealthy: number) =>
      verbs.modify<PodDisruptionBudget>(
        store.table('poddisruptionbudgets.policy'),
        'default',
        'calm',
        (stored) => ({ ...stored, status: { ...stored.status, currentHealthy } }),
        { subresource: 'status' },
      )
    for (let n = 0; n < times; n++) {
      trace.begin(controller, 'watch', 0)
      report(1)
      trace.begin(trace.actorNumber('kubelet'), 'watch', 0)
      report(0)
    }
    expect(broken).toEqual(wanted.map((what) => expect.stringMatching(what)))
  })

  it('of looks is noticed', () => {
    const broken: string[] = []
    const cluster = new Cluster({ seed: 1, nodes: [] })
    watch(cluster, { broken: (what) => void broken.push(what), tried: () => {} })
    const { controller } = cluster.controllers[0] as (typeof cluster.controllers)[number]
    for (let n = 0; n < 400; n++) controller.reconcile(0)
    expect(broken).toEqual(['deployment looked at row 0 400 times in ten seconds'])
  })
})
