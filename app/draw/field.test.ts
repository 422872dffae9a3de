import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AGGREGATE_ABOVE,
  type Cell,
  type FieldRequest,
  hitField,
  layoutField,
  roomFor,
  SVG_UP_TO,
  slotAt,
  stageMode,
} from './field.ts'

const request = (counts: number[], rest: Partial<FieldRequest> & { fullest?: number } = {}): FieldRequest => {
  const { fullest = 30, ...others } = rest
  let id = 0
  const sections = counts.map((count, z) => ({
    name: `z${z}`,
    title: `zone ${z}`,
    cells: Array.from({ length: count }, () => ({ id: id++, size: fullest })),
  }))
  return { sections, even: true, mode: 'field', width: 1000, height: 400, ...others }
}

test.each([
  [SVG_UP_TO, 60, 'cards'],
  [SVG_UP_TO + 1, 6, 'field'],
  [10, 61, 'field'],
  [AGGREGATE_ABOVE, 500, 'field'],
  [AGGREGATE_ABOVE + 1, 500, 'squares'],
])('%d Pods on %d nodes are shown as %s', (pods, nodes, mode) => {
  expect(stageMode(pods, nodes)).toBe(mode)
})

describe('the field', () => {
  test('gives more room to marks when there are fewer', () => {
    const marks = [3, 20, 70, 500].map((nodes) => layoutField(request([nodes, nodes, nodes])).mark)
    expect(marks).toEqual(marks.toSorted((a, b) => b - a))
    expect(marks[0]).toBeGreaterThan(marks[3] as number)
  })

  test('fits without scrolling when it can', () => {
    for (const mode of ['field', 'squares'] as const)
      expect(layoutField(request([60, 60, 60], { mode })).height).toBeLessThanOrEqual(400)
    expect(layoutField(request([2000, 2000, 2000])).height).toBeGreaterThan(400)
  })

  test('holds every node once, none on another, none outside; a hit finds what was placed', () => {
    const sizes = fc.record({
      counts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
      width: fc.integer({ min: 300, max: 2000 }),
      fullest: fc.integer({ min: 1, max: 110 }),
      mode: fc.constantFrom('field' as const, 'squares' as const, 'counts' as const),
      even: fc.boolean(),
    })
    fc.assert(
      fc.property(sizes, ({ counts, ...rest }) => {
        const field = layoutField(request(counts, rest))
        const total = counts.reduce((sum, count) => sum + count, 0)
        expect(field.cells.size).toBe(total)
        const corners = new Set([...field.cells.values()].map((cell) => `${cell.x}/${cell.y}`))
        expect(corners.size).toBe(total)
        for (const cell of field.cells.values()) {
          expect(cell.y + cell.height).toBeLessThanOrEqual(field.height)
          const slot = field.mode === 'field' ? rest.fullest - 1 : -1
          const at = slot < 0 ? cell : slotAt(field, cell, slot)
          expect(hitField(field, at.x + 1, at.y + 1)).toEqual({ cell, slot })
        }
      }),
      { numRuns: 60, seed: 42 },
    )
  })

  test('between cells there is nothing', () => {
    const field = layoutField(request([4]))
    expect(hitField(field, -1, -1)).toBeUndefined()
    expect(hitField(field, (field.cells.get(0)?.width ?? 0) + 1, 25)).toBeUndefined()
  })

  test('groups are as large as they need, one after the other, however different', () => {
    const sizes = [12_000, 3, 700]
    const cells = sizes.map((size, id) => ({ id, size: roomFor(size) }))
    const field = layoutField({
      sections: [{ name: '', title: '', cells }],
      even: false,
      mode: 'field',
      width: 900,
      height: 400,
    })
    const [large, small, middle] = sizes.map((_, id) => field.cells.get(id) as Cell) as [Cell, Cell, Cell]
    expect(large.width * large.height).toBeGreaterThan(10 * middle.width * middle.height)
    expect(small.width).toBeGreaterThanOrEqual(120)
    sizes.forEach((size, id) => {
      const cell = field.cells.get(id) as Cell
      expect(slotAt(field, cell, size - 1).y + field.mark).toBeLessThanOrEqual(cell.y + cell.height)
    })
  })
})
