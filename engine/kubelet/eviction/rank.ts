/** Who goes first when a node runs out of something (pkg/kubelet/eviction/helpers.go rankMemoryPressure, rankDiskPressureFunc, rankPIDPressure). */

/** A Pod and what it uses and asked for: bytes, or processes. */
export interface Candidate {
  readonly row: number
  readonly uid: string
  readonly priority: number
  readonly usage: number
  /** Of processes nobody asks for a number: Infinity. */
  readonly request: number
}

/**
 * Those above their requests first, then by priority, then by how far they are above (of processes: by how many).
 * Equals go by uid, so that the order is one.
 */
export function byPressure(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) =>
      Number(exceeds(b)) - Number(exceeds(a)) ||
      a.priority - b.priority ||
      excess(b) - excess(a) ||
      (a.uid < b.uid ? -1 : 1),
  )
}

const exceeds = ({ usage, request }: Candidate): boolean => usage > request
const excess = ({ usage, request }: Candidate): number =>
  request === Number.POSITIVE_INFINITY ? usage : usage - request
