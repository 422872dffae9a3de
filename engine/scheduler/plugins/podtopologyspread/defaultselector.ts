/** The selector that groups a Pod with its siblings: of its Services and of its controller. Source: plugins/helper/spread.go. */
import { labelsContain, type Selector, selectorFromSet, selectorOf } from '../../../api/labels.ts'
import { labelSelector } from '../../../api/labelselector.ts'
import { controllerOf, type KObject } from '../../../api/object.ts'
import type { Store } from '../../../api/store.ts'
import type { LabelSelector, Pod, Service } from '../../../kinds/types.ts'

/** Controllers that group Pods, by kind. */
const GROUPING: Readonly<Record<string, { apiVersion: string; name: string }>> = {
  ReplicaSet: { apiVersion: 'apps/v1', name: 'replicasets.apps' },
  StatefulSet: { apiVersion: 'apps/v1', name: 'statefulsets.apps' },
  ReplicationController: { apiVersion: 'v1', name: 'replicationcontrollers' },
}

/** Undefined when nothing groups the Pod. */
export function defaultSelector(store: Store, pod: Pod): Selector | undefined {
  const labels = serviceLabels(store, pod)
  const owner = ownerSelector(store, pod)
  if (owner !== undefined && !('requirements' in owner)) Object.assign(labels, owner.labels)
  const requirements = [...selectorFromSet(labels).requirements]
  if (owner !== undefined && 'requirements' in owner) {
    if (owner.nothing) return requirements.length === 0 ? undefined : selectorOf(requirements)
    requirements.push(...owner.requirements)
  }
  return requirements.length === 0 ? undefined : selectorOf(requirements)
}

const FIRST_LABEL = 'firstSelectorLabel'

/** Indexes Services by the first label of their selectors, so that a Pod finds its own by its labels. */
export function indexServices(store: Store): void {
  store.table('services').addIndex(FIRST_LABEL, (service) => {
    const selector = (service as Service).spec.selector ?? {}
    const [first] = Object.keys(selector).sort()
    return first === undefined ? undefined : labelKey(service.metadata.namespace, first, selector[first] as string)
  })
}

const labelKey = (namespace = '', name: string, value: string) => `${namespace}\0${name}=${value}`

/** Selectors of all Services that select the Pod, in one. */
function serviceLabels(store: Store, { metadata }: Pod): Record<string, string> {
  const labels: Record<string, string> = {}
  if (!store.hasTable('services')) return labels
  const selecting: Service[] = []
  for (const [name, value] of Object.entries(metadata.labels ?? {})) {
    store.table('services').eachIn(FIRST_LABEL, labelKey(metadata.namespace, name, value), (service) => {
      if (labelsContain(metadata.labels, (service as Service).spec.selector)) selecting.push(service as Service)
    })
  }
  selecting.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  for (const { spec } of selecting) Object.assign(labels, spec.selector)
  return labels
}

function ownerSelector(store: Store, pod: Pod): Selector | { labels: Record<string, string> } | undefined {
  const owner = ownerOf(store, pod)
  const { selector } = (owner as { spec?: { selector?: unknown } } | undefined)?.spec ?? {}
  if (owner === undefined) return undefined
  if (owner.kind === 'ReplicationController') return { labels: (selector ?? {}) as Record<string, string> }
  return labelSelector(selector as LabelSelector | undefined)
}

/** The Pod's controller if it is of a kind that groups Pods. */
export function ownerOf(store: Store, pod: Pod): KObject | undefined {
  const reference = controllerOf(pod)
  if (reference === undefined) return undefined
  const { kind, apiVersion, name } = reference
  const resource = GROUPING[kind]
  if (resource?.apiVersion !== apiVersion || !store.hasTable(resource.name)) return undefined
  return store.table(resource.name).find(pod.metadata.namespace ?? '', name)
}
