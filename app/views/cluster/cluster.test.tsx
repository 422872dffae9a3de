/** The Cluster view over an invented cluster: what is drawn, what is drawn again, and what the menu offers. */
import { act, Profiler } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Batch } from '../../../engine/protocol/batch.ts'
import type { DemoCluster } from '../../gallery/demo-cluster.ts'
import { demoSession } from '../../gallery/demo-session.ts'
import { playground } from '../../gallery/scenes.ts'
import { type Session, SessionProvider } from '../../session/context.tsx'
import { applyBatch } from '../../session/mirror.ts'
import { commandsFor, replicasOf } from './menu/commands.ts'
import { NodePods } from './NodePods.tsx'
import { markOfPlace, nameOfPlace, outlineOf, placeOfMark } from './tree/outline.ts'
import { zonesOf } from '../../draw/zones.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

let cluster: DemoCluster
let session: Session
let root: Root
const drawn: string[] = []

beforeEach(() => {
  cluster = playground()
  session = demoSession(cluster, { speed: 1, playing: false })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
  drawn.length = 0
})
afterEach(() => act(() => root.unmount()))

const send = (batch: Batch) => act(() => applyBatch(session.mirror, batch, 0))
const show = () =>
  act(() =>
    root.render(
      <SessionProvider session={session}>
        {[0, 1, 2].map((node) => (
          <Profiler key={node} id={`node ${node}`} onRender={(id) => drawn.push(id)}>
            <NodePods node={node} name="a-1" />
          </Profiler>
        ))}
      </SessionProvider>,
    ),
  )
const podOn = (node: number, state: string) =>
  [...cluster.pods.values()].find((pod) => pod.node === node && pod.state === state)

test('a batch about one Pod draws one node again', async () => {
  await show()
  expect(document.querySelectorAll('[data-mark]').length).toBe(16)
  drawn.length = 0
  const pod = podOn(1, 'ready')
  if (!pod) throw new Error('the scene has no ready Pod on node 1')
  cluster.enter(pod, 'terminating', 30_000)
  await send(cluster.take(0))
  expect(drawn).toEqual(['node 1'])
  expect(document.querySelector(`[data-mark="pod:${pod.id}"]`)?.textContent).toContain('grace')
})

test('trouble grows a label that says how often', async () => {
  await show()
  const pod = podOn(2, 'backoff')
  expect(document.querySelector(`[data-mark="pod:${pod?.id}"]`)?.textContent).toContain('back-off, 5 restarts')
})

test('markup in a name is text', async () => {
  cluster.add({
    workload: 0,
    plan: 'serve',
    node: 0,
    state: 'failed',
    note: '<img src=x onerror=alert(1)>',
    name: '<b>x</b>',
  })
  await send(cluster.take(0))
  await show()
  expect(document.querySelector('img, b b')).toBeNull()
  expect(document.body.textContent).toContain('<img src=x')
})

test('names of places as a screen reader says them', () => {
  const mirror = session.mirror.getState()
  const outline = outlineOf(mirror, zonesOf(mirror.nodes.values()))
  expect(nameOfPlace(outline, { group: 1 })).toBe('zone b, 2 nodes')
  expect(nameOfPlace(outline, { group: 1, node: 0 })).toBe('node b-1, Ready, 5 Pods')
  expect(nameOfPlace(outline, { group: 1, node: 0, pod: 4 })).toMatch(
    /^catalog \w{5}, back-off, 2 minutes left, node b-1$/,
  )
  expect(nameOfPlace(outline, { group: 3 })).toBe('Unscheduled, 3 Pods')
  expect(nameOfPlace(outline, { group: 3, pod: 0 })).toMatch(
    /^thumbnailer \w{5}, unscheduled, cpu on 4, taint, cordon$/,
  )
})

test('every mark is found again in the tree', () => {
  const mirror = session.mirror.getState()
  const outline = outlineOf(mirror, zonesOf(mirror.nodes.values()))
  for (const id of cluster.pods.keys()) {
    const place = placeOfMark(outline, { kind: 'pod', id })
    expect(place && markOfPlace(outline, place)).toEqual({ kind: 'pod', id })
  }
  expect(placeOfMark(outline, { kind: 'node', id: 3 })).toEqual({ group: 1, node: 1 })
  expect(placeOfMark(outline, { kind: 'pod', id: 9999 })).toBeUndefined()
})

test('a menu offers what is apt to the mark', () => {
  const mirror = session.mirror.getState()
  const titles = (...args: Parameters<typeof commandsFor>) =>
    commandsFor(...args).map((group) => group.commands.map((command) => command.title))
  const ready = podOn(0, 'ready')
  const waiting = mirror.unscheduled[0]
  expect(titles(mirror, { kind: 'pod', id: ready?.id ?? -1 })).toEqual([
    ['Why?', 'Delete'],
    ['Crash container', 'Kill', 'Fill memory', 'Slow', 'Quick again'],
    ['Why?', 'Handles…', 'Connect to…', 'Scale…', 'Restart', 'Delete'],
  ])
  expect(titles(mirror, { kind: 'pod', id: waiting?.id ?? -1 })[0]).toEqual(['Why?', 'Delete'])
  expect(titles(mirror, { kind: 'node', id: 0 })).toEqual([
    ['Why?', 'Cordon', 'Drain', 'Cut the power', 'Delete'],
    ['Slow network', 'Cut its wires', 'Zone down', 'Heal the network'],
  ])
  expect(titles(mirror, { kind: 'node', id: 5 })[0]?.[1]).toBe('Uncordon')
  expect(titles(mirror, { kind: 'pod', id: 9999 })).toEqual([])
})

test('every item shows a line that could be typed', () => {
  const mirror = session.mirror.getState()
  const hints = [
    ...commandsFor(mirror, { kind: 'workload', id: 1 }),
    ...commandsFor(mirror, { kind: 'node', id: 0 }),
  ].flatMap((group) => group.commands.map((command) => command.hint))
  expect(hints).toEqual([
    'kubectl describe deployment catalog -n shop',
    '# replicas, resources and probes in the manifest of catalog',
    '# a selector, mount or affinity in a manifest',
    `kubectl scale deployment/catalog --replicas=${replicasOf(mirror, 1) + 1} -n shop`,
    'kubectl rollout restart deployment/catalog -n shop',
    'kubectl delete deployment catalog -n shop',
    'kubectl describe node a-1',
    'kubectl cordon a-1',
    'kubectl drain a-1 --ignore-daemonsets --delete-emptydir-data',
    '# cut the power of a-1',
    'kubectl delete node a-1',
    '# a-1 hears everything 300 ms later',
    '# partition a-1 from the rest',
    '# cut the power of zone a',
    '# end partitions and slowness',
  ])
})
