/** Ports of the host that lead to a container (kubelet container/helpers.go MakePortMappings). */
import type { Container } from '../kinds/types.ts'

export interface PortMapping {
  readonly containerPort: number
  readonly hostPort: number
  readonly hostIP: string
  readonly protocol: string
}

/** In order of the spec; of two that would be the same mapping the first counts. */
export function portMappings({ ports }: Pick<Container, 'ports'>): PortMapping[] {
  const seen = new Set<string>()
  return (ports ?? []).flatMap(({ containerPort, hostPort = 0, hostIP = '', protocol = 'TCP' }) => {
    const name = `${protocol}-${hostIP}-${containerPort}-${hostPort}`
    if (seen.has(name)) return []
    seen.add(name)
    return [{ containerPort, hostPort, hostIP, protocol }]
  })
}
