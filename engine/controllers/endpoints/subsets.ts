/**
 * The addresses of an Endpoints object, sorted and cut at a thousand.
 * Source: pkg/controller/endpoint/endpoints_controller.go, pkg/api/v1/endpoints RepackSubsets.
 */
import type { Endpoints, Pod, Service } from '../../kinds/types.ts'
import { isPodReady } from '../../rules/podutil.ts'
import { type AddressType, addressesOf, belongsInEndpoints, hasHostname } from '../endpointslice/endpoint.ts'
import { portsKey, type SlicePort, slicePorts } from '../endpointslice/ports.ts'

export type Subset = NonNullable<Endpoints['subsets']>[number]
export type Address = NonNullable<Subset['addresses']>[number]

export const CAPACITY = 1000

/** One Pod's address and what it goes with. */
export interface Entry {
  address: Address
  ports: SlicePort[]
  ready: boolean
}

/** A Pod's entry; undefined when it has no place in the Service's Endpoints. */
export function entryOf(service: Service, pod: Pod, type: AddressType): Entry | undefined {
  const all = Boolean(service.spec.publishNotReadyAddresses)
  if (!belongsInEndpoints(pod, all)) return undefined
  const [ip] = addressesOf(pod, type)
  if (ip === undefined) return undefined
  const { name, namespace, uid } = pod.metadata
  const ports = slicePorts(service, pod)
  if (ports.length === 0 && (service.spec.ports ?? []).length > 0) return undefined
  const address: Address = {
    ip,
    ...(hasHostname(pod, service) ? { hostname: pod.spec.hostname as string } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace: namespace as string, name, uid },
  }
  return { address, ports, ready: all || isPodReady(pod) }
}

/** Ready and other addresses of one list of ports, while a subset is put together. */
interface Group {
  ports: SlicePort[]
  ready: Address[]
  notReady: Address[]
}

/** All subsets of these entries, one per list of ports, before any cut. */
export function subsetsOf(entries: readonly Entry[]): Subset[] {
  const groups = new Map<string, Group>()
  for (const { address, ports, ready } of entries) {
    const key = portsKey(ports)
    let group = groups.get(key)
    if (group === undefined) {
      group = { ports, ready: [], notReady: [] }
      groups.set(key, group)
    }
    group[ready ? 'ready' : 'notReady'].push(address)
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([, { ports, ready, notReady }]) => subset(ports, ready.sort(byIp), notReady.sort(byIp)))
}

/** A subset without its empty parts. */
export function subset(ports: readonly SlicePort[], ready: Address[], notReady: Address[]): Subset {
  return {
    ...(ready.length > 0 ? { addresses: ready } : {}),
    ...(notReady.length > 0 ? { notReadyAddresses: notReady } : {}),
    ...(ports.length > 0
      ? { ports: ports.map(({ name, ...rest }) => (name ? { name, ...rest } : rest)) as never }
      : {}),
  }
}

export function byIp(a: Address, b: Address): number {
  return a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0
}

/** Cuts the addresses at the capacity: ready ones stay first, in proportion to the subsets' sizes. Returns whether it cut. */
export function truncate(subsets: Subset[]): boolean {
  const count = (part: 'addresses' | 'notReadyAddresses') => subsets.reduce((n, s) => n + (s[part]?.length ?? 0), 0)
  const ready = count('addresses')
  const notReady = count('notReadyAddresses')
  if (ready + notReady <= CAPACITY) return false
  cut(subsets, 'addresses', ready, CAPACITY)
  cut(subsets, 'notReadyAddresses', notReady, Math.max(0, CAPACITY - ready))
  return true
}

function cut(subsets: Subset[], part: 'addresses' | 'notReadyAddresses', total: number, room: number): void {
  if (total <= room) return
  let left = room
  subsets.forEach((s, i) => {
    const all = s[part] ?? []
    const share = i === subsets.length - 1 ? left : Math.floor((all.length / total) * room)
    const kept = all.slice(0, Math.min(share, left))
    left -= kept.length
    if (kept.length > 0) s[part] = kept
    else delete s[part]
  })
}
