/** How the wire names an object. Types only. */

export interface ObjectRef {
  /** e.g. `apps/v1`. */
  apiVersion: string
  kind: string
  namespace: string
  name: string
}
