/** The last attempts are kept, newest first; one that no longer is can be told again by replay, as if it still were. */
import { expect, it } from 'vitest'
import { node, pod } from '../testing/builders.ts'
import { SchedulerWorld } from '../testing/schedulerworld.ts'

const NODES = 50
/** More than are kept. */
const LATER = 4_200
const LATER_MS = 60_000
const MOMENT_MS = 500

function begin(): SchedulerWorld {
  const w = new SchedulerWorld({ seed: 5 })
  const allocatable = { cpu: '64', memory: '64Gi', pods: '110' }
  for (let i = 1; i <= NODES; i++) w.create('nodes', { ...node(`node-${i}`).build(), status: { allocatable } })
  w.run(MOMENT_MS)
  return w
}

function add(w: SchedulerWorld, name: string, cpu: string): void {
  // Uids are drawn from the stream of who acts.
  const { trace } = w.server
  trace.begin(trace.actorNumber('user'), 'action', 0)
  const manifest = pod(name).image('nginx').build()
  const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }]
  w.create('pods', { ...manifest, spec: { ...(manifest.spec as object), containers }, status: { phase: 'Pending' } })
}

/** The attempts for one Pod right after it has come. */
function told(w: SchedulerWorld) {
  add(w, 'refused', '65')
  add(w, 'asked', '1')
  w.run(MOMENT_MS)
  return { asked: w.scheduler.explain('default/asked'), refused: w.scheduler.explain('default/refused') }
}

it('an attempt that was kept, and is not any more, is the same when the run is played again', () => {
  const w = begin()
  const before = w.checkpoint()
  const first = told(w)
  expect(first.asked).toHaveLength(1)
  expect(first.asked[0]?.nodes).toHaveLength(NODES)
  expect(first.refused[0]?.nodes?.every(({ refusedBy }) => refusedBy === 'NodeResourcesFit')).toBe(true)

  for (let i = 0; i < LATER; i++) add(w, `later-${i}`, '10m')
  w.run(LATER_MS)
  expect(w.scheduler.explain('default/asked')).toEqual([])
  expect(w.scheduler.explain('default/later-4199')).toHaveLength(1)

  w.restore(before)
  expect(told(w)).toEqual(first)
  expect(told(begin())).toEqual(first)
})
