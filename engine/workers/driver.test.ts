import { expect, test } from 'vitest'
import { Checkpoints } from '../core/checkpoint.ts'
import { Clock } from '../core/clock.ts'
import { Driver, FRAME_BUDGET_REAL_MS, SLICE_REAL_MS } from './driver.ts'

/** A clock whose events each cost real time, and the real clock they cost it on. */
class Bench {
  real = 0
  steps = 0
  readonly clock = new Clock(new Checkpoints())
  readonly driver = new Driver(() => this.real)

  constructor(everyMs: number, costRealMs: number, periodic = false) {
    const handler = this.clock.register(
      'work',
      () => {
        this.steps++
        this.real += costRealMs
        this.clock.after(everyMs, handler)
      },
      { periodic },
    )
    this.clock.after(everyMs, handler)
    this.driver.playing = true
  }

  frames(count: number, elapsedRealMs = 16) {
    for (let n = 0; n < count; n++) this.driver.frame(this.clock, elapsedRealMs)
  }
}

test.each([
  [1, 160],
  [10, 1600],
  [0.05, 8],
  [0.5, 80],
])('ten frames at %s× are %s virtual ms', (speed, ms) => {
  const { driver, clock, frames } = bindBench(new Bench(1000, 0))
  driver.setSpeed(speed)
  frames(10)
  expect(clock.nowMs).toBe(ms)
})

const bindBench = (bench: Bench) => ({
  driver: bench.driver,
  clock: bench.clock,
  frames: (count: number) => bench.frames(count),
})

test('a paused clock stands', () => {
  const bench = new Bench(1, 0)
  bench.driver.playing = false
  bench.frames(5)
  expect([bench.clock.nowMs, bench.driver.speed]).toEqual([0, 0])
})

test('a tab that slept owes nothing', () => {
  const bench = new Bench(1000, 0)
  bench.frames(1, 3_600_000)
  expect(bench.clock.nowMs).toBeLessThan(1000)
})

test('work that does not fit lowers the speed, and says from where', () => {
  const bench = new Bench(1, 0.01)
  bench.driver.setSpeed(1000)
  bench.frames(60)
  expect(bench.driver.loweredFrom).toBe(1000)
  expect(bench.driver.speed).toBeLessThan(200)
  expect(bench.driver.speed).toBeGreaterThan(5)
})

test('one late frame lowers nothing', () => {
  const bench = new Bench(1, 0)
  bench.driver.setSpeed(10)
  bench.frames(5)
  bench.real += 500
  bench.frames(30)
  expect(bench.driver.loweredFrom).toBeUndefined()
})

test('once the load is gone the speed comes back', () => {
  const bench = new Bench(1, 0.01)
  bench.driver.setSpeed(100)
  bench.frames(60)
  expect(bench.driver.loweredFrom).toBe(100)
  const light = new Bench(1000, 0)
  for (let n = 0; n < 400; n++) bench.driver.frame(light.clock, 16)
  expect([bench.driver.speed, bench.driver.loweredFrom]).toEqual([100, undefined])
})

test('as fast as possible runs in slices', () => {
  const bench = new Bench(1, 0.05)
  bench.driver.setSpeed(Number.POSITIVE_INFINITY)
  bench.frames(1)
  expect(bench.real).toBeGreaterThanOrEqual(SLICE_REAL_MS)
  expect(bench.real).toBeLessThan(SLICE_REAL_MS + 5)
  const idle = new Bench(10_000, 0, true)
  idle.driver.setSpeed(Number.POSITIVE_INFINITY)
  idle.frames(1)
  expect(idle.clock.nowMs).toBe(60_000)
})

test('a frame stays near its budget', () => {
  const bench = new Bench(1, 0.05)
  bench.driver.setSpeed(1000)
  bench.frames(1)
  expect(bench.real).toBeLessThan(FRAME_BUDGET_REAL_MS + 5)
})

test('a speed must be one', () => {
  const bench = new Bench(1, 0)
  for (const speed of [0, -1, Number.NaN]) expect(() => bench.driver.setSpeed(speed)).toThrow(RangeError)
})
