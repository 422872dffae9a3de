import { describe, expect, it } from 'vitest'
import { Checkpoints } from './checkpoint.ts'
import { Random } from './random.ts'

const draws = (seed: number, name: string, n = 6) => {
  const stream = new Random(seed, new Checkpoints()).stream(name)
  return Array.from({ length: n }, () => stream.below(1000))
}

describe('seeded streams', () => {
  it('pin their output: the bytes of every shared run depend on it', () => {
    expect(draws(42, 'scheduler')).toMatchInlineSnapshot(`
      [
        687,
        402,
        171,
        159,
        999,
        86,
      ]
    `)
  })

  it('differ by seed and by name, and never shift each other', () => {
    expect(draws(1, 'a')).not.toEqual(draws(2, 'a'))
    const random = new Random(1, new Checkpoints())
    const a = random.stream('a')
    const first = [a.below(1000), a.below(1000)]
    for (let i = 0; i < 100; i++) random.stream('b').bits()
    expect([...first, a.below(1000), a.below(1000), a.below(1000), a.below(1000)]).toEqual(draws(1, 'a'))
  })

  it('come back with a checkpoint', () => {
    const checkpoints = new Checkpoints()
    const stream = new Random(7, checkpoints).stream('kubelet/node-1')
    stream.bits()
    const then = checkpoints.take()
    const first = [stream.bits(), stream.bits()]
    checkpoints.restore(then)
    expect([stream.bits(), stream.bits()]).toEqual(first)
  })

  it('spread evenly', () => {
    const stream = new Random(3, new Checkpoints()).stream('spread')
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) {
      const value = stream.below(10)
      counts[value] = (counts[value] as number) + 1
    }
    for (const count of counts) expect(count).toBeGreaterThan(800)
  })

  it('draw jitter within its bounds, and nothing for none', () => {
    const stream = new Random(3, new Checkpoints()).stream('x')
    const values = Array.from({ length: 1000 }, () => stream.around(20, 10))
    expect(Math.min(...values)).toBe(10)
    expect(Math.max(...values)).toBe(30)
  })
})
