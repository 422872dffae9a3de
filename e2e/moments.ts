/** Random moments for what is killed or reloaded: `DRYDOCK_MOMENTS` says how many, `DRYDOCK_SEED` which. */
import { Checkpoints } from '../engine/core/checkpoint.ts'
import { Random } from '../engine/core/random.ts'

const SEED = Number(process.env.DRYDOCK_SEED ?? 42)
const LONG = 100

/** As many as the environment says; a hundred in the long mode, else `short`. */
export const momentCount = (short: number): number =>
  Number(process.env.DRYDOCK_MOMENTS ?? (process.env.DRYDOCK_LONG ? LONG : short))

/** `count` tuples of ms, each below its bound. */
export function randomMoments<const Bounds extends readonly number[]>(
  count: number,
  below: Bounds,
): { [I in keyof Bounds]: number }[] {
  const chance = new Random(SEED, new Checkpoints()).stream('moments')
  return Array.from(
    { length: count },
    () => below.map((bound) => chance.below(bound)) as { [I in keyof Bounds]: number },
  )
}
