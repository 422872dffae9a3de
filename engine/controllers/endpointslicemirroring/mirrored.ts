/**
 * What the slices of hand-made Endpoints should hold: one group for each family and list of ports.
 * Source: endpointslicemirroring/reconciler.go, reconciler_helpers.go; pkg/api/v1/endpoints RepackSubsets.
 */
import { formatIp, isIpv4, parseIp } from '../../api/ip.ts'
import type { Endpoints, EndpointSliceEndpoint } from '../../kinds/types.ts'
import { type Address, byIp, type Subset } from '../endpoints/subsets.ts'
import type { AddressType } from '../endpointslice/endpoint.ts'
import { portsKey, type SlicePort } from '../endpointslice/ports.ts'

/** Upstream's --mirroring-max-endpoints-per-subset. */
export const MAX_ADDRESSES = 1000

type Port = NonNullable<Subset['ports']>[number]

export interface Group {
  type: AddressType
  ports: SlicePort[]
  endpoints: EndpointSliceEndpoint[]
}

export interface Mirrored {
  /** By groupKey; a group may be empty. */
  groups: Map<string, Group>
  /** Addresses left out because they are none. */
  invalid: number
  /** Addresses left out for whatever reason. */
  skipped: number
}

export const groupKey = (type: string, ports: readonly SlicePort[]): string => `${type}|${portsKey(ports)}`

/** Everything a mirror of the object holds. */
export function mirrored({ subsets = [] }: Endpoints): Mirrored {
  const result: Mirrored = { groups: new Map(), invalid: 0, skipped: 0 }
  for (const subset of repacked(subsets)) addSubset(result, subset)
  return result
}

function addSubset(result: Mirrored, { ports, members }: Repacked): void {
  const slicePorts = ports.map(slicePort)
  const groupOf = (type: AddressType): Group => {
    const key = groupKey(type, slicePorts)
    const group = result.groups.get(key) ?? { type, ports: slicePorts, endpoints: [] }
    result.groups.set(key, group)
    return group
  }
  let added = 0
  for (const { address, ready } of members) {
    if (added >= MAX_ADDRESSES) break
    const ip = parseIp(address.ip)
    if (ip === undefined) {
      result.invalid++
      continue
    }
    groupOf(isIpv4(ip.bytes) ? 'IPv4' : 'IPv6').endpoints.push(endpoint(address, formatIp(ip.bytes), ready))
    added++
  }
  result.skipped += members.length - added
}

function endpoint(
  { hostname, nodeName, targetRef }: Address,
  canonicalIp: string,
  ready: boolean,
): EndpointSliceEndpoint {
  return {
    addresses: [canonicalIp],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  }
}

function slicePort({ name = '', port = 0, protocol = 'TCP', appProtocol }: Port): SlicePort {
  return { name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }
}

interface Member {
  address: Address
  ready: boolean
}

interface Repacked {
  ports: Port[]
  /** Ready ones first, each kind by address. */
  members: Member[]
}

/** The same addresses in fewest subsets: ports with the same addresses together; not ready anywhere is not ready. */
function repacked(subsets: readonly Subset[]): Repacked[] {
  const byPort = new Map<string, { ports: Port[]; members: Map<string, Member> }>()
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    // Addresses without ports stay by themselves.
    for (const own of ports.length > 0 ? ports.map((port) => [port]) : [[]]) {
      const key = portsKey(own.map(slicePort))
      const entry = byPort.get(key) ?? { ports: own, members: new Map() }
      byPort.set(key, entry)
      for (const address of addresses) addMember(entry.members, address, true)
      for (const address of notReadyAddresses) addMember(entry.members, address, false)
    }
  }
  const byMembers = new Map<string, Repacked>()
  for (const { ports, members } of byPort.values()) {
    const sorted = [...members.values()].sort((a, b) => Number(b.ready) - Number(a.ready) || byIp(a.address, b.address))
    const names = sorted.map(({ address, ready }) => `${addressKey(address)}/${ready}`)
    const key = `${ports.length > 0}:${names.join()}`
    byMembers.set(key, { ports: [...(byMembers.get(key)?.ports ?? []), ...ports], members: sorted })
  }
  return [...byMembers.values()]
}

/** Two addresses are one when they mean the same Pod, or none. */
const addressKey = ({ ip, targetRef }: Address): string => `${ip}/${targetRef?.uid ?? ''}`

function addMember(members: Map<string, Member>, address: Address, ready: boolean): void {
  const key = addressKey(address)
  const known = members.get(key)
  members.set(key, { address: known?.address ?? address, ready: ready && known?.ready !== false })
}
