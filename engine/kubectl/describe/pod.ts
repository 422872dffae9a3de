/** Pods. Source: describe.go describePod. */
import type { Call } from '../call.ts'
import { type Json, list, map, num, object, text } from '../base/json.ts'
import { MIRROR } from '../../kinds/pod/mirror.ts'
import { containersBlock, resourcesBlock } from './containers.ts'
import { eventsBlock } from './events.ts'
import { controlledBy, labelled, labelsBlock, spreadBlock, tolerationsBlock } from './meta.ts'
import { ago, rfc1123 } from './times.ts'
import { volumesBlock } from './volumes.ts'
import type { Writer } from './writer.ts'

export function pod(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  const status = object(one, 'status')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  if (spec.priority !== undefined) w.field(0, 'Priority', num(spec, 'priority'))
  optional(w, 'Priority Class Name', text(spec, 'priorityClassName'))
  optional(w, 'Runtime Class Name', text(spec, 'runtimeClassName'))
  optional(w, 'Service Account', text(spec, 'serviceAccountName'))
  const node = text(spec, 'nodeName')
  w.field(0, 'Node', node === '' ? '<none>' : `${node}/${text(status, 'hostIP')}`)
  if (text(status, 'startTime') !== '') w.field(0, 'Start Time', rfc1123(text(status, 'startTime')))
  labelled(w, one)
  phase(call, w, one, status)
  optional(w, 'Reason', text(status, 'reason'))
  optional(w, 'Message', text(status, 'message'))
  seccomp(w, object(spec, 'securityContext', 'seccompProfile'))
  w.field(0, 'IP', text(status, 'podIP'))
  ips(w, status)
  optional(w, 'Controlled By', controlledBy(one))
  optional(w, 'NominatedNodeName', text(status, 'nominatedNodeName'))
  if (spec.resources !== undefined) {
    w.write(0, 'Resources:\n')
    resourcesBlock(w, object(spec, 'resources'), 1)
  }
  containers(w, one, spec, status)
  gates(w, spec, status)
  const conditions = list(status, 'conditions')
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n  Type\tStatus\n')
    for (const condition of conditions) w.write(1, `${text(condition, 'type')} \t${text(condition, 'status')} \n`)
  }
  volumesBlock(w, list(spec, 'volumes'), '')
  w.field(0, 'QoS Class', text(status, 'qosClass'))
  labelsBlock(w, 'Node-Selectors', map(spec, 'nodeSelector'))
  tolerationsBlock(w, 'Tolerations', list(spec, 'tolerations'))
  spreadBlock(w, list(spec, 'topologySpreadConstraints'), '')
  // Of a Pod that a machine runs by itself, the kubelet tells under the name its own copy has.
  eventsBlock(call, w, one, 'Pod', map(one, 'metadata', 'annotations')[MIRROR])
}

function optional(w: Writer, name: string, value: string): void {
  if (value !== '') w.field(0, name, value)
}

function phase(call: Call, w: Writer, one: Json, status: Json): void {
  const deleted = text(one, 'metadata', 'deletionTimestamp')
  const word = text(status, 'phase')
  if (deleted === '' || word === 'Failed' || word === 'Succeeded') return w.field(0, 'Status', word)
  w.field(0, 'Status', `Terminating (lasts ${ago(deleted, call.nowMs)})`)
  w.field(0, 'Termination Grace Period', `${num(one, 'metadata', 'deletionGracePeriodSeconds')}s`)
}

function seccomp(w: Writer, profile: Json): void {
  if (profile.type === undefined) return
  w.field(0, 'SeccompProfile', text(profile, 'type'))
  if (profile.type === 'Localhost') w.field(0, 'LocalhostProfile', text(profile, 'localhostProfile'))
}

function ips(w: Writer, status: Json): void {
  const all = list(status, 'podIPs')
  if (all.length === 0) return w.field(0, 'IPs', '<none>')
  w.write(0, 'IPs:\n')
  for (const each of all) w.field(1, 'IP', text(each, 'ip'))
}

function containers(w: Writer, one: Json, spec: Json, status: Json): void {
  const inits = list(spec, 'initContainers')
  if (inits.length > 0) containersBlock(w, 'Init Containers', inits, list(status, 'initContainerStatuses'), one, '')
  containersBlock(w, 'Containers', list(spec, 'containers'), list(status, 'containerStatuses'), one, '')
  const ephemeral = list(spec, 'ephemeralContainers')
  if (ephemeral.length > 0) {
    containersBlock(w, 'Ephemeral Containers', ephemeral, list(status, 'ephemeralContainerStatuses'), one, '')
  }
}

function gates(w: Writer, spec: Json, status: Json): void {
  const all = list(spec, 'readinessGates')
  if (all.length === 0) return
  w.write(0, 'Readiness Gates:\n  Type\tStatus\n')
  for (const gate of all) {
    const type = text(gate, 'conditionType')
    const found = list(status, 'conditions').find((condition) => text(condition, 'type') === type)
    w.write(1, `${type} \t${found === undefined ? '<none>' : text(found, 'status')} \n`)
  }
}
