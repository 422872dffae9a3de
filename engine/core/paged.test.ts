import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Checkpoints } from './checkpoint.ts'
import { PagedArray, PagedFloats, PagedInts } from './paged.ts'

describe('paged arrays', () => {
  it('read as arrays do, at every checkpoint ever taken', () => {
    const step = fc.oneof(
      fc.record({ set: fc.nat(2000), value: fc.nat(1e6) }),
      fc.constant('take' as const),
      fc.record({ restore: fc.nat(20) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const checkpoints = new Checkpoints()
        const ints = checkpoints.register(new PagedInts(checkpoints.epoch))
        const objects = checkpoints.register(new PagedArray<number>(checkpoints.epoch))
        let model = new Map<number, number>()
        const taken: { checkpoint: ReturnType<Checkpoints['take']>; model: Map<number, number> }[] = []
        for (const s of steps) {
          if (s === 'take') taken.push({ checkpoint: checkpoints.take(), model: new Map(model) })
          else if ('restore' in s) {
            const back = taken[s.restore]
            if (!back) continue
            checkpoints.restore(back.checkpoint)
            model = new Map(back.model)
          } else {
            ints.set(s.set, s.value)
            objects.set(s.set, s.value)
            model.set(s.set, s.value)
          }
        }
        const all = Array.from({ length: 2001 }, (_, i) => i)
        expect(all.map((i) => ints.get(i))).toEqual(all.map((i) => model.get(i) ?? 0))
        expect(all.filter((i) => objects.get(i) !== model.get(i))).toEqual([])
        expect(objects.length).toBe(Math.max(-1, ...model.keys()) + 1)
      }),
      { seed: 42, numRuns: 200 },
    )
  })

  it('keep fractions and large times', () => {
    const checkpoints = new Checkpoints()
    const floats = checkpoints.register(new PagedFloats(checkpoints.epoch))
    floats.set(300, 2 ** 52 + 1)
    const before = checkpoints.take()
    floats.set(300, 0.5)
    expect(floats.get(300)).toBe(0.5)
    checkpoints.restore(before)
    expect(floats.get(300)).toBe(2 ** 52 + 1)
  })
})
