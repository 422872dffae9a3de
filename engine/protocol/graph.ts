/** What the page is told for the Graph view: objects, and how they hang together. Types only. */
import type { ObjectRef } from './object.ts'

export type Relation =
  | 'owns'
  | 'selects'
  | 'routes to'
  | 'scales'
  | 'mounts'
  | 'reads'
  | 'runs as'
  | 'pulls with'
  | 'claims'
  | 'is of class'

export interface GraphNode {
  ref: ObjectRef
  /** Somebody refers to it and it is not there. */
  missing: boolean
  /** Short words on how it stands: `2 of 3 ready`, `Pending`; empty when there is nothing to say. */
  note: string
  trouble: boolean
  /** Pods of the same owner that stand behind this one. */
  more: number
}

/** From an object to what it owns, selects or needs: both are indices into the nodes. */
export interface GraphEdge {
  from: number
  to: number
  relation: Relation
}

export interface GraphScope {
  /** Empty for all. */
  namespace: string
  /** Also ConfigMaps and Secrets that nobody refers to yet: a line may be drawn to them. */
  unmentioned?: boolean
}

export interface ObjectGraph {
  nodes: GraphNode[]
  edges: GraphEdge[]
  /** Objects that found no room. */
  left: number
}
