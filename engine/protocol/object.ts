/** How the wire names an object. */

export { pluralOf } from '../api/plural.ts'

export interface ObjectRef {
  /** e.g. `apps/v1`. */
  apiVersion: string
  kind: string
  namespace: string
  name: string
}

/** The lives of a Pod's containers: the machine that the engine itself follows, and where each of them stands in it. */
export interface Lifecycle {
  /** Every stage of the machine, in its order, with what may happen there and where that leads. */
  stages: { stage: string; next: [event: string, to: string][] }[]
  /** Init containers first; a stage's words are the machine's. */
  containers: { name: string; stage: string; restarts: number; ready: boolean }[]
}
