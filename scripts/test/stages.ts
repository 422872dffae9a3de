/** What `npm test` runs, in this order: the quick and the telling first. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sharedDir } from '../../engine/testing/shared.ts'
import { ensureChromium } from '../chromium.mjs'
import { type Finished, runCommand } from './command.ts'
import { type Counts, formatCounts, parseCounts, type Report, readPlaywright, readVitest } from './counts.ts'

export interface StageResult {
  counts: Counts
  /** Shown when the stage failed. */
  output: string
  /** Shown always, a line each. */
  notes: string[]
}

export interface Stage {
  name: string
  run: (limitMs: number) => Promise<StageResult>
}

const REPORTS = '.cache/reports'
const PASSED: Counts = { passed: 1, failed: 0, skipped: 0 }
const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 }

/** A stage without tests of its own counts as one: its programs, one after the other, until one fails. */
function check(name: string, ...commands: string[][]): Stage {
  return {
    name,
    run: async (limitMs) => {
      for (const command of commands) {
        const { status, output } = await runCommand(command, limitMs)
        if (status !== 0) return { counts: FAILED, output, notes: [] }
      }
      return { counts: PASSED, output: '', notes: [] }
    },
  }
}

/** What a test runner found; running nothing, or failing without a failed test, is a failure too. */
function judge({ status, output }: Finished, report: Report | undefined): StageResult {
  if (!report) return { counts: FAILED, output: `${output}\nThere is no report.\n`, notes: [] }
  const { counts } = report
  const notes = report.skipped.map((title) => `skipped: ${title}`)
  const ran = counts.passed + counts.failed
  if (ran === 0) return { counts: { ...counts, failed: 1 }, output: `${output}\nNo test ran.\n`, notes }
  const failedUnseen = status !== 0 && counts.failed === 0
  return { counts: failedUnseen ? { ...counts, failed: 1 } : counts, output, notes }
}

/** A fresh report file, so that an old one is never read. */
function reportFile(name: string): string {
  mkdirSync(REPORTS, { recursive: true })
  const path = join(REPORTS, `${name}.json`)
  rmSync(path, { force: true })
  return path
}

function readReport<T>(path: string, read: (report: T) => Report): Report | undefined {
  return existsSync(path) ? read(JSON.parse(readFileSync(path, 'utf8'))) : undefined
}

function vitest(name: string, ...projects: string[]): Stage {
  return {
    name,
    run: async (limitMs) => {
      const report = reportFile(name)
      const selected = projects.flatMap((project) => ['--project', project])
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
      const finished = await runCommand(['vitest', 'run', ...selected, ...reporters], limitMs)
      return judge(finished, readReport(report, readVitest))
    },
  }
}

const browser: Stage = {
  name: 'browser',
  run: async (limitMs) => {
    if (!ensureChromium())
      return { counts: FAILED, output: 'No Chromium: install one or set CHROMIUM_PATH.\n', notes: [] }
    const report = reportFile('browser')
    const finished = await runCommand(['playwright', 'test'], limitMs, { DRYDOCK_PLAYWRIGHT_JSON: report })
    return judge(finished, readReport(report, readPlaywright))
  },
}

/**
 * Rows of a shared folder through one of our programs, which prints the counts and decides itself what is allowed to fail
 * (its checked-in list of known differences): those it let pass are counted as skipped, and said.
 */
function rows(name: string): Stage {
  return {
    name,
    run: async (limitMs) => {
      const shared = sharedDir()
      if (!shared) {
        const notes = [`skipped: there is no shared folder beside the checkout and DRYDOCK_SHARED is not set`]
        return { counts: { passed: 0, failed: 0, skipped: 1 }, output: '', notes }
      }
      const command = ['node', 'scripts/run.mjs', `scripts/${name}.ts`, '--dir', join(shared, name)]
      const finished = await runCommand(command, limitMs)
      const counts = parseCounts(finished.output)
      const known = finished.status === 0 ? (counts?.failed ?? 0) : 0
      const report = counts && {
        counts: { passed: counts.passed, failed: counts.failed - known, skipped: counts.skipped + known },
        skipped: [],
      }
      const result = judge(finished, report)
      return {
        ...result,
        notes: [...(counts ? [formatCounts(counts)] : []), ...(known ? [`${known} known differences`] : [])],
      }
    },
  }
}

/** A failed build must not leave the last one for the stages that look at it. */
const build: Stage = {
  name: 'build',
  run: (limitMs) => {
    rmSync('dist', { recursive: true, force: true })
    return check('build', ['vite', 'build', '--logLevel', 'warn']).run(limitMs)
  },
}

export const STAGES: Stage[] = [
  check('typecheck', ['tsc', '-p', 'engine'], ['tsc', '-p', 'app'], ['tsc', '-p', '.']),
  check('format', ['biome', 'ci', '--colors=off', '--reporter=summary', '.']),
  check('lint', ['oxlint', '--type-aware']),
  vitest('tidy', 'tidy'),
  check('dead-code', ['knip']),
  vitest('unit', 'engine', 'page'),
  rows('vectors'),
  rows('golden'),
  rows('differential'),
  build,
  check('size', ['size-limit']),
  browser,
]
