/** Every conformance vector that has an adapter holds, but for the known differences, which must be real. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isKnown, knownIds } from './known.ts'
import { loadRows } from './row.ts'
import { runRows } from './run.ts'
import { sharedDir } from '../shared.ts'

const shared = sharedDir()
const rows = shared === undefined ? undefined : loadRows(join(shared, 'vectors'))

describe.skipIf(rows === undefined)('conformance vectors (skipped without the shared folder)', () => {
  const results = runRows(rows ?? [])

  it('differ only where a reason is written down', () => {
    const surprises = results.filter(({ outcome, id }) => outcome === 'failed' && !isKnown(id))
    expect(surprises.map(({ id, message }) => `${id}: ${message}`)).toEqual([])
  })

  it('still differ where a reason is written down', () => {
    const outcomes = new Map(results.map(({ id, outcome }) => [id, outcome]))
    expect(knownIds().filter((id) => outcomes.get(id) !== 'failed')).toEqual([])
  })

  it('have distinct ids', () => {
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length)
  })
})
