/** Nodes. Source: describe.go NodeDescriber. */
import { formatQuantity, parseQuantity, type Quantity, ZERO_QUANTITY } from '../../api/quantity.ts'
import { addQuantities, scaledValue } from '../../api/quantitymath.ts'
import { podLimits, podRequests } from '../../kinds/podresources/total.ts'
import type { Call } from '../call.ts'
import { Refused } from '../base/failure.ts'
import { type Json, list, map, object, strings, text } from '../base/json.ts'
import { items } from './describer.ts'
import { eventsBlock } from './events.ts'
import { labelled, orUnset, taintsBlock } from './meta.ts'
import { ago, rfc1123 } from './times.ts'
import type { Writer } from './writer.ts'

const ROLE = 'node-role.kubernetes.io/'

export function node(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Roles', roles(map(one, 'metadata', 'labels')))
  labelled(w, one)
  w.field(0, 'CreationTimestamp', rfc1123(text(one, 'metadata', 'creationTimestamp')))
  taintsBlock(w, list(spec, 'taints'))
  w.field(0, 'Unschedulable', spec.unschedulable === true)
  lease(call, w, one)
  conditions(w, one)
  w.write(0, 'Addresses:\n')
  for (const address of list(one, 'status', 'addresses')) w.field(1, text(address, 'type'), text(address, 'address'))
  for (const [field, title] of [
    ['capacity', 'Capacity'],
    ['allocatable', 'Allocatable'],
  ] as const) {
    const amounts = map(one, 'status', field)
    if (Object.keys(amounts).length === 0) continue
    w.write(0, `${title}:\n`)
    for (const name of Object.keys(amounts).sort()) w.field(1, name, amounts[name])
  }
  systemInfo(w, object(one, 'status', 'nodeInfo'))
  if (text(spec, 'podCIDR') !== '') w.field(0, 'PodCIDR', text(spec, 'podCIDR'))
  if (strings(spec, 'podCIDRs').length > 0) w.field(0, 'PodCIDRs', strings(spec, 'podCIDRs').join(','))
  if (text(spec, 'providerID') !== '') w.field(0, 'ProviderID', text(spec, 'providerID'))
  usage(call, w, one)
  // Machines file their events under their name in place of a uid.
  eventsBlock(call, w, one, 'Node', text(one, 'metadata', 'name'))
}

function roles(labels: Record<string, string>): string {
  const found = Object.keys(labels).flatMap((key) => {
    if (key.startsWith(ROLE) && key.length > ROLE.length) return [key.slice(ROLE.length)]
    return key === 'kubernetes.io/role' && labels[key] !== '' ? [labels[key] as string] : []
  })
  return [...new Set(found)].sort().join(',') || '<none>'
}

function lease(call: Call, w: Writer, one: Json): void {
  const name = text(one, 'metadata', 'name')
  try {
    const found = call.client.get(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`)
    const spec = object(found, 'spec')
    const time = (instant: string) => (instant === '' ? '<unset>' : rfc1123(instant))
    w.write(0, 'Lease:\n')
    w.field(1, 'HolderIdentity', orUnset(spec.holderIdentity))
    w.field(1, 'AcquireTime', time(text(spec, 'acquireTime')))
    w.field(1, 'RenewTime', time(text(spec, 'renewTime')))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    w.write(0, `Lease:\tFailed to get lease: ${error.message}\n`)
  }
}

function conditions(w: Writer, one: Json): void {
  const all = list(one, 'status', 'conditions')
  if (all.length === 0) return
  w.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n')
  w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n')
  for (const each of all) {
    const cells = [
      text(each, 'type'),
      text(each, 'status'),
      rfc1123(text(each, 'lastHeartbeatTime')),
      rfc1123(text(each, 'lastTransitionTime')),
      text(each, 'reason'),
      text(each, 'message'),
    ]
    w.write(1, `${cells.join(' \t')}\n`)
  }
}

const INFO = [
  ['machineID', 'Machine ID'],
  ['systemUUID', 'System UUID'],
  ['bootID', 'Boot ID'],
  ['kernelVersion', 'Kernel Version'],
  ['osImage', 'OS Image'],
  ['operatingSystem', 'Operating System'],
  ['architecture', 'Architecture'],
  ['containerRuntimeVersion', 'Container Runtime Version'],
  ['kubeletVersion', 'Kubelet Version'],
  ['kubeProxyVersion', 'Kube-Proxy Version'],
] as const

function systemInfo(w: Writer, info: Json): void {
  w.write(0, 'System Info:\n')
  for (const [field, title] of INFO) w.field(1, title, text(info, field))
}

/** An amount and its share of what the machine has, in whole percent. */
class Shares {
  constructor(private readonly allocatable: Record<string, string>) {}

  text(amount: Quantity | undefined, resource: string): string {
    const scale = resource === 'cpu' ? -3 : 0
    const whole = Number(scaledValue(parseQuantity(this.allocatable[resource] ?? '0'), scale))
    const part = amount === undefined ? 0 : Number(scaledValue(amount, scale))
    const percent =
      whole === 0 ? (part === 0 ? 0 : part > 0 ? 9223372036854775807n : 0) : Math.trunc((part / whole) * 100)
    return `${formatQuantity(amount ?? ZERO_QUANTITY)} (${percent}%)`
  }
}

function usage(call: Call, w: Writer, one: Json): void {
  const selector = `spec.nodeName=${text(one, 'metadata', 'name')},status.phase!=Failed,status.phase!=Succeeded`
  const pods = items(call, '/api/v1/pods', { fieldSelector: selector })
  const own = map(one, 'status', 'allocatable')
  const allocatable = Object.keys(own).length > 0 ? own : map(one, 'status', 'capacity')
  const shares = new Shares(allocatable)
  w.field(0, 'Non-terminated Pods', `(${pods.length} in total)`)
  w.write(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n')
  w.write(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n')
  const totals = { requests: new Map<string, Quantity>(), limits: new Map<string, Quantity>() }
  for (const pod of pods) {
    const requests = podRequests(pod as never)
    const limits = podLimits(pod as never)
    addAll(totals.requests, requests)
    addAll(totals.limits, limits)
    const cells = [
      text(pod, 'metadata', 'namespace'),
      text(pod, 'metadata', 'name'),
      '',
      shares.text(requests.get('cpu'), 'cpu'),
      shares.text(limits.get('cpu'), 'cpu'),
      shares.text(requests.get('memory'), 'memory'),
      shares.text(limits.get('memory'), 'memory'),
      ago(text(pod, 'metadata', 'creationTimestamp'), call.nowMs),
    ]
    w.write(1, `${cells.join('\t')}\n`)
  }
  w.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n')
  w.write(1, 'Resource\tRequests\tLimits\n')
  w.write(1, '--------\t--------\t------\n')
  const huge = Object.keys(allocatable)
    .filter((name) => name.startsWith('hugepages-'))
    .sort()
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...huge]) {
    w.write(
      1,
      `${name}\t${shares.text(totals.requests.get(name), name)}\t${shares.text(totals.limits.get(name), name)}\n`,
    )
  }
  for (const name of Object.keys(allocatable).filter(isExtended).sort()) {
    const amount = (of: Map<string, Quantity>) => formatQuantity(of.get(name) ?? ZERO_QUANTITY)
    w.write(1, `${name}\t${amount(totals.requests)}\t${amount(totals.limits)}\n`)
  }
}

const isExtended = (name: string): boolean =>
  !['cpu', 'memory', 'ephemeral-storage', 'pods', 'storage'].includes(name) && !name.startsWith('hugepages-')

function addAll(total: Map<string, Quantity>, added: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of added) {
    const has = total.get(name)
    total.set(name, has === undefined ? amount : addQuantities(has, amount))
  }
}
