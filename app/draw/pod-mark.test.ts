import { describe, expect, test } from 'vitest'
import { POD_STATES } from '../../engine/protocol/pods.ts'
import { FILL_BOTTOM, FILL_TOP, MARK, markForm, ringArc, square, waterline } from './pod-mark.ts'

/** Numbers of absolute commands only: M, L, H, V and the corners they reach. */
const absolute = (d: string) =>
  [...d.matchAll(/[MLHV]\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?/g)].flatMap(([, x, y]) => [x, y])

describe('every state', () => {
  test.each(POD_STATES)('%s stays on its grid', (state) => {
    const form = markForm(state)
    const numbers = [...form.body, ...form.badge]
      .flatMap((shape) => absolute(shape.d))
      .filter((text) => text !== undefined)
    expect(numbers.length).toBeGreaterThan(0)
    for (const number of numbers.map(Number)) {
      expect(number).toBeGreaterThanOrEqual(0)
      expect(number).toBeLessThanOrEqual(MARK)
    }
  })

  test('can be told from any other without colour', () => {
    const greyscale = POD_STATES.map((state) => {
      const { body, ring, badge, fills, letter } = markForm(state)
      const shapes = [...body, ...badge].map(({ d, fill, width, dash }) => [d, Boolean(fill), width, dash?.join()])
      return JSON.stringify([shapes, ring?.width, fills, letter.text])
    })
    expect(new Set(greyscale).size).toBe(POD_STATES.length)
  })

  test('counts down with a ring only where the design says so', () => {
    expect(POD_STATES.filter((state) => markForm(state).ring)).toEqual(['backoff', 'terminating'])
    expect(POD_STATES.filter((state) => markForm(state).fills)).toEqual(['pulling'])
  })
})

test('the ring empties clockwise from noon', () => {
  const noon = -Math.PI / 2
  expect(ringArc(1)).toEqual({ start: noon, end: noon + 2 * Math.PI })
  const quarterGone = ringArc(0.75)
  expect(quarterGone.start).toBeCloseTo(0)
  expect(quarterGone.end).toBeCloseTo(noon + 2 * Math.PI)
  expect(ringArc(-1).start).toBeCloseTo(ringArc(0).end)
})

test('the waterline rises from the floor to the top and no further', () => {
  expect([0, 1, 7, Number.NaN].map((progress) => waterline(progress).toFixed(3))).toEqual(
    [FILL_BOTTOM, FILL_TOP, FILL_TOP, FILL_BOTTOM].map((y) => y.toFixed(3)),
  )
})

test('a square is inset by what it is told', () => {
  expect(square(3, 3.5)).toMatch(/^M6\.5 3h15a3\.5 3\.5 0 0 1 3\.5 3\.5v15/)
})
