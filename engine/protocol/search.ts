/** Search over objects and their fields. Types only. */
import type { ObjectRef } from './object.ts'

export interface SearchHit {
  ref: ObjectRef
  /** The field that answered, e.g. `spec.containers[0].image`; empty where the name did. */
  field: string
  value: string
}

export interface SearchAnswer {
  hits: SearchHit[]
  /** Objects that matched, shown or not. */
  total: number
  /** The cluster is larger than one search looks at. */
  partial: boolean
  /** Why nothing could be looked for. */
  error?: string
}

/** The worker's face, as far as searching goes. Only reads. */
export interface SearchApi {
  /** Objects that match every term: `web image:nginx status.phase=Pending -kind:Event`. */
  search(query: string, most: number): SearchAnswer
}
