import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NodeRow } from '../../engine/protocol.ts'
import { POD_STATES } from '../../engine/protocolpods.ts'
import {
  AGGREGATE_ABOVE,
  type FieldRequest,
  hitField,
  layoutField,
  SVG_UP_TO,
  shareOf,
  slotAt,
  stageMode,
} from './field.ts'

const request = (counts: number[], rest: Partial<FieldRequest> = {}): FieldRequest => {
  let id = 0
  const zones = counts.map((count, z) => ({
    name: `z${z}`,
    title: `zone ${z}`,
    nodes: Array.from({ length: count }, () => ({ id: id++ }) as NodeRow),
  }))
  return { zones, fullest: 30, mode: 'field', width: 1000, height: 400, ...rest }
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
      mode: fc.constantFrom('field' as const, 'squares' as const),
    })
    fc.assert(
      fc.property(sizes, ({ counts, ...rest }) => {
        const field = layoutField(request(counts, rest))
        const total = counts.reduce((sum, count) => sum + count, 0)
        expect(field.cells.size).toBe(total)
        const corners = new Set([...field.cells.values()].map((cell) => `${cell.x}/${cell.y}`))
        expect(corners.size).toBe(total)
        for (const cell of field.cells.values()) {
          expect(cell.y + field.cellHeight).toBeLessThanOrEqual(field.height)
          const slot = field.mode === 'squares' ? -1 : rest.fullest - 1
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
    expect(hitField(field, field.cellWidth + 1, 25)).toBeUndefined()
  })
})

test('a square shows its parts of the capacity', () => {
  const states = Uint8Array.from(['ready', 'ready', 'completed', 'pulling', 'backoff', 'unknown'] as const, (state) =>
    POD_STATES.indexOf(state),
  )
  expect(shareOf([0, 1, 2, 3, 4, 5], states, 12)).toEqual({ ready: 3 / 12, starting: 1 / 12, trouble: 2 / 12 })
  expect(shareOf([0, 1, 2, 3], states, 0)).toEqual({ ready: 3 / 4, starting: 1 / 4, trouble: 0 })
})
