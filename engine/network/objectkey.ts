/** `NAMESPACE/NAME` of an object, made once for each state of it: requests ask for the same few all the time. */
import type { Pod, Service } from '../kinds/types.ts'

const keys = new WeakMap<Pod | Service, string>()

export function keyOf(object: Pod | Service): string {
  let key = keys.get(object)
  if (key === undefined) {
    key = `${object.metadata.namespace}/${object.metadata.name}`
    keys.set(object, key)
  }
  return key
}
