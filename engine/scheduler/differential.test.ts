/** Recorded decisions of a real scheduler; see engine/testing/differential/scheduling.ts. */
import { describe, expect, it } from 'vitest'
import { differing, readScenarios } from '../testing/differential/report.ts'
import { replayScheduling, type SchedulingScenario } from '../testing/differential/scheduling.ts'
import { sharedDir } from '../testing/shared.ts'

const shared = sharedDir()
const scenarios =
  shared === undefined ? [] : (readScenarios<SchedulingScenario>(`${shared}/differential`, 'scheduling.json') ?? [])

describe.skipIf(scenarios.length === 0)('recorded decisions', () => {
  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_, scenario) => {
    expect(differing(replayScheduling(scenario))).toEqual([])
  })
})
