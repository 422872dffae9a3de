/**
 * Containers that run are state like the rest: a cluster with loops, probes, hooks, sessions and traffic that is checkpointed at
 * random moments (in the midst of any of them), goes on, is put back and goes on again is the cluster that was never touched. A
 * thousand seeds and 200 Pods in the long suite; `DRYDOCK_SEEDS=101-150` takes some of them, and so does
 * `npm run determinism -- --from 101 --seeds 50`.
 */
import { expect, it } from 'vitest'
import { LONG_RUN, survivesCheckpoints } from './running.ts'

const LONG = process.env.DRYDOCK_LONG !== undefined
const LAST = LONG ? 1_000 : 20
const SIZE = LONG ? LONG_RUN : { pods: 8, seconds: 25 }
const [FROM, TO] = (process.env.DRYDOCK_SEEDS ?? `1-${LAST}`).split('-').map(Number) as [number, number]

it(`is the same with and without checkpoints, seeds ${FROM} to ${TO} of ${SIZE.pods} Pods`, () => {
  for (let seed = FROM; seed <= TO; seed++) expect([seed, survivesCheckpoints(seed, SIZE)]).toEqual([seed, true])
}, 3_600_000)
