import { expect, it } from 'vitest'
import { STEP_VIEWS } from '../../../lessons/list.ts'
import { VIEWS } from '../list.ts'

it('has every view that a step may open', () => {
  const ids = VIEWS.map(({ id }) => id)
  expect(STEP_VIEWS.filter((view) => !ids.includes(view))).toEqual([])
})
