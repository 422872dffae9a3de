import { expect, it } from 'vitest'
import { add, formatCounts, NONE, parseCounts, readPlaywright, readVitest } from './counts.ts'

it('reads the last line of counts and no other', () => {
  const output =
    'a: 3 passed, 0 failed, 1 skipped\n1 passed, 2 failed, 3 skipped\nnote\n4 passed, 5 failed, 6 skipped\n'
  expect(parseCounts(output)).toEqual({ passed: 4, failed: 5, skipped: 6 })
  expect(parseCounts('12 passed\n')).toBeUndefined()
})

it('adds and prints', () => {
  const one = { passed: 1, failed: 2, skipped: 3 }
  expect(formatCounts(add(add(NONE, one), one))).toBe('2 passed, 4 failed, 6 skipped')
})

it('counts a test file that did not load as failed, and names what was skipped', () => {
  const tests = (...statuses: string[]) => statuses.map((status) => ({ status, fullName: `${status} one` }))
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [
      { status: 'failed', assertionResults: tests('passed', 'failed', 'skipped') },
      { status: 'failed', assertionResults: [] },
    ],
  }
  expect(readVitest(report)).toEqual({ counts: { passed: 1, failed: 2, skipped: 1 }, skipped: ['skipped one'] })
})

it('counts a flaky browser test as failed, and says why one was skipped', () => {
  const skipped = { status: 'skipped', annotations: [{ type: 'skip', description: 'no kubectl here' }] }
  const report = {
    stats: { expected: 2, unexpected: 1, flaky: 1, skipped: 1 },
    suites: [{ suites: [{ specs: [{ title: 'applies', tests: [skipped] }] }] }],
  }
  const counts = { passed: 2, failed: 2, skipped: 1 }
  expect(readPlaywright(report)).toEqual({ counts, skipped: ['applies: no kubectl here'] })
})
