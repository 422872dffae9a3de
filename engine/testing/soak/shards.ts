/** Which seeds a run of the soak takes. */

export interface Selection {
  /** How many seeds all shards take together. */
  seeds: string
  /** The first one. */
  from: string
  /** `i/n`: every n-th seed, beginning with the i-th; i counts from 0, as a Job's completion indexes do. */
  shard: string
}

/** @throws RangeError on what is no number, or a shard that does not exist */
export function seedsOf({ seeds, from, shard }: Selection): number[] {
  const [index, count, more] = shard.split('/')
  const [i, n] = [whole('--shard', index), whole('--shard', count)]
  if (more !== undefined || n === 0 || i >= n) throw new RangeError(`--shard must be i/n with i below n, not ${shard}`)
  const first = whole('--from', from)
  const all = Array.from({ length: whole('--seeds', seeds) }, (_, at) => first + at)
  return all.filter((_, at) => at % n === i)
}

function whole(name: string, text: string | undefined): number {
  const value = Number(text)
  if (text === undefined || text === '' || !Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name} needs a whole number, not ${text ?? 'nothing'}`)
  return value
}
