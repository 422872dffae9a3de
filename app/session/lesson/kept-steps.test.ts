import { expect, it } from 'vitest'
import { KeptSteps } from './kept-steps.ts'

function shelf(first?: string) {
  let text = first ?? null
  return { getItem: () => text, setItem: (_: string, value: string) => void (text = value) }
}
const files = [{ name: 'web.yaml', text: 'kind: Pod' }]

it('keeps the texts of every step, and the run of the last', () => {
  const store = shelf()
  new KeptSteps(store).keep('a/one', { files, run: 'r1', sinceMs: 5 })
  new KeptSteps(store).keep('a/two', { files, run: 'r2', sinceMs: 7 })
  expect(new KeptSteps(store).get('a/one')).toEqual({ files })
  expect(new KeptSteps(store).get('a/two')).toEqual({ files, run: 'r2', sinceMs: 7 })
  expect(new KeptSteps(store).get('a/three')).toBeUndefined()
})

it.each([
  '',
  '[]',
  'null',
  '{"a/one":3}',
  '{"a/one":{"files":[{"name":1,"text":"x"}]}}',
  '{"a/one":{"files":[],"run":{}}}',
])('takes nothing from %s', (text) => expect(new KeptSteps(shelf(text)).get('a/one')).toBeUndefined())

it('goes on where storage is refused or holds too little', () => {
  const refusing = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('no room', 'QuotaExceededError')
    },
  }
  for (const store of [undefined, refusing]) {
    const kept = new KeptSteps(store)
    expect(() => kept.keep('a/one', { files })).not.toThrow()
    expect(kept.get('a/one')).toBeUndefined()
  }
})
