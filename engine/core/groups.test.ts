import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Checkpoints } from './checkpoint.ts'
import { Groups, MultiGroups } from './groups.ts'

describe('groups', () => {
  it('hold members in order of joining, through checkpoints', () => {
    const move = fc.record({ member: fc.nat(40), group: fc.integer({ min: -1, max: 6 }) })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 120 }), fc.array(move, { maxLength: 40 }), (first, second) => {
        const checkpoints = new Checkpoints()
        const groups = new Groups(checkpoints)
        const model: number[][] = Array.from({ length: 7 }, () => [])
        const apply = ({ member, group }: { member: number; group: number }) => {
          groups.set(member, group)
          const at = model.findIndex((g) => g.includes(member))
          if (at === group) return
          if (at >= 0) model[at] = (model[at] as number[]).filter((m) => m !== member)
          if (group >= 0) model[group]?.push(member)
        }
        first.forEach(apply)
        const then = checkpoints.take()
        const kept = model.map((g) => [...g])
        second.forEach(apply)
        model.forEach((g, i) => {
          expect(groups.members(i)).toEqual(g)
        })
        checkpoints.restore(then)
        kept.forEach((g, i) => {
          expect(groups.members(i)).toEqual(g)
          expect(groups.size(i)).toBe(g.length)
        })
      }),
      { seed: 42 },
    )
  })

  it('let one member be in many', () => {
    const groups = new MultiGroups(new Checkpoints())
    const members = (group: number) => {
      const out: number[] = []
      groups.each(group, (m) => out.push(m))
      return out
    }
    groups.set(1, [10, 11])
    groups.set(2, [11])
    groups.set(1, [12])
    groups.set(3, [11, 12])
    expect([members(10), members(11), members(12)]).toEqual([[], [2, 3], [1, 3]])
    expect(groups.size(11)).toBe(2)
  })
})
