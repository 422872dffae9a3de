/**
 * ReplicaSets and ReplicationControllers are kept by one machinery. Upstream sees the older kind as ReplicaSets, too
 * (pkg/controller/replication); here a view of it is made where it is read.
 */
import type { KObject } from '../../api/object.ts'
import type { ReplicaSet, ReplicationController } from '../../kinds/types.ts'

export interface Flavour {
  /** Actor and queue. */
  readonly name: string
  readonly title: string
  readonly resource: string
  /** What its Pods' owner references say. */
  readonly kind: string
  readonly apiVersion: string
  /** Source of its events. */
  readonly component: string
  /** The object as a ReplicaSet: the same one, or one with the same parts. */
  view(object: KObject): ReplicaSet
}

export const REPLICA_SET: Flavour = {
  name: 'replicaset',
  title: 'ReplicaSet',
  resource: 'replicasets.apps',
  kind: 'ReplicaSet',
  apiVersion: 'apps/v1',
  component: 'replicaset-controller',
  view: (object) => object as ReplicaSet,
}

const views = new WeakMap<KObject, ReplicaSet>()
/** Selectors by the map they stand for, so that equal ones stay the same object. */
const selectors = new WeakMap<object, { matchLabels: Record<string, string> }>()
const NO_LABELS: Record<string, string> = {}

export const REPLICATION_CONTROLLER: Flavour = {
  name: 'replicationcontroller',
  title: 'ReplicationController',
  resource: 'replicationcontrollers',
  kind: 'ReplicationController',
  apiVersion: 'v1',
  component: 'replication-controller',
  view(object) {
    let view = views.get(object)
    if (view === undefined) {
      const { spec } = object as ReplicationController
      view = { ...object, spec: { ...spec, selector: selectorOf(spec.selector ?? NO_LABELS) } } as ReplicaSet
      views.set(object, view)
    }
    return view
  },
}

function selectorOf(matchLabels: Record<string, string>): { matchLabels: Record<string, string> } {
  let selector = selectors.get(matchLabels)
  if (selector === undefined) {
    selector = { matchLabels }
    selectors.set(matchLabels, selector)
  }
  return selector
}
