import { describe, expect, it } from 'vitest'
import { Cell, Checkpoints } from './checkpoint.ts'
import { PagedInts } from './paged.ts'

describe('checkpoints', () => {
  it('give a part that joined later its first state back', () => {
    const checkpoints = new Checkpoints()
    const early = checkpoints.register(new Cell('a'))
    const before = checkpoints.take()
    early.value = 'b'
    const late = checkpoints.register(new PagedInts(checkpoints.epoch))
    late.set(3, 7)
    const after = checkpoints.take()
    checkpoints.restore(before)
    expect([early.value, late.get(3), late.length]).toEqual(['a', 0, 0])
    checkpoints.restore(after)
    expect([early.value, late.get(3), late.length]).toEqual(['b', 7, 4])
  })

  it('forget the memory of a component, what it has in common with others left out', () => {
    const checkpoints = new Checkpoints()
    const other = checkpoints.register(new Cell('kept'))
    const from = checkpoints.size
    const own = checkpoints.register(new PagedInts(checkpoints.epoch))
    const shared = checkpoints.asLasting(() => checkpoints.register(new Cell('')))
    const to = checkpoints.size
    own.set(3, 7)
    shared.value = 'kept'
    const before = checkpoints.take()
    checkpoints.forget(from, to)
    expect([other.value, own.get(3), own.length, shared.value]).toEqual(['kept', 0, 0, 'kept'])
    checkpoints.restore(before)
    expect(own.get(3)).toBe(7)
  })

  it('refuse one of a larger engine', () => {
    const larger = new Checkpoints()
    larger.register(new Cell(1))
    expect(() => new Checkpoints().restore(larger.take())).toThrow('another engine')
  })
})
