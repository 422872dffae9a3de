/** CPU seconds, memory and a calibration loop: figures that mean something on another machine too. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage, with or without --expose-gc. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/** CPU seconds (user and system) that `run` takes, and what it returns. */
export function cpu<T>(run: () => T): { seconds: number; value: T } {
  const before = process.cpuUsage()
  const value = run()
  const used = process.cpuUsage(before)
  return { seconds: (used.user + used.system) / 1e6, value }
}

/** The same for what waits in between. */
export async function cpuAsync<T>(run: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const before = process.cpuUsage()
  const value = await run()
  const used = process.cpuUsage(before)
  return { seconds: (used.user + used.system) / 1e6, value }
}

/** Bytes of the heap and of array buffers in use after a full collection. */
export function retainedBytes(): number {
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Peak resident set of this process so far, in bytes. */
export const peakRss = (): number => process.resourceUsage().maxRSS * 1024

/** Rounds of the calibration; the fastest is the one that nothing disturbed. */
const ROUNDS = 6

/**
 * CPU seconds of a fixed mix of hashing, allocation and map look-ups: the machine's speed in the run's own terms.
 * Figures in "loops" are CPU seconds divided by this.
 */
export function calibrate(): number {
  let fastest = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) fastest = Math.min(fastest, cpu(loop).seconds)
  return fastest
}

function loop(): number {
  const map = new Map<string, { n: number }>()
  let h = 1
  for (let i = 0; i < 2_000_000; i++) {
    h = Math.imul(h ^ i, 0x01000193) >>> 0
    if (i % 4 === 0) map.set(`key-${h % 50_000}`, { n: h })
  }
  return map.size + h
}
