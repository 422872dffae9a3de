/** One manifest of a chapter and what must come of it. */
import type { SmallCluster } from '../scenarios/smallcluster.ts'

export interface CorpusCase {
  readonly title: string
  /** YAML, as a reader of the chapter would write it. */
  readonly manifests: string
  /** Runs the cluster and asserts its state and history. @throws when it is not as the chapter says */
  readonly outcome: (world: SmallCluster) => void
}
