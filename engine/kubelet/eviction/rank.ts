/** Who goes first when a node runs out of memory (pkg/kubelet/eviction/helpers.go rankMemoryPressure). */

export interface Candidate {
  readonly row: number
  readonly uid: string
  readonly priority: number
  readonly usageBytes: number
  readonly requestBytes: number
}

/**
 * Those above their requests first, then by priority, then by how far they are above. Equals go by uid, so that the
 * order is one.
 */
export function byMemoryPressure(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) =>
      Number(exceeds(b)) - Number(exceeds(a)) ||
      a.priority - b.priority ||
      excess(b) - excess(a) ||
      (a.uid < b.uid ? -1 : 1),
  )
}

const exceeds = (candidate: Candidate): boolean => excess(candidate) > 0
const excess = ({ usageBytes, requestBytes }: Candidate): number => usageBytes - requestBytes
