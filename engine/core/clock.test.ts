import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Checkpoints } from './checkpoint.ts'
import { Clock } from './clock.ts'

function world() {
  const checkpoints = new Checkpoints()
  const clock = new Clock(checkpoints)
  const ran: string[] = []
  const note = clock.register('note', (a) => {
    ran.push(`${clock.nowMs}:${a}`)
  })
  const beat = clock.register('beat', () => {}, { periodic: true })
  return { checkpoints, clock, ran, note, beat }
}

describe('the clock', () => {
  it('runs events by time, then in order of calls', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 300 }), (times) => {
        const { clock, ran, note } = world()
        times.forEach((t, i) => {
          clock.at(t, note, i)
        })
        while (clock.step());
        const wanted = times.map((t, i) => ({ t, i })).sort((x, y) => x.t - y.t || x.i - y.i)
        expect(ran).toEqual(wanted.map(({ t, i }) => `${t}:${i}`))
      }),
      { seed: 42 },
    )
  })

  it('takes events back: they neither run, nor count, nor move time', () => {
    const { clock, ran, note } = world()
    const ticket = clock.at(5, note, 1)
    clock.at(9, note, 2)
    clock.cancel(ticket)
    expect([clock.pendingWork, clock.nextMs, [...clock.waiting()].length]).toEqual([1, 9, 1])
    expect(clock.step()).toBe(true)
    expect([clock.step(), clock.nowMs, clock.pendingWork, ran]).toEqual([false, 9, 0, ['9:2']])
  })

  it('runs late events behind all others of their instant, by their own order', () => {
    const { clock, ran, note } = world()
    clock.atLate(5, 9, note, 109)
    clock.atLate(5, 3, note, 103)
    const before = clock.nextSeq
    clock.at(5, note, 1)
    expect(before).toBe(1)
    while (clock.step());
    expect(ran).toEqual(['5:1', '5:103', '5:109'])
  })

  it('continues from a checkpoint as if nothing had happened', () => {
    const { checkpoints, clock, ran, note } = world()
    for (let i = 0; i < 1000; i++) clock.at((i * 7919) % 100, note, i)
    for (let i = 0; i < 300; i++) clock.step()
    const middle = checkpoints.take()
    ran.length = 0
    while (clock.step());
    const first = [...ran]
    checkpoints.restore(middle)
    ran.length = 0
    while (clock.step());
    expect(ran).toEqual(first)
    expect(first).toHaveLength(700)
  })

  it('counts work apart from what is periodic', () => {
    const { clock, note, beat } = world()
    clock.at(1, beat)
    clock.at(2, note)
    expect(clock.pendingWork).toBe(1)
    clock.runUntil(3)
    expect([clock.pendingWork, clock.pending, clock.nowMs]).toEqual([0, 0, 3])
  })

  it('takes back all events of some handlers', () => {
    const { clock, note, beat } = world()
    for (const timeMs of [1, 2, 3]) clock.at(timeMs, note)
    clock.at(4, beat)
    clock.cancelAll(note, note + 1)
    expect([clock.pendingWork, [...clock.waiting()].map(({ timeMs }) => timeMs)]).toEqual([0, [4]])
  })

  it('refuses events in the past', () => {
    const { clock, note } = world()
    clock.runUntil(10)
    expect(() => clock.at(9, note)).toThrow('past')
  })

  it('lists what waits in the order it will run', () => {
    const { clock, note } = world()
    clock.at(9, note, 1)
    clock.at(3, note, 2, 4, { x: 1 })
    expect([...clock.waiting()].map((e) => [e.timeMs, e.a, e.b, e.data])).toEqual([
      [3, 2, 4, { x: 1 }],
      [9, 1, 0, undefined],
    ])
  })
})
