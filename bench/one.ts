/** Runs one measurement in a process of its own and prints its figures as JSON: `one.ts b1 '{"pods":…}'`. */
import { b1 } from './b1.ts'
import { b10 } from './b10.ts'
import { b11 } from './b11.ts'
import { b13 } from './b13.ts'
import { b15 } from './b15.ts'
import { b2 } from './b2.ts'
import { b3 } from './b3.ts'
import { b4 } from './b4.ts'
import { b6 } from './b6.ts'
import type { B12Size } from './b12.ts'
import type { B14Size } from './b14.ts'
import type { B5Size } from './b5.ts'
import { b8 } from './b8.ts'
import { b9 } from './b9.ts'

/** The others have no use for a browser. */
const b5 = async (size: B5Size) => (await import('./b5.ts')).b5(size)
const b14 = async (size: B14Size) => (await import('./b14.ts')).b14(size)
const b12 = async (size: B12Size) => (await import('./b12.ts')).b12(size)

const measurements: Record<string, (argument: never) => unknown> = {
  b1,
  b2,
  b3,
  b4,
  b5,
  b6,
  b8,
  b9,
  b10,
  b11,
  b12,
  b13,
  b14,
  b15,
}
const [name = '', argument = '{}'] = process.argv.slice(2)
const run = measurements[name]
if (!run) throw new Error(`no measurement ${name}: ${Object.keys(measurements).join(', ')}`)
const figures = await run(JSON.parse(argument) as never)
process.stdout.write(`\n${JSON.stringify(figures)}\n`)
// The other simulator's timers would go on.
process.exit(0)
