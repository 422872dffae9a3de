import { expect, it } from 'vitest'
import { proofsOf } from '../../engine/testing/lessons/prove.ts'
import { compileLesson } from '../../lessons/compile/lesson.ts'
import { PARTS } from '../../lessons/list.ts'
import { scaffold } from './new.ts'

it('a new lesson passes the schema and its own proofs', () => {
  const lesson = compileLesson('new-one', new Map(Object.entries(scaffold('New One', PARTS[0]?.id ?? ''))))
  expect(lesson.title).toBe('New One')
  const proofs = lesson.steps.flatMap((step) => proofsOf(lesson, step, [1]))
  expect(proofs.flatMap(({ problems }) => problems())).toEqual([])
  expect(proofs).toHaveLength(5)
})
