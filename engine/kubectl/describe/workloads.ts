/** Deployments, ReplicaSets, StatefulSets, DaemonSets. Source: describe.go. */
import type { Call } from '../call.ts'
import { type Json, list, map, num, object, strings, text } from '../base/json.ts'
import { canonicalQuantity } from '../../api/quantity.ts'
import { newAndOldSets } from '../client/replicasets.ts'
import { goText } from '../print/gotext.ts'
import { podsOf } from './describer.ts'
import { eventsBlock } from './events.ts'
import {
  annotationsBlock,
  conditionsBlock,
  controlledBy,
  labelled,
  labelsBlock,
  pairs,
  selectorText,
  selectorWords,
} from './meta.ts'
import { podStatuses, templateBlock } from './template.ts'
import { rfc1123 } from './times.ts'
import type { Writer } from './writer.ts'

export function deployment(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  const status = object(one, 'status')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  w.field(0, 'CreationTimestamp', rfc1123(text(one, 'metadata', 'creationTimestamp')))
  labelled(w, one)
  w.field(0, 'Selector', selectorText(spec.selector))
  w.field(
    0,
    'Replicas',
    `${num(spec, 'replicas')} desired | ${num(status, 'updatedReplicas')} updated | ${num(status, 'replicas')} total | ${num(status, 'availableReplicas')} available | ${num(status, 'unavailableReplicas')} unavailable`,
  )
  w.field(0, 'StrategyType', text(spec, 'strategy', 'type'))
  w.field(0, 'MinReadySeconds', num(spec, 'minReadySeconds'))
  const rolling = object(spec, 'strategy').rollingUpdate
  if (rolling !== undefined) {
    w.field(
      0,
      'RollingUpdateStrategy',
      `${text(rolling, 'maxUnavailable')} max unavailable, ${text(rolling, 'maxSurge')} max surge`,
    )
  }
  templateBlock(w, object(spec, 'template'))
  conditionsBlock(w, one)
  const { newSet, oldSets } = newAndOldSets(call, one)
  w.field(0, 'OldReplicaSets', setsText(oldSets))
  w.field(0, 'NewReplicaSet', setsText(newSet === undefined ? [] : [newSet]))
  eventsBlock(call, w, one, 'Deployment')
}

function setsText(sets: readonly Json[]): string {
  const words = sets.map(
    (set) =>
      `${text(set, 'metadata', 'name')} (${num(set, 'status', 'replicas')}/${num(set, 'spec', 'replicas')} replicas created)`,
  )
  return words.length === 0 ? '<none>' : words.join(', ')
}

export function replicaSet(call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  w.field(0, 'Selector', selectorWords(object(one, 'spec').selector))
  labelled(w, one)
  const owner = controlledBy(one)
  if (owner !== '') w.field(0, 'Controlled By', owner)
  w.field(0, 'Replicas', `${num(one, 'status', 'replicas')} current / ${num(one, 'spec', 'replicas')} desired`)
  w.field(0, 'Pods Status', podStatuses(podsOf(call, one)))
  templateBlock(w, object(one, 'spec', 'template'))
  conditionsBlock(w, one)
  eventsBlock(call, w, one, 'ReplicaSet')
}

export function statefulSet(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  w.field(0, 'CreationTimestamp', rfc1123(text(one, 'metadata', 'creationTimestamp')))
  w.field(0, 'Selector', selectorText(spec.selector))
  labelled(w, one)
  w.field(0, 'Replicas', `${num(spec, 'replicas')} desired | ${num(one, 'status', 'replicas')} total`)
  w.field(0, 'Update Strategy', text(spec, 'updateStrategy', 'type'))
  const rolling = object(spec, 'updateStrategy').rollingUpdate
  if (rolling !== undefined) {
    w.field(1, 'Partition', num(rolling, 'partition'))
    if (text(rolling, 'maxUnavailable') !== '') w.field(1, 'MaxUnavailable', text(rolling, 'maxUnavailable'))
  }
  w.field(0, 'Pods Status', podStatuses(podsOf(call, one)))
  templateBlock(w, object(spec, 'template'))
  claims(w, list(spec, 'volumeClaimTemplates'))
  eventsBlock(call, w, one, 'StatefulSet')
}

function claims(w: Writer, templates: readonly Json[]): void {
  if (templates.length === 0) return w.field(0, 'Volume Claims', '<none>')
  w.write(0, 'Volume Claims:\n')
  for (const claim of templates) {
    w.field(1, 'Name', text(claim, 'metadata', 'name'))
    w.field(1, 'StorageClass', text(claim, 'spec', 'storageClassName'))
    labelsBlock(w, 'Labels', map(claim, 'metadata', 'labels'), '  ')
    annotationsBlock(w, 'Annotations', map(claim, 'metadata', 'annotations'), '  ')
    const size = text(claim, 'spec', 'resources', 'requests', 'storage')
    w.field(1, 'Capacity', size === '' ? '<default>' : canonicalQuantity(size))
    w.field(1, 'Access Modes', goText(strings(claim, 'spec', 'accessModes')))
  }
}

export function daemonSet(call: Call, w: Writer, one: Json): void {
  const status = object(one, 'status')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Selector', selectorText(object(one, 'spec').selector))
  w.field(0, 'Node-Selector', pairs(map(one, 'spec', 'template', 'spec', 'nodeSelector')))
  labelled(w, one)
  w.write(0, `Desired Number of Nodes Scheduled: ${num(status, 'desiredNumberScheduled')}\n`)
  w.write(0, `Current Number of Nodes Scheduled: ${num(status, 'currentNumberScheduled')}\n`)
  w.write(0, `Number of Nodes Scheduled with Up-to-date Pods: ${num(status, 'updatedNumberScheduled')}\n`)
  w.write(0, `Number of Nodes Scheduled with Available Pods: ${num(status, 'numberAvailable')}\n`)
  w.write(0, `Number of Nodes Misscheduled: ${num(status, 'numberMisscheduled')}\n`)
  w.field(0, 'Pods Status', podStatuses(podsOf(call, one)))
  templateBlock(w, object(one, 'spec', 'template'))
  eventsBlock(call, w, one, 'DaemonSet')
}

/** Its selector is a plain map. */
export function replicationController(call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  w.field(0, 'Selector', pairs(map(one, 'spec', 'selector')))
  labelled(w, one)
  w.field(0, 'Replicas', `${num(one, 'status', 'replicas')} current / ${num(one, 'spec', 'replicas')} desired`)
  w.field(
    0,
    'Pods Status',
    podStatuses(podsOf(call, { ...one, spec: { selector: { matchLabels: map(one, 'spec', 'selector') } } })),
  )
  templateBlock(w, object(one, 'spec', 'template'))
  conditionsBlock(w, one)
  eventsBlock(call, w, one, 'ReplicationController')
}
