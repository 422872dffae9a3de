import { describe, expect, it } from 'vitest'
import { Checkpoints } from './checkpoint.ts'
import { Clock } from './clock.ts'
import { Trace } from './trace.ts'
import { type Result, WorkQueue } from './workqueue.ts'

function world(options: { workers?: number; syncMs?: number; run?: (key: number, at: number) => Result } = {}) {
  const checkpoints = new Checkpoints()
  const clock = new Clock(checkpoints)
  const trace = new Trace(checkpoints)
  const turns: string[] = []
  const queue = new WorkQueue(clock, trace, checkpoints, {
    name: 'q',
    actor: trace.actorNumber('q'),
    workers: options.workers ?? 1,
    syncMs: () => options.syncMs ?? 10,
    run: (key) => {
      turns.push(`${clock.nowMs}:${key}`)
      return options.run?.(key, clock.nowMs)
    },
  })
  return { clock, queue, turns, trace }
}

describe('the work queue', () => {
  it('runs a key once for many adds', () => {
    const { clock, queue, turns } = world()
    for (let i = 0; i < 5; i++) queue.addAfter(7, 5 + i, 'watch', i)
    clock.runUntil(100)
    expect(turns).toEqual(['15:7'])
  })

  it('runs again what was added after its turn began to count', () => {
    const { clock, queue, turns } = world()
    queue.addAfter(1, 0, 'watch', 1)
    clock.runUntil(10)
    queue.addAfter(1, 0, 'watch', 2)
    clock.runUntil(100)
    expect(turns).toEqual(['10:1', '20:1'])
  })

  it('keeps the earlier of two times', () => {
    const { clock, queue, turns } = world()
    queue.addAfter(1, 600_000, 'timer', 0)
    queue.addAfter(1, 5, 'watch', 1)
    clock.runUntil(1_000_000)
    expect(turns).toEqual(['15:1'])
  })

  it('has as many turns at once as workers, in order of arrival', () => {
    const { clock, queue, turns } = world({ workers: 2 })
    for (const key of [1, 2, 3, 4, 5]) queue.addAfter(key, 0, 'watch', 0)
    clock.runUntil(1)
    expect(queue.length).toBe(3)
    clock.runUntil(100)
    expect(turns).toEqual(['10:1', '10:2', '20:3', '20:4', '30:5'])
  })

  it('backs off failures from 5 ms, doubling, and forgets them after a success', () => {
    let failures = 3
    const { clock, queue, turns } = world({ syncMs: 0, run: () => (failures-- > 0 ? 'retry' : undefined) })
    queue.addAfter(1, 0, 'watch', 0)
    clock.runUntil(1000)
    expect(turns).toEqual(['0:1', '5:1', '15:1', '35:1'])
    expect(queue.failuresOf(1)).toBe(0)
  })

  it('comes back when a turn asks for it', () => {
    const { clock, queue, turns } = world({ syncMs: 0, run: (_, at) => (at < 30 ? { afterMs: 15 } : undefined) })
    queue.addAfter(1, 0, 'watch', 0)
    clock.runUntil(1000)
    expect(turns).toEqual(['0:1', '15:1', '30:1'])
  })

  it('tells the trace who acts and what woke it', () => {
    const seen: unknown[] = []
    const { clock, queue, trace } = world({
      run: () => {
        seen.push([trace.actorName(trace.actor), trace.via, trace.trigger])
        return undefined
      },
    })
    queue.addAfter(1, 0, 'watch', 41)
    clock.runUntil(100)
    expect(seen).toEqual([['q', 'watch', 41]])
  })
})
