/**
 * The indexes controllers read by, set up once a table: so that no reconcile ever walks all Pods of a namespace.
 *
 * Keys are remembered for the last labels or owners met (objects of one template share them), which makes the check
 * "did the key change?" of an ordinary status write a comparison of two pointers.
 */
import { controllerOf, type KObject, type OwnerReference } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Pod } from '../kinds/types.ts'

/** Objects by the uid of the controller that owns them. */
export const BY_CONTROLLER = 'controller'
/** Objects without a controller, by namespace. */
export const ORPHANS = 'orphans'
/** Objects by each of their labels: `labelKey(namespace, name, value)`. */
export const BY_LABEL = 'labels'
/** Pods by spec.nodeName. */
export const BY_NODE = 'node'
/** Nodes by spec.podCIDR. */
export const BY_POD_RANGE = 'podRange'

export const labelKey = (namespace: string, name: string, value: string): string => `${namespace}/${name}=${value}`

/** Adds the owner indexes to a resource that controllers own. */
export function indexOwned(server: ApiServer, resource: string): void {
  const table = server.store.table(resource)
  const uidOf = controllerUidOf()
  const owners = ({ metadata }: KObject) => metadata.ownerReferences
  table.addIndex(BY_CONTROLLER, uidOf, owners)
  const orphanage = (object: KObject) => (uidOf(object) === undefined ? (object.metadata.namespace ?? '') : undefined)
  table.addIndex(ORPHANS, orphanage, owners)
}

/** A function that gives the uid of an object's controller and remembers the last owners met. */
function controllerUidOf(): (object: KObject) => string | undefined {
  let lastOwners: readonly OwnerReference[] | undefined
  let lastUid: string | undefined
  return (object) => {
    const owners = object.metadata.ownerReferences
    if (owners === undefined) return undefined
    if (owners !== lastOwners) {
      lastOwners = owners
      lastUid = controllerOf(object)?.uid
    }
    return lastUid
  }
}

/** Adds the label index to a resource that selectors pick from. */
export function indexLabels(server: ApiServer, resource: string): void {
  server.store.table(resource).addMultiIndex(BY_LABEL, labelKeysOf(), ({ metadata }) => metadata.labels)
}

/** Adds the index of Pods by node. */
export function indexNodes(server: ApiServer): void {
  const nodeName = (pod: KObject) => (pod as Pod).spec.nodeName
  server.store.table('pods').addIndex(BY_NODE, (pod) => nodeName(pod) || undefined, nodeName)
}

const NONE: readonly string[] = []

/** A function that gives an object's label keys and remembers those of every labels object met. */
export function labelKeysOf(): (object: KObject) => readonly string[] {
  const known = new WeakMap<object, { namespace: string; keys: readonly string[] }>()
  return ({ metadata: { labels, namespace = '' } }) => {
    if (labels === undefined) return NONE
    let found = known.get(labels)
    if (found?.namespace !== namespace) {
      const keys = Object.keys(labels).map((name) => labelKey(namespace, name, labels[name] as string))
      found = { namespace, keys }
      known.set(labels, found)
    }
    return found.keys
  }
}
