/** How many tests passed, failed and were skipped, and how to read that out of each tool's report. */

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 }

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** The line every program that counts ends with. */
export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** The last such line of an output; undefined when the program came to no end. */
export function parseCounts(output: string): Counts | undefined {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped\s*$/gm)].at(-1)
  return last ? { passed: Number(last[1]), failed: Number(last[2]), skipped: Number(last[3]) } : undefined
}

/** A report's counts, and the titles of what it skipped: nothing is skipped silently. */
export interface Report {
  counts: Counts
  skipped: string[]
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** Vitest's JSON report; a file that did not load has no tests and counts as one failed. */
export function readVitest(report: VitestReport): Report {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const skipped = tests.filter(({ status }) => !['passed', 'failed'].includes(status)).map(({ fullName }) => fullName)
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = report.numFailedTests + unloaded
  return { counts: { passed: report.numPassedTests, failed, skipped: skipped.length }, skipped }
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[]
  specs?: { title: string; tests: { status: string; annotations: { type: string; description?: string }[] }[] }[]
}

interface PlaywrightReport extends PlaywrightSuite {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

function skippedSpecs(suite: PlaywrightSuite): string[] {
  const here = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'skipped')
      .map(({ annotations }) => [title, annotations.find(({ type }) => type === 'skip')?.description]),
  )
  const titles = here.map((parts) => parts.filter(Boolean).join(': '))
  return [...titles, ...(suite.suites ?? []).flatMap(skippedSpecs)]
}

/** Playwright's JSON report; a flaky test is a failed one. */
export function readPlaywright(report: PlaywrightReport): Report {
  const { expected, unexpected, flaky, skipped } = report.stats
  return { counts: { passed: expected, failed: unexpected + flaky, skipped }, skipped: skippedSpecs(report) }
}
