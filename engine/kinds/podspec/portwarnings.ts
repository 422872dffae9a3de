/** Ports of a Pod's containers that get in each other's way. Source: pkg/api/pod/warnings.go. */
import { child, index } from '../../api/fieldpath.ts'
import type { Container } from '../types.ts'

type Port = NonNullable<Container['ports']>[number]

interface Placed {
  port: Port
  path: string
}

export function portWarnings(containers: readonly (readonly [Container, string])[]): string[] {
  const seen = new Map<string, Placed[]>()
  const warnings: string[] = []
  for (const [{ ports = [] }, at] of containers) {
    for (const [i, port] of ports.entries()) {
      const path = index(child(at, 'ports'), i)
      const identity = `${port.containerPort}/${port.protocol ?? 'TCP'}`
      const others = seen.get(identity) ?? []
      for (const other of others) {
        const what = clash(port, other.port)
        if (what) warnings.push(`${path}: ${what} port definition with ${other.path}`)
      }
      seen.set(identity, [...others, { port, path }])
    }
  }
  return warnings
}

function clash({ hostIP = '', hostPort = 0 }: Port, other: Port): string | undefined {
  const { hostIP: otherIP = '', hostPort: otherPort = 0 } = other
  if (hostIP === otherIP && hostPort === otherPort) return 'duplicate'
  if (hostPort === 0 || otherPort === 0) return 'overlapping'
  const oneIsOpen = (hostIP === '') !== (otherIP === '')
  return hostPort === otherPort && oneIsOpen ? 'dangerously ambiguous' : undefined
}
