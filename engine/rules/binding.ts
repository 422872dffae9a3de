/**
 * What a binding does to a Pod: the node's name and the condition PodScheduled, in one write. Used by the scheduler and
 * by the binding subresource. Source: pkg/registry/core/pod/storage (BindingREST.assignPod).
 */
import { conflict } from '../api/errors.ts'
import type { Store } from '../api/store.ts'
import type { Table } from '../api/table.ts'
import type { Pod, PodCondition } from '../kinds/types.ts'

/**
 * Binds the Pod of a row to a node and returns it as stored. Whether the node exists is not asked.
 * @throws StatusError Conflict when the Pod is bound, gated or being deleted
 */
export function assignPod(store: Store, pods: Table, row: number, nodeName: string): Pod {
  const old = pods.get(row) as Pod
  const refused = whyNot(old)
  if (refused !== undefined) throw conflict(pods.info, old.metadata.name, refused)
  const now = store.calendar.seconds(store.clock.nowMs)
  const conditions = scheduledConditions(old.status.conditions, now)
  return store.write(pods, row, {
    apiVersion: old.apiVersion,
    kind: old.kind,
    metadata: { ...old.metadata, resourceVersion: store.nextVersion() },
    spec: { ...roomy(old.spec), nodeName },
    status: { ...old.status, conditions },
  } as Pod) as Pod
}

/** By the containers: the last spec of a waiting Pod, and the same with a place for a node once a second Pod had it. */
const lastSpecs = new WeakMap<object, { spec: Pod['spec']; roomy: Pod['spec'] | undefined }>()

/** The spec, or what all Pods of a template share of it with a place for the name of a node. */
function roomy(spec: Pod['spec']): Pod['spec'] {
  const last = lastSpecs.get(spec.containers)
  if (last?.spec !== spec) {
    lastSpecs.set(spec.containers, { spec, roomy: undefined })
    return spec
  }
  last.roomy ??= withPlace(spec)
  return last.roomy
}

/**
 * The spec with an empty name of a node, as the parser of JSON makes an object: its fields, this one included, lie within
 * it, in its copies too. Of a spec that grew by and by a copy for each of 150,000 Pods would need a third more.
 */
function withPlace({ nodeName: _nodeName, ...rest }: Pod['spec']): Pod['spec'] {
  const fields = Object.keys(rest).map((field) => `${JSON.stringify(field)}:null`)
  return Object.assign(JSON.parse(`{${[...fields, '"nodeName":""'].join()}}`), rest) as Pod['spec']
}

function whyNot({ metadata, spec }: Pod): string | undefined {
  const { name } = metadata
  if (metadata.deletionTimestamp !== undefined) return `pod ${name} is being deleted, cannot be assigned to a host`
  if (spec.nodeName) return `pod ${name} is already assigned to node "${spec.nodeName}"`
  if (spec.schedulingGates?.length) return `pod ${name} has non-empty .spec.schedulingGates`
  return undefined
}

/** Pods bound within one second share their conditions. */
let lastNow = ''
let lastConditions: PodCondition[] = []

function scheduledConditions(old: readonly PodCondition[] | undefined, now: string): PodCondition[] {
  if (now !== lastNow) {
    lastNow = now
    lastConditions = [scheduled(now)]
  }
  if (!old?.length) return lastConditions
  const rest = old.filter(({ type }) => type !== 'PodScheduled')
  return rest.length === 0 ? lastConditions : [scheduled(now), ...rest]
}

const scheduled = (now: string) =>
  ({ type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now }) as unknown as PodCondition
