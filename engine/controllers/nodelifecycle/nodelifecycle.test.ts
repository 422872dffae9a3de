import { describe, expect, it } from 'vitest'
import type { ApiServer } from '../../api/server.ts'
import { defaultTolerationSeconds } from '../../admission/defaulttolerationseconds.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import { isPodReady } from '../../rules/podutil.ts'
import { deployment, pod } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { deploymentController } from '../deployment/controller.ts'
import { podGarbageCollector } from '../podgc.ts'
import { replicaSetController } from '../replicaset/controller.ts'
import { minTolerationSeconds, taintEvictionController, toleratedSeconds } from '../tainteviction.ts'
import { nodeLifecycleController } from './controller.ts'

const LEAVING = 'node.kubernetes.io/unreachable:NoExecute'

const world = (threshold?: number, nodes = 3) =>
  new World({
    controllers: [
      deploymentController,
      replicaSetController,
      nodeLifecycleController,
      taintEvictionController,
      (server: ApiServer) => podGarbageCollector(server, threshold),
    ],
    admission: [defaultTolerationSeconds],
    nodes,
  })
const node = (w: World, name: string) => w.get<Node>('nodes', name)
const taints = (w: World, name: string) => node(w, name).spec.taints?.map(({ key, effect }) => `${key}:${effect}`) ?? []
const ready = (w: World, name: string) => node(w, name).status.conditions?.find(({ type }) => type === 'Ready')
const podsOn = (w: World, name: string) => w.list<Pod>('pods').filter(({ spec }) => spec.nodeName === name)
const setReady = (w: World, name: string, status: string) =>
  w.server.verbs.replaceStatus<Node>(w.table('nodes'), w.table('nodes').row('', name), {
    conditions: [{ type: 'Ready', status }],
  })

describe('a node whose kubelet falls silent', () => {
  it('is found at the tick after fifty seconds, and its Pods leave after five minutes', () => {
    const w = world()
    w.create(deployment('web').replicas(3).build())
    w.settle()
    w.run(12_345 - w.nowMs)
    w.heartbeats.stop('node-1')
    w.run(59_990 - w.nowMs)
    expect(ready(w, 'node-1')?.status).toBe('True')
    w.run(100)
    expect(ready(w, 'node-1')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    })
    expect(taints(w, 'node-1')).toEqual(['node.kubernetes.io/unreachable:NoSchedule'])
    expect(podsOn(w, 'node-1').map(isPodReady)).toEqual([false])
    expect(podsOn(w, 'node-2').map(isPodReady)).toEqual([true])
    expect(w.events('node-1')).toContain('NodeNotReady Node node-1 status is now: NodeNotReady')
    w.run(5_000)
    expect(taints(w, 'node-1')).toContain('node.kubernetes.io/unreachable:NoExecute')
    w.run(299_000)
    expect(podsOn(w, 'node-1').map(({ metadata }) => metadata.deletionTimestamp)).toEqual([undefined])
    const [{ metadata }] = podsOn(w, 'node-1') as [Pod]
    w.run(1_000)
    const lost = w.get<Pod>('pods', metadata.name)
    expect(w.events(lost.metadata.name)).toContain(
      `TaintManagerEviction Marking for deletion Pod default/${lost.metadata.name}`,
    )
    expect(lost.status.conditions?.at(-1)).toMatchObject({ type: 'DisruptionTarget', reason: 'DeletionByTaintManager' })
  })

  it('keeps its Pods when it comes back in time', () => {
    const w = world()
    w.create(deployment('web').replicas(3).build())
    w.settle()
    w.heartbeats.stop('node-1')
    w.run(120_000)
    expect(taints(w, 'node-1')).toHaveLength(2)
    const [name] = podsOn(w, 'node-1').map(({ metadata }) => metadata.name) as [string]
    w.heartbeats.start('node-1')
    setReady(w, 'node-1', 'True')
    w.run(400_000)
    expect(taints(w, 'node-1')).toEqual([])
    expect(podsOn(w, 'node-1').map(({ metadata }) => metadata.name)).toEqual([name])
    expect(w.events(name)).toContain(`TaintManagerEviction Cancelling deletion of Pod default/${name}`)
    expect([...w.server.clock.waiting()]).toEqual([])
  })

  it('is not drained when all nodes are silent: then it is us who are cut off', () => {
    const w = world()
    for (const name of ['node-1', 'node-2', 'node-3']) w.heartbeats.stop(name)
    w.run(120_000)
    for (const name of ['node-1', 'node-2', 'node-3']) {
      expect(taints(w, name)).toEqual(['node.kubernetes.io/unreachable:NoSchedule'])
    }
    w.heartbeats.start('node-3')
    setReady(w, 'node-3', 'True')
    w.run(30_000)
    expect(taints(w, 'node-1')).toContain('node.kubernetes.io/unreachable:NoExecute')
    expect(taints(w, 'node-3')).toEqual([])
  })

  it('is spared where most of a small zone is down, and has its turn in ten seconds where all of it is', () => {
    const w = world(undefined, 15)
    const down = (names: readonly number[]) => names.filter((n) => taints(w, `node-${n}`).includes(LEAVING)).length
    const [mostOfA, allOfB] = [
      [1, 4, 7],
      [2, 5, 8, 11, 14],
    ]
    for (const n of [...mostOfA, ...allOfB]) w.heartbeats.stop(`node-${n}`)
    w.run(50_000 - w.nowMs)
    let before = 0
    for (let at = 0; at < 8; at++) {
      w.run(10_000)
      expect(down(allOfB) - before).toBeLessThanOrEqual(1)
      before = down(allOfB)
    }
    expect([down(mostOfA), down(allOfB)]).toEqual([0, 5])
  })

  it('is not looked at while it beats: nothing is queued', () => {
    const w = world()
    w.settle()
    expect([w.server.clock.pending, w.nowMs < 1000]).toEqual([0, true])
  })
})

describe('taints by condition', () => {
  it('follow cordon, pressure and readiness', () => {
    const w = world()
    w.settle()
    w.change<Node>('nodes', 'node-1', (n) => ({ ...n, spec: { unschedulable: true } }))
    setReady(w, 'node-2', 'False')
    w.run(1_000)
    expect(taints(w, 'node-1')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule'])
    expect(taints(w, 'node-2')).toEqual(['node.kubernetes.io/not-ready:NoSchedule'])
    w.run(10_000)
    expect(taints(w, 'node-2')).toContain('node.kubernetes.io/not-ready:NoExecute')
    w.change<Node>('nodes', 'node-1', (n) => ({ ...n, spec: { taints: n.spec.taints } }))
    setReady(w, 'node-2', 'True')
    w.settle()
    expect([taints(w, 'node-1'), taints(w, 'node-2')]).toEqual([[], []])
  })
})

describe('taint eviction', () => {
  const taint = { key: 'dedicated', value: 'x', effect: 'NoExecute' }
  const tolerate = (tolerationSeconds?: number) => ({
    key: 'dedicated',
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds,
  })

  it('removes Pods at once, later or never, as they tolerate', () => {
    const w = world()
    w.create(pod('none').node('node-1').build())
    w.create(pod('soon').node('node-1').tolerate(tolerate(30)).build())
    w.create(pod('ever').node('node-1').tolerate(tolerate()).build())
    w.settle()
    w.change<Node>('nodes', 'node-1', (n) => ({ ...n, spec: { taints: [taint] } }))
    const names = () => podsOn(w, 'node-1').map(({ metadata }) => metadata.name)
    w.run(2_000)
    expect(names()).toEqual(['ever', 'soon'])
    w.run(30_000)
    expect(names()).toEqual(['ever'])
  })

  it('counts the shortest toleration of all taints', () => {
    expect(toleratedSeconds([taint], [])).toBe(0)
    expect(toleratedSeconds([taint], [tolerate(5), tolerate(1)])).toBe(5)
    expect(minTolerationSeconds([])).toBe(0)
    expect(minTolerationSeconds([tolerate(60), tolerate(-3)])).toBe(0)
    expect(minTolerationSeconds([tolerate()])).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('Pod garbage collection', () => {
  it('deletes the Pods of a node that is gone for good', () => {
    const w = world()
    w.create(deployment('web').replicas(3).build())
    w.settle()
    const lost = podsOn(w, 'node-1').map(({ metadata }) => metadata.name)
    w.delete('nodes', 'node-1')
    w.run(39_000)
    expect(podsOn(w, 'node-1')).toHaveLength(1)
    w.run(42_000)
    expect(podsOn(w, 'node-1')).toEqual([])
    w.settle()
    expect(w.table('pods').count()).toBe(3)
    expect(lost.some((name) => w.find('pods', name))).toBe(false)
  })

  it('leaves them when the node turns up again', () => {
    const w = world()
    w.create(pod('web').node('node-1').build())
    w.settle()
    const { metadata, ...rest } = node(w, 'node-1')
    w.delete('nodes', 'node-1')
    w.run(25_000)
    w.create({ ...rest, metadata: { name: metadata.name, labels: metadata.labels } } as never, { trusted: true })
    w.run(120_000)
    expect(w.find('pods', 'web')).toBeDefined()
  })

  it('keeps only so many finished Pods, the youngest', () => {
    const w = world(2)
    for (const name of ['a', 'b', 'c', 'd']) {
      w.create(pod(name).pod({ restartPolicy: 'Never' }).build())
      w.run(1_500)
    }
    w.run(30_000)
    expect(w.list('pods').map(({ metadata }) => metadata.name)).toEqual(['c', 'd'])
  })
})
