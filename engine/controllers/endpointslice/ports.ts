/** Which ports of a Pod a Service's ports lead to. Source: endpointslice/utils.go, pkg/api/v1/pod FindPort. */
import type { Pod, Service, ServicePort } from '../../kinds/types.ts'
import { isSidecar } from '../../kinds/podresources/total.ts'

/** A port of an EndpointSlice. */
export interface SlicePort {
  name: string
  port?: number
  protocol: string
  appProtocol?: string
}

/** The number a Service port has on a Pod; undefined when a named port is not there. */
export function findPort(pod: Pod, { targetPort, port, protocol = 'TCP' }: ServicePort): number | undefined {
  if (targetPort === undefined || targetPort === 0 || targetPort === '') return port
  if (typeof targetPort === 'number') return targetPort
  const { containers, initContainers = [] } = pod.spec
  for (const container of [...containers, ...initContainers.filter(isSidecar)]) {
    const named = container.ports?.find((p) => p.name === targetPort && (p.protocol ?? 'TCP') === protocol)
    if (named !== undefined) return named.containerPort
  }
  return undefined
}

/** Whether every Pod has the same ports: no port goes by name. */
export function portsAreFixed({ spec }: Service): boolean {
  return (spec.ports ?? []).every(({ targetPort }) => typeof targetPort !== 'string')
}

/** Ports of Services none of whose ports goes by name, by their spec. */
const fixed = new WeakMap<Service['spec'], SlicePort[]>()

/** The ports of a Pod's endpoint; named ports the Pod lacks are left out. Pods of a Service mostly share one list. */
export function slicePorts(service: Service, pod: Pod): SlicePort[] {
  const known = fixed.get(service.spec)
  if (known !== undefined) return known
  const ports: SlicePort[] = []
  for (const servicePort of service.spec.ports ?? []) {
    const number = findPort(pod, servicePort)
    if (number === undefined) continue
    const { name = '', protocol = 'TCP', appProtocol } = servicePort
    ports.push({ name, port: number, protocol, ...(appProtocol ? { appProtocol } : {}) })
  }
  if (portsAreFixed(service)) fixed.set(service.spec, ports)
  return ports
}

const keys = new WeakMap<readonly SlicePort[], string>()

/** Equal for equal sets of ports. */
export function portsKey(ports: readonly SlicePort[]): string {
  let key = keys.get(ports)
  if (key === undefined) {
    key = ports
      .map(({ name, port, protocol, appProtocol = '' }) => `${name}|${port}|${protocol}|${appProtocol}`)
      .sort()
      .join(',')
    keys.set(ports, key)
  }
  return key
}
