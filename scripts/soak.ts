/**
 * `npm run soak -- [--seeds N] [--from K] [--shard i/n] [--verbose]`: random workloads and faults with every invariant watched,
 * seed after seed (K, K+1, … K+N-1; of those every n-th from the i-th, counted from 0). A seed that breaks an invariant is
 * printed with the command that runs it again; then the exit code is 1, and so it is when many seeds never tried an invariant.
 */
import { parseArgs } from 'node:util'
import { seedsOf } from '../engine/testing/soak/shards.ts'
import { type Soaked, soak } from '../engine/testing/soak/run.ts'

const PROGRESS_EVERY = 50
/** From so many seeds on, every invariant must have been tried. */
const ENOUGH_SEEDS = 30
const HOUR_MS = 3_600_000

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    shard: { type: 'string', default: '0/1' },
    verbose: { type: 'boolean', default: false },
  },
})

function complain({ seed, violations }: Soaked): void {
  console.log(`seed ${seed}: ${violations.length} violations`)
  for (const violation of violations) console.log(`    ${violation}`)
  console.log(`    again: npm run soak -- --seeds 1 --from ${seed} --verbose`)
}

/** What all seeds together have done and tried: a soak that tries nothing proves nothing. */
class Tally {
  private readonly tried = new Map<string, { times: number; seeds: number }>()
  private readonly answers = new Map<number, number>()
  private deeds = 0
  private virtualMs = 0

  add({ tried, answers, deeds, virtualMs }: Soaked): void {
    for (const [name, count] of tried) {
      const { times, seeds } = this.tried.get(name) ?? { times: 0, seeds: 0 }
      this.tried.set(name, { times: times + count, seeds: seeds + (count > 0 ? 1 : 0) })
    }
    for (const [code, count] of answers) this.answers.set(code, (this.answers.get(code) ?? 0) + count)
    this.deeds += deeds.length
    this.virtualMs += virtualMs
  }

  print(): void {
    const answers = [...this.answers].sort(([a], [b]) => a - b).map(([code, count]) => `${count} × ${code}`)
    console.log(`${this.deeds} deeds in ${(this.virtualMs / HOUR_MS).toFixed(1)} virtual hours`)
    console.log(`requests answered: ${answers.join(', ')}`)
    for (const [name, { times, seeds }] of this.tried) console.log(`${name}: tried ${times} times in ${seeds} seeds`)
  }

  untried(): string[] {
    return [...this.tried].filter(([, { times }]) => times === 0).map(([name]) => name)
  }
}

function main(): void {
  const seeds = seedsOf(values)
  const tally = new Tally()
  let failed = 0
  seeds.forEach((seed, at) => {
    const soaked = soak(seed)
    tally.add(soaked)
    if (values.verbose) console.log(soaked.deeds.join('\n'))
    if (soaked.violations.length > 0) {
      failed++
      complain(soaked)
    }
    if ((at + 1) % PROGRESS_EVERY === 0) console.log(`${at + 1} of ${seeds.length} seeds, ${failed} with violations`)
  })
  tally.print()
  const untried = seeds.length < ENOUGH_SEEDS ? [] : tally.untried()
  for (const name of untried) console.log(`${name}: never tried`)
  console.log(`${seeds.length - failed} seeds passed, ${failed} failed`)
  if (failed > 0 || seeds.length === 0 || untried.length > 0) process.exitCode = 1
}

main()
