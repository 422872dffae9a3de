/** What a real control plane decided about workloads; see engine/testing/differential/controllers.ts. */
import { describe, expect, it } from 'vitest'
import { type ControllerScenario, replayControllers } from '../testing/differential/controllers.ts'
import { isKnown } from '../testing/differential/known.ts'
import { differing, readScenarios } from '../testing/differential/report.ts'
import { sharedDir } from '../testing/shared.ts'

const shared = sharedDir()
const scenarios =
  shared === undefined ? [] : (readScenarios<ControllerScenario>(`${shared}/differential`, 'controllers.json') ?? [])

describe.skipIf(scenarios.length === 0)('differential sets: workloads', () => {
  it.each(scenarios.map((scenario) => [`${scenario.id} ${scenario.mode}`, scenario] as const))('%s', (_, scenario) => {
    expect(differing(replayControllers(scenario)).filter(({ id }) => !isKnown(id))).toEqual([])
  })
})
