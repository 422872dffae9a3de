/**
 * `npm run soak -- [--seeds N] [--from K] [--shard i/n] [--verbose]`: random workloads and faults with every invariant watched,
 * seed after seed (K, K+1, … K+N-1; of those every n-th from the i-th, counted from 0). A seed that breaks an invariant is
 * printed with the command that runs it again; then the exit code is 1.
 */
import { parseArgs } from 'node:util'
import { seedsOf } from '../engine/testing/soak/shards.ts'
import { type Soaked, soak } from '../engine/testing/soak/run.ts'

const PROGRESS_EVERY = 50

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

function main(): void {
  const seeds = seedsOf(values)
  const tried = new Map<string, number>()
  let failed = 0
  seeds.forEach((seed, at) => {
    const soaked = soak(seed)
    for (const [name, count] of soaked.tried) tried.set(name, (tried.get(name) ?? 0) + count)
    if (values.verbose) console.log(soaked.deeds.join('\n'))
    if (soaked.violations.length > 0) {
      failed++
      complain(soaked)
    }
    if ((at + 1) % PROGRESS_EVERY === 0) console.log(`${at + 1} of ${seeds.length} seeds, ${failed} with violations`)
  })
  for (const [name, count] of tried) console.log(`${name}: tried ${count} times`)
  console.log(`${seeds.length - failed} passed, ${failed} failed`)
  if (failed > 0 || seeds.length === 0) process.exitCode = 1
}

main()
