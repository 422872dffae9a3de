import { expect, test, vi } from 'vitest'
import type { Connection } from './connection.ts'
import { Pool } from './pool.ts'

/** Workers that answer when told to, and die when told to. */
function workers() {
  const started: { die(why: string): void; closed: boolean }[] = []
  const start = (crashed: (why: string) => void): Connection => {
    let fail: (error: Error) => void = () => undefined
    const died = new Promise<never>((_, reject) => {
      fail = reject
    })
    died.catch(() => undefined)
    const worker = {
      closed: false,
      die(why: string) {
        fail(new Error(why))
        crashed(why)
      },
    }
    started.push(worker)
    return { api: {} as Connection['api'], died, close: () => void (worker.closed = true) }
  }
  return { started, pool: new Pool(start) }
}

test('at most two workers, and work waits for a free one', async () => {
  const { started, pool } = workers()
  const ends: (() => void)[] = []
  const work = (name: string) => pool.run(() => new Promise<string>((resolve) => ends.push(() => resolve(name))))
  const all = [work('a'), work('b'), work('c')]
  await vi.waitFor(() => expect(ends).toHaveLength(2))
  ends[0]?.()
  await expect(all[0]).resolves.toBe('a')
  await vi.waitFor(() => expect(ends).toHaveLength(3))
  ends[1]?.()
  ends[2]?.()
  await expect(Promise.all(all)).resolves.toEqual(['a', 'b', 'c'])
  expect(started).toHaveLength(2)
})

test('a worker that dies fails its work and is replaced', async () => {
  const { started, pool } = workers()
  const lost = pool.run(() => new Promise(() => undefined))
  await vi.waitFor(() => expect(started).toHaveLength(1))
  started[0]?.die('gone')
  await expect(lost).rejects.toThrow('gone')
  await expect(pool.run(async () => 'fine')).resolves.toBe('fine')
  expect(started).toHaveLength(2)
})

test('work that takes too long is given up, and its worker with it', async () => {
  vi.useFakeTimers()
  const { started, pool } = workers()
  const stuck = pool.run(() => new Promise(() => undefined))
  await Promise.all([expect(stuck).rejects.toThrow('too long'), vi.advanceTimersByTimeAsync(31_000)])
  expect(started[0]?.closed).toBe(true)
  vi.useRealTimers()
})
