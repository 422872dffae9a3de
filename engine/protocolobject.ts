/** How the wire names an object. */

export { pluralOf } from './api/plural.ts'

export interface ObjectRef {
  /** e.g. `apps/v1`. */
  apiVersion: string
  kind: string
  namespace: string
  name: string
}
