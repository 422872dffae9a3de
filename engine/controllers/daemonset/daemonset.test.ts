import { describe, expect, it } from 'vitest'
import type { ControllerRevision, DaemonSet, Node, Pod } from '../../kinds/types.ts'
import { isPodReady } from '../../rules/podutil.ts'
import { daemonSet, node } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { daemonSetController } from './controller.ts'

const world = (nodes = 3) => new World({ controllers: [daemonSetController], nodes })
const get = (w: World) => w.get<DaemonSet>('daemonsets.apps', 'agent')
const nodesOf = (w: World) =>
  w
    .list<Pod>('pods')
    .map(({ spec }) => spec.nodeName)
    .sort()
const images = (w: World) => new Set(w.list<Pod>('pods').map(({ spec }) => spec.containers[0]?.image))
const setImage = (w: World, image: string) =>
  w.change<DaemonSet>('daemonsets.apps', 'agent', (set) => {
    const { template } = set.spec
    const spec = { ...template.spec, containers: [{ name: 'app', image }] }
    return { ...set, spec: { ...set.spec, template: { ...template, spec } } }
  })

/** Runs to the end; gives the fewest ready Pods and the most Pods seen on the way. */
function bounds(w: World): { ready: number; total: number } {
  const seen = { ready: Number.POSITIVE_INFINITY, total: 0 }
  while (w.server.clock.pendingWork > 0 && w.server.clock.step()) {
    const pods = w.list<Pod>('pods').filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    seen.ready = Math.min(seen.ready, pods.filter(isPodReady).length)
    seen.total = Math.max(seen.total, pods.length)
  }
  return seen
}

describe('DaemonSet', () => {
  it('makes one Pod a node, meant for it by its affinity, with the tolerations of a daemon', () => {
    const w = world()
    w.create(daemonSet('agent').build())
    w.settle()
    expect(nodesOf(w)).toEqual(['node-1', 'node-2', 'node-3'])
    const [pod] = w.list<Pod>('pods') as [Pod]
    const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    expect(required).toEqual({
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [pod.spec.nodeName] }] }],
    })
    expect(pod.spec.tolerations?.map(({ key }) => key?.replace('node.kubernetes.io/', ''))).toEqual([
      'not-ready',
      'unreachable',
      'disk-pressure',
      'memory-pressure',
      'pid-pressure',
      'unschedulable',
    ])
    const [revision] = w.list<ControllerRevision>('controllerrevisions.apps') as [ControllerRevision]
    const hash = revision.metadata.labels?.['controller-revision-hash']
    expect(revision.metadata.name).toBe(`agent-${hash}`)
    expect(pod.metadata.labels).toEqual({
      app: 'agent',
      'controller-revision-hash': hash,
      'pod-template-generation': '1',
    })
    expect(get(w).status).toEqual({
      currentNumberScheduled: 3,
      numberMisscheduled: 0,
      desiredNumberScheduled: 3,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
      numberAvailable: 3,
    })
  })

  it('follows nodes that come, go and are tainted', () => {
    const w = world()
    w.create(daemonSet('agent').build())
    w.settle()
    w.create(node('node-4').build(), { trusted: true })
    const taint = (name: string, effect: string) =>
      w.change<Node>('nodes', name, (n) => ({ ...n, spec: { ...n.spec, taints: [{ key: 'no', effect }] } }))
    taint('node-1', 'NoSchedule')
    taint('node-2', 'NoExecute')
    w.settle()
    // A Pod stays under NoSchedule, where none would be made.
    expect(nodesOf(w)).toEqual(['node-1', 'node-3', 'node-4'])
    expect(get(w).status).toMatchObject({ desiredNumberScheduled: 2, currentNumberScheduled: 2, numberMisscheduled: 1 })
  })

  it('goes by the node selector, and deletes what is misplaced by it', () => {
    const w = world()
    w.create(
      daemonSet('agent')
        .pod({ nodeSelector: { disk: 'ssd' } })
        .build(),
    )
    w.settle()
    expect(nodesOf(w)).toEqual([])
    const label = (name: string, labels: Record<string, string>) =>
      w.change<Node>('nodes', name, (n) => ({ ...n, metadata: { ...n.metadata, labels } }))
    label('node-2', { disk: 'ssd' })
    w.settle()
    expect(nodesOf(w)).toEqual(['node-2'])
    label('node-2', {})
    w.settle()
    expect(nodesOf(w)).toEqual([])
  })

  it('updates within maxUnavailable', () => {
    const w = world(5)
    w.create(daemonSet('agent').image('app:1').rolling(0, 2).build())
    w.settle()
    setImage(w, 'app:2')
    expect(bounds(w)).toEqual({ ready: 3, total: 5 })
    expect(images(w)).toEqual(new Set(['app:2']))
    expect(get(w).metadata.annotations?.['deprecated.daemonset.template.generation']).toBe('2')
  })

  it('updates within maxSurge, never missing a Pod', () => {
    const w = world(4)
    w.create(daemonSet('agent').image('app:1').rolling(1, 0).build())
    w.settle()
    setImage(w, 'app:2')
    expect(bounds(w)).toEqual({ ready: 4, total: 5 })
    expect(images(w)).toEqual(new Set(['app:2']))
  })

  it('halts behind a Pod that does not start', () => {
    const w = world()
    w.create(daemonSet('agent').image('app:1').build())
    w.settle()
    w.change<DaemonSet>('daemonsets.apps', 'agent', (set) => {
      const template = structuredClone(set.spec.template)
      template.metadata = { ...template.metadata, annotations: { 'fake/never-ready': 'true' } }
      return { ...set, spec: { ...set.spec, template } }
    })
    w.settle()
    expect(get(w).status).toMatchObject({ numberReady: 2, updatedNumberScheduled: 1, numberUnavailable: 1 })
  })

  it('leaves Pods alone under OnDelete, and takes a rollback back to the old revision', () => {
    const w = world()
    w.create(
      daemonSet('agent')
        .image('app:1')
        .with({ updateStrategy: { type: 'OnDelete' } })
        .build(),
    )
    w.settle()
    setImage(w, 'app:2')
    w.settle()
    expect(images(w)).toEqual(new Set(['app:1']))
    expect(get(w).status.updatedNumberScheduled).toBeUndefined()
    setImage(w, 'app:1')
    w.settle()
    const revisions = w.list<ControllerRevision>('controllerrevisions.apps').map(({ revision }) => revision)
    expect(revisions.sort()).toEqual([2, 3])
    expect(get(w).status.updatedNumberScheduled).toBe(3)
  })

  it('replaces failed Pods, each time more slowly', () => {
    const w = world(1)
    w.create(daemonSet('agent').build())
    w.settle()
    /** Fails the Pod; gives the time until it was deleted and gone. */
    const fail = (): number => {
      const [pod] = w.list<Pod>('pods') as [Pod]
      const row = w.table('pods').row('default', pod.metadata.name)
      w.server.verbs.replaceStatus<Pod>(w.table('pods'), row, { ...pod.status, phase: 'Failed' })
      const began = w.nowMs
      while (w.find('pods', pod.metadata.name) && w.server.clock.step());
      const waited = w.nowMs - began
      while (!w.list<Pod>('pods').some(isPodReady)) w.run(50)
      return waited
    }
    const waits = [fail(), fail(), fail()]
    expect(waits[0]).toBeLessThan(300)
    expect(waits[2]).toBeGreaterThan(900)
    expect(w.events('agent').some((line) => line.startsWith('FailedDaemonPod Found failed daemon pod'))).toBe(true)
  })
})
