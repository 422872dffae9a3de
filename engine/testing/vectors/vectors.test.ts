/** Every conformance vector that has an adapter holds, but for the known differences, which must be real. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isKnown, knownIds, reasonOf } from './known.ts'
import { loadRows } from './row.ts'
import { runRows } from './run.ts'
import { sharedDir } from '../shared.ts'

const shared = sharedDir()
const rows = shared === undefined ? undefined : loadRows(join(shared, 'vectors'))

/** Files about controllers and the scheduler. */
const CONTROL =
  /^(deployment|replicaset|statefulset|daemonset|job\.|cronjob|disruption_pdb_sequences|taint_eviction|podgc_ttl|endpointslice|hpa_|controller_utils|sched_|tolerations_taints|node_selector|quota\.)/

describe.skipIf(rows === undefined)('conformance vectors (skipped without the shared folder)', () => {
  const results = runRows(rows ?? [])

  it('differ only where a reason is written down', () => {
    const surprises = results.filter(({ outcome, id }) => outcome === 'failed' && !isKnown(id))
    expect(surprises.map(({ id, message }) => `${id}: ${message}`)).toEqual([])
  })

  it('still differ where a reason is written down', () => {
    const outcomes = new Map(results.map(({ id, outcome }) => [id, outcome]))
    expect(knownIds().filter((id) => !['failed', 'skipped'].includes(outcomes.get(id) ?? ''))).toEqual([])
  })

  it('are left out for the reason that is written down', () => {
    const left = results.filter(({ outcome }) => outcome === 'skipped' || outcome === 'unadapted')
    expect(left.filter(({ id, message }) => reasonOf(id) !== message).map(({ id }) => id)).toEqual([])
  })

  it('of controllers and the scheduler pass: 97 of 100 that are asked, 99 of the scaler, 85 of all', () => {
    const mine = results.filter(({ file }) => CONTROL.test(file))
    const share = (of: typeof mine, from: typeof mine) => of.length / from.length
    const passed = (of: typeof mine) => of.filter(({ outcome }) => outcome === 'passed')
    const asked = (of: typeof mine) => of.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed')
    const scaler = mine.filter(({ file }) => file.startsWith('hpa_'))
    expect(share(passed(mine), asked(mine))).toBeGreaterThanOrEqual(0.97)
    expect(share(passed(scaler), asked(scaler))).toBeGreaterThanOrEqual(0.99)
    expect(share(passed(mine), mine)).toBeGreaterThanOrEqual(0.85)
  })

  it('have distinct ids', () => {
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length)
  })
})
