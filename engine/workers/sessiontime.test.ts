/** Time through the worker's face: the past is read-only, lines are kept, batches say where one stands. */
import { expect, test } from 'vitest'
import type { Batch } from '../protocol/batch.ts'
import { unpackPodLabels } from '../protocol/podlabels.ts'
import { ClusterSession, PROTOCOL } from './session.ts'

const POD = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: nginx }] }\n`
const APPLY = { dryRun: false, namespace: 'default' }

function start() {
  let next = () => undefined as void
  const at = { real: 0 }
  const hold = (run: () => void) => {
    next = run
  }
  const session = new ClusterSession({ nowReal: () => at.real, onFrame: hold, soon: hold })
  session.boot(PROTOCOL, { seed: 5 })
  const batches: Batch[] = []
  session.subscribe({ cluster: true, messages: false, events: true }, (batch) => batches.push(batch))
  const frames = (count: number) => {
    for (let n = 0; n < count; n++) {
      at.real += 16
      next()
      session.acknowledge(0)
    }
    return batches.at(-1) as Batch
  }
  return { session, frames, batches }
}

/** Two own actions at 10 and 20 seconds, standing at 30. */
function played() {
  const world = start()
  const { session } = world
  session.step(10_000)
  session.apply(POD('one'), APPLY)
  session.step(10_000)
  session.apply(POD('two'), APPLY)
  session.step(10_000)
  world.frames(2)
  return world
}

const names = ({ podLabels }: Batch) => (podLabels ? unpackPodLabels(podLabels) : []).map(({ name }) => name).sort()

test('scrubbing shows what was, and now returns to what is', () => {
  const { session, frames } = played()
  const digest = session.digest()
  const { clock, playing } = session.seek({ atMs: 15_000 })
  expect([clock.nowMs, clock.endMs, playing]).toEqual([15_000, 30_000, false])
  const batch = frames(1)
  expect([batch.reset, names(batch), batch.flags?.length]).toEqual([true, ['one'], 2])
  session.seek({ go: 'now' })
  expect(names(frames(1))).toEqual(['one', 'two'])
  expect(session.digest()).toBe(digest)
})

test('the past takes no actions, but a dry run is answered', () => {
  const { session } = played()
  session.seek({ atMs: 15_000 })
  const digest = session.digest()
  expect(() => session.apply(POD('three'), APPLY)).toThrow(/read-only/)
  expect(() => session.act({ line: '#' })).toThrow(/read-only/)
  expect(session.apply(POD('one'), { ...APPLY, dryRun: true }).documents[0]?.outcome).toBe('unchanged')
  expect(session.digest()).toBe(digest)
  session.seek({ go: 'now' })
  expect(session.log().actions).toHaveLength(4)
})

test('by own action and by event, back and forth', () => {
  const { session } = played()
  const at = (go: 'flagBack' | 'flagForward' | 'eventBack') => session.seek({ go }).clock.nowMs
  expect([at('flagBack'), at('flagBack'), at('flagBack')]).toEqual([20_000, 10_000, 0])
  expect([at('flagForward'), at('flagForward'), at('flagForward')]).toEqual([10_000, 20_000, 30_000])
  const back = at('eventBack')
  expect(back).toBeGreaterThan(20_000)
  expect(back).toBeLessThan(30_000)
  const further = at('eventBack')
  expect(further).toBeLessThan(back)
  expect(session.step().clock.nowMs).toBe(back)
})

test('playing the past goes through the actions again and arrives at the present', () => {
  const { session, frames } = played()
  const digest = session.digest()
  session.seek({ atMs: 9_000 })
  session.setSpeed(100)
  session.play()
  // Fourteen frames of 1.6 s: the last one is cut at the present.
  frames(14)
  session.pause()
  expect(session.digest()).toBe(digest)
  expect(session.seek({ go: 'now' }).clock.endMs).toBeUndefined()
})

test('a branch is a line of its own; undo is one before the action', () => {
  const { session, frames } = played()
  const digest = session.digest()
  session.seek({ atMs: 15_000 })
  const { row, actions } = session.branch('what if')
  expect([row.parent, row.forkMs, actions.length]).toEqual([0, 15_000, 2])
  session.apply(POD('three'), APPLY)
  session.step(5_000)
  expect(names(frames(1))).toEqual(['one', 'three'])
  session.switchLine(0)
  expect(session.digest()).toBe(digest)
  const undone = session.undo()
  expect(undone?.row).toMatchObject({ parent: 0, forkMs: 20_000 })
  const batch = frames(1)
  expect([names(batch), batch.lines?.length, batch.line]).toEqual([['one'], 3, undone?.row.id])
  session.apply(POD('four'), APPLY)
  session.switchLine(0)
  expect(session.digest()).toBe(digest)
})

test('lines are told again to a new worker', () => {
  const { session } = played()
  session.seek({ atMs: 15_000 })
  const branch = session.branch('what if')
  session.apply(POD('three'), APPLY)
  session.step(5_000)
  const digest = session.digest()
  const told = { ...branch.row, endMs: 20_000, actions: session.log().actions }
  const main = session.switchLine(0)
  const again = start().session
  again.boot(PROTOCOL, {}, { ...session.log(), actions: main.actions }, 30_000)
  again.tellLines([told])
  expect(again.digest()).toBe(session.digest())
  again.switchLine(told.id)
  expect(again.digest()).toBe(digest)
})
