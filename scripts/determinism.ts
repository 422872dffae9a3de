/**
 * `npm run determinism -- [--seeds N] [--from K] [--shard i/n]`: clusters of 200 Pods that run, checkpointed at random moments and
 * put back, seed after seed (K, K+1, … K+N-1; of those every n-th from the i-th). A seed that ends otherwise than the run that was
 * never touched is printed, and the exit code is 1.
 */
import { parseArgs } from 'node:util'
import { LONG_RUN, survivesCheckpoints } from '../engine/testing/scenarios/running.ts'
import { seedsOf } from '../engine/testing/soak/shards.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    shard: { type: 'string', default: '0/1' },
  },
})

const failed: number[] = []
let done = 0
for (const seed of seedsOf(values)) {
  if (!survivesCheckpoints(seed, LONG_RUN)) failed.push(seed)
  done++
  const seconds = process.cpuUsage().user / 1e6
  console.log(
    `seed ${seed} ${failed.at(-1) === seed ? 'DIFFERS' : 'agrees'}; ${done} done, ${(seconds / done).toFixed(1)} CPU s each`,
  )
}
console.log(`${done - failed.length} seeds agree, ${failed.length} differ: ${failed.join(' ')}`)
if (failed.length > 0 || done === 0) process.exitCode = 1
