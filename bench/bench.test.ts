/** The benchmarks run, at sizes that take no time. What they measure is for `npm run bench`. */
import { describe, expect, it } from 'vitest'
import { b1 } from './b1.ts'
import { b4 } from './b4.ts'
import { b6 } from './b6.ts'
import { b8 } from './b8.ts'
import { b9 } from './b9.ts'
import { b10 } from './b10.ts'
import { scriptMs } from './b12.ts'
import { b11 } from './b11.ts'
import { b13 } from './b13.ts'
import { b15 } from './b15.ts'
import { b1Lines, b4Lines, b6Lines, b8Lines, b9Lines, b10Lines, b11Lines, b13Lines, verdictOf } from './gates.ts'

const TINY = { pods: 60, nodes: 6, replicas: 20 }

describe('the benchmarks', () => {
  it('bring every Pod to Ready and measure it', () => {
    const figures = b1(TINY, 1)
    expect(figures).toMatchObject({ pods: 60, nodes: 6, replicas: 20 })
    for (const key of ['cpuSeconds', 'loops', 'podsPerCpuSecond', 'bytesPerPod', 'peakRssBytes'] as const) {
      expect([key, figures[key] > 0]).toEqual([key, true])
    }
    const large = { ...figures, pods: 150_000, loops: figures.loops * 2 * 15 }
    const middle = { ...figures, pods: 10_000 }
    const growth = b1Lines([middle, large]).find(({ unit }) => unit === '× cost at 10,000')
    expect(growth?.measured).toBeCloseTo(2)
  })

  it('find an hour at rest all but free of events', () => {
    const [, , events] = b4Lines(b4(TINY))
    expect(events?.measured).toBeLessThan(100)
  })

  it('take checkpoints', () => {
    const figures = b6(TINY, 0)
    expect(figures.checkpointMs).toBeGreaterThan(0)
    expect(b6Lines(figures)).toHaveLength(2)
  })

  it('give the page a batch with every Pod, new and changed', () => {
    const figures = b15(TINY, 1)
    expect(figures).toMatchObject({ newRows: 60, changedRows: 60 })
    expect(figures.newMs).toBeGreaterThan(0)
  })

  it('send requests', () => {
    const figures = b8({ requests: 10_000, endpoints: 3 })
    expect(figures.answered).toBeGreaterThan(9_000)
    expect(b8Lines(figures)).toHaveLength(1)
  })

  it('find autoscalers at rest', () => {
    const [looks, rest] = b9Lines(b9({ pods: 12, nodes: 6, replicas: 2 }))
    expect(looks?.measured).toBeGreaterThan(0)
    expect(rest?.measured).toBe(0)
  })

  it('write through the door while others watch, and close who sleeps', () => {
    const figures = b13({ objects: 200, watches: 20, writes: 600, historyLimit: 300 })
    expect(figures).toMatchObject({ sleeperCode: 410, events: 600 })
    expect(b13Lines(figures)).toHaveLength(5)
  })

  it('let shells loop', () => {
    const figures = b10({ containers: 20, minutes: 5 })
    expect(figures.countingTurnsPerCpuSecond).toBeGreaterThan(0)
    expect(b10Lines(figures)).toHaveLength(8)
  })

  it.each([
    { kind: 'DaemonSet', nodes: 12 },
    { kind: 'StatefulSet', nodes: 2, pods: 20 },
    { kind: 'Job', nodes: 4, pods: 30, parallelism: 10 },
    { kind: 'Indexed Job', nodes: 4, pods: 30, parallelism: 10 },
  ] as const)('bring a $kind to its end', (size) => {
    const figures = b11(size, 0)
    expect(figures.pods).toBe('pods' in size ? size.pods : 12)
    expect(b11Lines(figures).every(({ measured }) => measured > 0)).toBe(true)
  })

  it('judge', () => {
    const line = { benchmark: '', what: '', unit: '' }
    expect(verdictOf({ ...line, measured: 5 })).toBe('')
    expect(verdictOf({ ...line, measured: 5, gate: 6, stretch: 4 })).toBe('gate')
    expect(verdictOf({ ...line, measured: 3, gate: 6, stretch: 4 })).toBe('stretch')
    expect(verdictOf({ ...line, measured: 7, gate: 6, stretch: 4 })).toBe('MISSED')
    expect(verdictOf({ ...line, measured: 7, gate: 6, more: true })).toBe('gate')
    expect(verdictOf({ ...line, measured: 5, gate: 6, more: true })).toBe('MISSED')
  })
})

it('scripts inside scripts count once, and only those of the main thread', () => {
  const on = (tid: number, name: string, ts: number, dur: number) => ({
    name,
    ph: 'X',
    pid: 1,
    tid,
    ts,
    dur,
    tdur: dur / 2,
  })
  const events = [
    { name: 'thread_name', ph: 'M', pid: 1, tid: 7, ts: 0, args: { name: 'CrRendererMain' } },
    on(7, 'FunctionCall', 1000, 3000),
    on(7, 'FireAnimationFrame', 1000, 4000),
    on(7, 'RunMicrotasks', 6000, 1000),
    on(7, 'Layout', 9000, 5000),
    on(8, 'FunctionCall', 1000, 9000),
  ]
  expect(scriptMs(events)).toBe(2.5)
})
