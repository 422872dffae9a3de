import { expect, it } from 'vitest'
import { CHAPTERS } from '../../lessons/chapters.ts'
import { RELATIONS } from '../../lessons/reference/relations.ts'
import { columnsOf, patternDrawing } from './pattern-map.ts'

const drawing = patternDrawing(CHAPTERS, RELATIONS, (part) => part)

it('draws every chapter once, apart from the others, within its edges', () => {
  expect(drawing.boxes.map(({ slug }) => slug).sort()).toEqual(CHAPTERS.map(({ slug }) => slug).sort())
  const clashes = drawing.boxes.flatMap((a, i) =>
    drawing.boxes.slice(i + 1).filter((b) => a.x === b.x && Math.abs(a.y - b.y) < a.height),
  )
  expect(clashes).toEqual([])
  for (const { x, y, width, height } of drawing.boxes) {
    expect(x + width).toBeLessThan(drawing.width)
    expect(y + height).toBeLessThan(drawing.height)
  }
})

it('stands to the right of what it builds on', () => {
  const x = new Map(drawing.boxes.map((box) => [box.slug, box.x]))
  const wrong = RELATIONS.filter(
    ({ from, to, kind }) => kind === 'builds on' && Number(x.get(from)) <= Number(x.get(to)),
  )
  expect(wrong).toEqual([])
  expect(drawing.lines).toHaveLength(RELATIONS.length)
})

it('refuses a circle', () => {
  const chapters = ['a', 'b'].map((slug) => ({ slug, title: slug, part: 'p' }))
  const relation = { kind: 'builds on' as const, why: '' }
  const circle = [
    { from: 'a', to: 'b', ...relation },
    { from: 'b', to: 'a', ...relation },
  ]
  expect(() => columnsOf(chapters, circle)).toThrow('a builds on b builds on a')
})
