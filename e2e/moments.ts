/** Random moments for what is killed or reloaded: `DRYDOCK_MOMENTS` says how many, `DRYDOCK_SEED` which. */
import fc from 'fast-check'

const SEED = Number(process.env.DRYDOCK_SEED ?? 42)
const LONG = 100

/** As many as the environment says; a hundred in the long mode, else `short`. */
export const momentCount = (short: number): number =>
  Number(process.env.DRYDOCK_MOMENTS ?? (process.env.DRYDOCK_LONG ? LONG : short))

/** `count` times that many ms to wait, and then that many more: each at most its bound. */
export const randomMoments = (count: number, first: number, second = 0): [number, number][] =>
  fc.sample(fc.tuple(fc.nat(first), fc.nat(second)), { seed: SEED, numRuns: count })
