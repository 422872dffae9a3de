import { describe, expect, it } from 'vitest'
import { Checkpoints } from './checkpoint.ts'
import { Records } from './records.ts'

class Counter {
  epoch = 0
  constructor(public n: number) {}
  copy(): Counter {
    return new Counter(this.n)
  }
}

function world() {
  const checkpoints = new Checkpoints()
  return { checkpoints, records: new Records<Counter>(checkpoints) }
}

describe('records', () => {
  it('are changed in place between checkpoints', () => {
    const { records } = world()
    records.put(3, new Counter(1))
    const first = records.own(3) as Counter
    first.n++
    expect(records.own(3)).toBe(first)
    expect(records.get(3)?.n).toBe(2)
    expect(records.own(4)).toBeUndefined()
  })

  it('come back as they were, as often as asked', () => {
    const { checkpoints, records } = world()
    records.put(0, new Counter(1))
    const saved = checkpoints.take()
    for (let round = 0; round < 3; round++) {
      ;(records.own(0) as Counter).n += 10
      ;(records.own(0) as Counter).n += 10
      records.put(1, new Counter(5))
      expect(records.get(0)?.n).toBe(21)
      checkpoints.restore(saved)
      expect(records.get(0)?.n).toBe(1)
      expect(records.get(1)).toBeUndefined()
    }
  })

  it('of a part that came later are gone again', () => {
    const { checkpoints } = world()
    const saved = checkpoints.take()
    const late = new Records<Counter>(checkpoints)
    late.put(0, new Counter(1))
    checkpoints.restore(saved)
    expect(late.get(0)).toBeUndefined()
    late.put(0, new Counter(2))
    checkpoints.restore(saved)
    expect(late.get(0)).toBeUndefined()
  })

  it('of two checkpoints are apart', () => {
    const { checkpoints, records } = world()
    records.put(0, new Counter(1))
    const one = checkpoints.take()
    ;(records.own(0) as Counter).n = 2
    const two = checkpoints.take()
    ;(records.own(0) as Counter).n = 3
    checkpoints.restore(one)
    expect(records.get(0)?.n).toBe(1)
    ;(records.own(0) as Counter).n = 9
    checkpoints.restore(two)
    expect(records.get(0)?.n).toBe(2)
  })
})
