/** The shape every API object has. Stored objects are immutable: replace, never mutate. */

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface ManagedFieldsEntry {
  manager?: string
  operation?: string
  apiVersion?: string
  time?: string
  fieldsType?: string
  fieldsV1?: unknown
  subresource?: string
}

export interface ObjectMeta {
  name: string
  generateName?: string
  namespace?: string
  uid: string
  resourceVersion: string
  generation?: number
  creationTimestamp: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: ManagedFieldsEntry[]
}

export interface KObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

/** An object as a client sends it: the server fills in what is missing. */
export type Draft<T extends KObject> = Omit<T, 'metadata' | 'apiVersion' | 'kind'> & {
  apiVersion?: string
  kind?: string
  metadata: Partial<ObjectMeta>
}

/** The object as plain JSON data, for code that spreads, clones or compares it (recorded events are kept compact). */
export function plain<T extends KObject>(object: T): T {
  const { toJSON } = object as { toJSON?: () => T }
  return toJSON === undefined ? object : toJSON.call(object)
}

/** The owner that manages this object, if any (metav1.GetControllerOf). */
export function controllerOf(object: KObject): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences
  if (owners === undefined) return undefined
  for (const owner of owners) if (owner.controller) return owner
  return undefined
}
