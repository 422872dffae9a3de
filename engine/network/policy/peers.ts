/** Whether a peer or a port is one that a network policy's rule names. */
import { selectorMatches, type Selector } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import { cidrContains, parseCidr } from '../../api/cidr.ts'
import { parseIp } from '../../api/ip.ts'
import type { NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../../kinds/types.ts'

/** Who is at the other end: a Pod, or just an address. */
export interface Party {
  readonly address: string
  readonly pod: Pod | undefined
  readonly namespaceLabels: Readonly<Record<string, string>>
}

export interface Port {
  readonly number: number
  readonly protocol: string
  /** Named ports are those of the Pod that is connected to. */
  readonly owner: Pod | undefined
}

const selectors = new WeakMap<object, Selector>()

/** A label selector, compiled once for each (immutable) object. */
export function compiled(selector: object): Selector {
  let made = selectors.get(selector)
  if (made === undefined) {
    made = labelSelector(selector as never)
    selectors.set(selector, made)
  }
  return made
}

/** A rule without peers is about everybody. @param home the policy's namespace */
export function isPeer(peers: readonly NetworkPolicyPeer[] | undefined, home: string, party: Party): boolean {
  return !peers?.length || peers.some((peer) => matches(peer, home, party))
}

function matches({ ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer, home: string, party: Party): boolean {
  if (ipBlock) {
    const { cidr, except } = ipBlock
    return isIn(cidr, party.address) && !except?.some((hole) => isIn(hole, party.address))
  }
  const { pod } = party
  // Pods on the host's network are the host to a policy.
  if (pod === undefined || pod.spec.hostNetwork) return false
  if (namespaceSelector) {
    if (!selectorMatches(compiled(namespaceSelector), party.namespaceLabels)) return false
  } else if (pod.metadata.namespace !== home) return false
  return !podSelector || selectorMatches(compiled(podSelector), pod.metadata.labels ?? {})
}

/** A rule without ports is about all of them. */
export function isPort(ports: readonly NetworkPolicyPort[] | undefined, { number, protocol, owner }: Port): boolean {
  if (!ports?.length) return true
  return ports.some((rule) => {
    if ((rule.protocol ?? 'TCP') !== protocol) return false
    if (rule.port === undefined) return true
    const from = typeof rule.port === 'number' ? rule.port : numberOf(rule.port as unknown as string, protocol, owner)
    return from !== undefined && number >= from && number <= (rule.endPort ?? from)
  })
}

function numberOf(name: string, protocol: string, owner: Pod | undefined): number | undefined {
  const ports = owner?.spec.containers.flatMap((container) => container.ports ?? [])
  return ports?.find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort
}

function isIn(cidr: string, address: string): boolean {
  const block = parseCidr(cidr)
  const ip = parseIp(address)
  return block !== undefined && ip !== undefined && cidrContains(block, ip.bytes)
}
