import { describe, expect, it } from 'vitest'
import { Alarms } from './alarms.ts'
import { Checkpoints } from './checkpoint.ts'
import { Clock } from './clock.ts'

function world() {
  const checkpoints = new Checkpoints()
  const clock = new Clock(checkpoints)
  const rang: string[] = []
  const alarms = new Alarms(clock, checkpoints, 'test', (key) => rang.push(`${clock.nowMs}:${key}`))
  return { clock, alarms, rang }
}

describe('alarms', () => {
  it('ring once, at the time last set, however often they are put off', () => {
    const { clock, alarms, rang } = world()
    for (let ms = 10; ms <= 100; ms += 10) alarms.set(7, ms)
    expect(clock.pending).toBe(1)
    while (clock.step());
    expect(rang).toEqual(['100:7'])
  })

  it('can be brought forward and turned off', () => {
    const { clock, alarms, rang } = world()
    alarms.set(1, 50)
    alarms.set(1, 20)
    alarms.set(2, 30)
    alarms.clear(2)
    expect(clock.pendingWork).toBe(1)
    while (clock.step());
    expect(rang).toEqual(['20:1'])
  })
})
