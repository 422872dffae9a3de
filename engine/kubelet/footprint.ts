/** What a Pod takes of its node, as the kubelet's admission counts it. */
import type { Container, Pod } from '../kinds/types.ts'
import { portMappings } from './portmappings.ts'
import { type RequestNumbers, requestNumbers } from '../rules/requestnumbers.ts'

export interface HostPort {
  readonly ip: string
  readonly protocol: string
  readonly port: number
}

export interface Footprint {
  readonly requests: RequestNumbers
  readonly hostPorts: readonly HostPort[]
}

/** By the list of containers, which bound Pods of one template share (their specs differ by the node's name). */
const footprints = new WeakMap<readonly Container[], Footprint>()

export function footprintOf({ spec }: Pod): Footprint {
  let footprint = footprints.get(spec.containers)
  if (footprint === undefined) {
    footprint = { requests: requestNumbers(spec), hostPorts: hostPorts(spec.containers) }
    footprints.set(spec.containers, footprint)
  }
  return footprint
}

function hostPorts(containers: readonly Container[]): HostPort[] {
  return containers.flatMap((container) =>
    portMappings(container).flatMap(({ hostPort, hostIP, protocol }) =>
      hostPort ? [{ port: hostPort, ip: hostIP || '0.0.0.0', protocol }] : [],
    ),
  )
}

/** Whether two host ports cannot be held at once: same number and protocol, and addresses that meet. */
export function portsClash(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false
  return a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0'
}
