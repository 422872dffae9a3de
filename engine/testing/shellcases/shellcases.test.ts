/** The recorded scripts on our shell: nothing differs but what known.json lists with its reason, which only shrinks. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseCases, runCases } from './table.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

it('makes of every script what a real shell made of it', () => {
  const known = new Set(Object.keys(JSON.parse(read('known.json')) as Record<string, string>))
  const results = runCases(parseCases(read('recorded.json')))
  expect(results.length).toBeGreaterThanOrEqual(600)
  const differing = results.filter(({ passed }) => !passed).map(({ id }) => id)
  expect(differing.filter((id) => !known.has(id))).toEqual([])
  expect(differing.length / results.length).toBeLessThan(0.02)
}, 240_000)
