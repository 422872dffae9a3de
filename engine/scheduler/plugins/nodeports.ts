/** Host ports must be free on the node. Source: plugins/nodeports, framework HostPortInfo. */
import type { Pod } from '../../kinds/types.ts'
import { ClusterChange } from '../changes.ts'
import type { HostPort, NodeInfo } from '../nodeinfo.ts'
import { type NodePlugin, refusal } from '../plugin.ts'

const NAME = 'NodePorts'
const TAKEN = refusal(NAME, false, "node(s) didn't have free ports for the requested pod ports")
const ANY_IP = '0.0.0.0'

/** The aspect: the host ports asked for. */
export const nodePorts: NodePlugin<readonly HostPort[]> = {
  name: NAME,
  reads: 'pods',
  aspect: (pod) => {
    const ports = hostPorts(pod)
    return ports.length === 0 ? undefined : ports
  },
  key: (ports) => ports.map(({ ip, protocol, port }) => `${protocol}/${ip}:${port}`).join(),
  filter: (ports, node) => (portsFree(ports, node) ? undefined : TAKEN),
  wakes: [{ on: ClusterChange.POD_DELETE, helps: podGoneHelps }, { on: ClusterChange.NODE_ADD }],
}

/** Host ports of containers and of sidecars. */
export function hostPorts({ spec }: Pod): HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  return [...(spec.containers ?? []), ...sidecars].flatMap(({ ports }) =>
    (ports ?? []).flatMap(({ hostPort, hostIP, protocol }) =>
      hostPort && hostPort > 0 ? [{ ip: hostIP || ANY_IP, protocol: protocol || 'TCP', port: hostPort }] : [],
    ),
  )
}

function conflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false
  return a.ip === b.ip || a.ip === ANY_IP || b.ip === ANY_IP
}

export function portsFree(wanted: readonly HostPort[], node: NodeInfo): boolean {
  if (node.usedPorts.size === 0) return true
  for (const { port } of node.usedPorts.values()) if (wanted.some((want) => conflict(want, port))) return false
  return true
}

/** The Pod that went held one of the ports. */
function podGoneHelps(pod: Pod, before: unknown): boolean {
  const gone = before as Pod
  if (!gone.spec.nodeName) return false
  const wanted = hostPorts(pod)
  return hostPorts(gone).some((held) => wanted.some((want) => conflict(want, held)))
}
