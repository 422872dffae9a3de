import { expect, test } from 'vitest'
import { LIFE_TABLE, lifeOf } from './lifecycle-machine.ts'

test('the table is closed: every arrow leads to a state of it, and all are reached', () => {
  const states = LIFE_TABLE.map(({ state }) => state)
  const targets = new Set(LIFE_TABLE.flatMap(({ next }) => next.map(([, to]) => to)))
  expect([...targets].filter((to) => !states.includes(to))).toEqual([])
  expect(states.filter((state) => state !== 'creating' && !targets.has(state))).toEqual([])
})

test.each([
  ['creating', {}, false, true],
  ['pullBackOff', { waiting: { reason: 'ImagePullBackOff' } }, false, true],
  ['crashBackOff', { waiting: { reason: 'CrashLoopBackOff' } }, false, true],
  ['stopping', { running: {} }, true, true],
  ['running', { running: {} }, false, true],
  ['exited', { terminated: { exitCode: 1 } }, false, true],
  ['terminated', { terminated: { exitCode: 0 } }, false, false],
] as const)('%s', (state, status, deleting, restarts) => {
  expect(lifeOf({ name: 'a', state: status }, deleting, restarts)).toBe(state)
  if ('running' in status && !deleting)
    expect(lifeOf({ name: 'a', ready: true, state: status }, false, true)).toBe('ready')
})
