import { expect, it } from 'vitest'
import type { DocumentConflict, FieldConflict } from '../../../../engine/protocol/edit.ts'
import { type Choice, merged, resolution } from './resolve.ts'

const field = (path: (string | number)[], part: Partial<FieldConflict>): FieldConflict => ({
  path,
  at: path.join('.'),
  isMine: false,
  isTheirs: true,
  ...part,
})
const conflict = (about: DocumentConflict['about'], fields: FieldConflict[]): DocumentConflict => ({
  index: 0,
  object: 'Deployment web',
  about,
  resourceVersion: '42',
  isBaseKnown: true,
  fields,
})

it('merges what only one of them changed, and says which version it is of', () => {
  const both = conflict('version', [
    field(['spec', 'replicas'], { mine: 2, theirs: 5, isMine: true }),
    field(['spec', 'paused'], { theirs: true }),
    field(['spec', 'env', 2], { theirs: { name: 'A' } }),
    field(['spec', 'env', 3], { theirs: { name: 'B' } }),
    field(['metadata', 'labels', 'old'], { mine: 'x' }),
  ])
  expect(resolution(both, (each) => merged('version', each))).toEqual({
    edits: [
      { set: ['metadata', 'resourceVersion'], value: '42' },
      { set: ['spec', 'paused'], value: true },
      { set: ['spec', 'env', 2], value: { name: 'A' } },
      { set: ['spec', 'env', 3], value: { name: 'B' } },
      { remove: ['metadata', 'labels', 'old'] },
    ],
    force: false,
  })
  // Of two new items only the second is taken: it is the list's next one.
  const second = resolution(both, ({ at }): Choice => (at === 'spec.env.3' ? 'theirs' : 'mine'))
  expect(second.edits).toContainEqual({ set: ['spec', 'env', 2], value: { name: 'B' } })
})

it('takes over, gives up, or owns together, field by field', () => {
  const owned = conflict('managers', [
    field(['spec', 'replicas'], { mine: 2, theirs: 5 }),
    field(['spec', 'paused'], { mine: true, theirs: false }),
    field(['metadata', 'labels', 'a'], { mine: 'x', theirs: 'y' }),
  ])
  const choices: Record<string, Choice> = {
    'spec.replicas': 'coOwn',
    'spec.paused': 'takeOver',
    'metadata.labels.a': 'giveUp',
  }
  expect(resolution(owned, ({ at }) => choices[at] as Choice)).toEqual({
    edits: [{ set: ['spec', 'replicas'], value: 5 }, { remove: ['metadata', 'labels', 'a'] }],
    force: true,
  })
  expect(resolution(owned, () => 'coOwn').force).toBe(false)
})
