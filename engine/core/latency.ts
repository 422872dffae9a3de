/** What each hop costs in virtual time (DESIGN.md "Settled"), with seeded jitter from the acting actor's stream. */
import type { Stream } from './random.ts'

/** Mean and jitter (uniform, ±), in virtual milliseconds. */
export interface Hop {
  meanMs: number
  jitterMs: number
}

export type HopName =
  | 'watch'
  | 'controllerSync'
  | 'schedulingCycle'
  | 'bind'
  | 'kubeletSync'
  | 'statusWrite'
  | 'sandbox'
  | 'imagePull'
  | 'containerStart'
  | 'endpointProgramming'

export type Profile = Record<HopName, Hop> & {
  /** Image bandwidth: 50 MB/s = 50,000 bytes a millisecond. */
  pullBytesPerMs: number
}

const hop = (meanMs: number, jitterMs = 0): Hop => ({ meanMs, jitterMs })

export const DEFAULT_PROFILE: Profile = {
  watch: hop(5, 3),
  controllerSync: hop(10, 5),
  schedulingCycle: hop(5),
  bind: hop(10, 3),
  kubeletSync: hop(20, 10),
  statusWrite: hop(15, 5),
  sandbox: hop(300, 100),
  imagePull: hop(500),
  containerStart: hop(200, 100),
  endpointProgramming: hop(100, 50),
  pullBytesPerMs: 50_000,
}

/** Draws one hop's duration in whole milliseconds. */
export function draw(hop: Hop, stream: Stream): number {
  return stream.around(hop.meanMs, hop.jitterMs)
}
