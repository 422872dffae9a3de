/** Every cell of a comparison that states a behaviour is played; none is left out, and none is proved that is not stated. */
import { describe, expect, it } from 'vitest'
import { PROOFS } from '../../engine/testing/tables/list.ts'
import { CHAPTERS } from '../chapters.ts'
import { TABLES } from './tables.ts'

it('has proofs for its tables, and for no others', () => {
  expect(Object.keys(PROOFS).sort()).toEqual(TABLES.map(({ id }) => id).sort())
})

describe.each(TABLES)('$title', ({ id, columns, rows, chapters }) => {
  const proofs = PROOFS[id] ?? {}

  it('is full, and proved where it states a behaviour', () => {
    expect(rows.filter(({ cells }) => cells.length !== columns.length)).toEqual([])
    const stated = rows.filter(({ advice }) => !advice)
    expect(Object.keys(proofs)).toEqual(stated.map(({ ask }) => ask))
    expect(stated.filter(({ ask }) => proofs[ask]?.length !== columns.length)).toEqual([])
    expect(stated.length).toBeGreaterThan(2)
    expect(chapters.filter((slug) => !CHAPTERS.some((chapter) => chapter.slug === slug))).toEqual([])
  })

  for (const { ask, cells } of rows.filter(({ advice }) => !advice))
    for (const [i, column] of columns.entries()) it(`${ask} · ${column}: ${cells[i]}`, () => proofs[ask]?.[i]?.())
})
