import { describe, expect, it } from 'vitest'
import { handleAt, laneWords, type ProbeField, probeLane, probeNumbers, valueAt } from './probe-lane.ts'

const numbers = probeNumbers({ initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 2 })

describe('a probe on its lane', () => {
  it('runs each period after its delay, and says when its container is given up', () => {
    const lane = probeLane(numbers)
    expect(lane.runs.slice(0, 3)).toEqual([5, 15, 25])
    expect(lane).toMatchObject({ goodAt: 5, badAt: 27 })
    expect(lane.lengthSeconds).toBeGreaterThan(27)
  })

  it('waits for a probe that takes longer than its period', () => {
    expect(probeLane({ ...numbers, initialDelaySeconds: 0, periodSeconds: 1, timeoutSeconds: 4 }).badAt).toBe(12)
  })

  it('has handles that mean what they stand at', () => {
    const fields: ProbeField[] = [
      'initialDelaySeconds',
      'periodSeconds',
      'timeoutSeconds',
      'failureThreshold',
      'successThreshold',
    ]
    for (const field of fields) {
      for (const value of [1, 3, 7]) {
        const put = { ...numbers, [field]: value }
        // Where the handle of that number stands, the number is read again.
        expect(valueAt(field, put, handleAt(field, put)), field).toBe(value)
      }
    }
    expect(valueAt('periodSeconds', numbers, 0)).toBe(1)
    expect(valueAt('initialDelaySeconds', numbers, -3)).toBe(0)
  })

  it('says it in a sentence', () => {
    expect(laneWords('livenessProbe', numbers)).toBe('First asked after 5 s; restarted after 27 s of failing.')
    expect(laneWords('readinessProbe', numbers)).toBe(
      'Ready after 5 s at the earliest; out of its Services 22 s after it stops answering.',
    )
  })
})
