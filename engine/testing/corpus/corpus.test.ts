/** The manifests a reader of each chapter would write run to what the chapter says. */
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { SmallCluster } from '../scenarios/smallcluster.ts'
import { CORPUS, NOT_BUILT } from './list.ts'

describe.each(Object.entries(CORPUS))('chapter %s', (_chapter, cases) => {
  it.each(cases.map((one) => [one.title, one] as const))('%s', (_title, { manifests, outcome }) => {
    const world = new SmallCluster()
    for (const document of parseAllDocuments(manifests)) {
      const object = document.toJS() as { metadata: object }
      world.create({ ...object, metadata: { namespace: 'default', ...object.metadata } } as never)
    }
    outcome(world)
  })
})

it('says of every chapter that has no manifest why', () => {
  const numbers = [...Object.keys(CORPUS), ...Object.keys(NOT_BUILT)].map((title) => Number(title.split(' ')[0]))
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 38 }, (_, i) => i))
})
