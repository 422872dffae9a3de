/**
 * `npm run bench [-- --json FILE] [--only B1]`: every benchmark, each measurement in a process of its own, as a table.
 * Says what was reached and fails nothing: figures of a shared machine are read by people.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { type B1Figures, B1_SIZES } from './b1.ts'
import { type B2Figures, B2_SIZE } from './b2.ts'
import { type B3Figures, B3_SIZES } from './b3.ts'
import { type B4Figures, B4_SIZE } from './b4.ts'
import { type B5Figures, B5_SIZE } from './b5.ts'
import { type B6Figures, B6_SIZE } from './b6.ts'
import { type B8Figures, B8_SIZE } from './b8.ts'
import { type B9Figures, B9_SIZE } from './b9.ts'
import { type B10Figures, B10_SIZE } from './b10.ts'
import { type B11Figures, B11_SIZES } from './b11.ts'
import { type B12Figures, B12_SIZE } from './b12.ts'
import { type B13Figures, B13_SIZE } from './b13.ts'
import { type B14Figures, B14_SIZE } from './b14.ts'
import { type B15Figures, B15_SIZE } from './b15.ts'
import { bundled } from './bundle.ts'
import {
  b1Lines,
  b2Lines,
  b3Lines,
  b4Lines,
  b5Lines,
  b6Lines,
  b8Lines,
  b9Lines,
  b10Lines,
  b11Lines,
  b12Lines,
  b13Lines,
  b14Lines,
  b15Lines,
  type Line,
  verdictOf,
} from './gates.ts'

const NODE_FLAGS = ['--expose-gc', '--max-old-space-size=8192']

type Measure = <T>(name: string, argument: object) => T

/** Runs measurements, each in a process of its own; progress goes to the error stream. */
const measureWith =
  (one: string): Measure =>
  <T>(name: string, argument: object) => {
    process.stderr.write(`${name} ${JSON.stringify(argument)} … `)
    const out = execFileSync(process.execPath, [...NODE_FLAGS, one, name, JSON.stringify(argument)], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    process.stderr.write('done\n')
    return JSON.parse(out.trim().split('\n').at(-1) as string) as T
  }

const BENCHMARKS: Record<string, (measure: Measure) => Line[]> = {
  B1: (measure) => b1Lines(B1_SIZES.map((size) => measure<B1Figures>('b1', size))),
  B2: (measure) => b2Lines(measure<B2Figures>('b2', B2_SIZE)),
  B3: (measure) => B3_SIZES.flatMap((size) => b3Lines(measure<B3Figures>('b3', size))),
  B4: (measure) => b4Lines(measure<B4Figures>('b4', B4_SIZE)),
  B5: (measure) => b5Lines(measure<B5Figures>('b5', B5_SIZE)),
  B6: (measure) => b6Lines(measure<B6Figures>('b6', B6_SIZE)),
  B8: (measure) => b8Lines(measure<B8Figures>('b8', B8_SIZE)),
  B9: (measure) => b9Lines(measure<B9Figures>('b9', B9_SIZE)),
  B10: (measure) => b10Lines(measure<B10Figures>('b10', B10_SIZE)),
  B11: (measure) => B11_SIZES.flatMap((size) => b11Lines(measure<B11Figures>('b11', size))),
  B12: (measure) => b12Lines(measure<B12Figures>('b12', B12_SIZE)),
  B13: (measure) => b13Lines(measure<B13Figures>('b13', B13_SIZE)),
  B14: (measure) => b14Lines(measure<B14Figures>('b14', B14_SIZE)),
  B15: (measure) => b15Lines(measure<B15Figures>('b15', B15_SIZE)),
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

const figure = (n: number): string =>
  Math.abs(n) >= 1000 ? Math.round(n).toLocaleString('en-US') : String(Number(n.toPrecision(3)))

function table(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.benchmark,
    line.what,
    `${figure(line.measured)} ${line.unit}`,
    line.gate === undefined ? '' : figure(line.gate),
    line.stretch === undefined ? '' : figure(line.stretch),
    verdictOf(line),
  ])
  const all = [['', 'what', 'measured', 'gate', 'stretch', 'verdict'], ...rows]
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...all.map((row) => (row[column] as string).length)))
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const only = option('--only')
const chosen = Object.entries(BENCHMARKS).filter(([name]) => only === undefined || name === only.toUpperCase())
if (chosen.length === 0) {
  process.stderr.write(`no benchmark ${only}: ${Object.keys(BENCHMARKS).join(', ')}\n`)
  process.exit(2)
}
const lines = await bundled(async (one) => chosen.flatMap(([, run]) => run(measureWith(one))))
process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}\n${table(lines)}\n`)
const file = option('--json')
if (file !== undefined) {
  const figures = lines.map((line) => ({ ...line, verdict: verdictOf(line) }))
  writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`)
}
