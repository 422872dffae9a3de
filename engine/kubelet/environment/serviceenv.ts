/** Variables that tell a container of the Services that existed before it (kubelet pkg/kubelet/envvars). */
import type { Service } from '../../kinds/types.ts'

/** The Service every container hears of, whatever its namespace. */
const MASTER = 'kubernetes'

const variableName = (text: string): string => text.toUpperCase().replaceAll('-', '_')

/** Whether a Service has an address of its own (core helper IsServiceIPSet). */
export const hasClusterIP = ({ clusterIP }: { clusterIP?: string }): boolean => !!clusterIP && clusterIP !== 'None'

/**
 * Name → value, for a Pod of this namespace. Later Services of the list win over earlier ones of their name; the master Service stands in
 * unless the namespace has one of that name.
 */
export function serviceVariables(services: readonly Service[], namespace: string, links: boolean): Map<string, string> {
  const heard = new Map<string, Service>()
  for (const service of services) {
    const { name, namespace: home } = service.metadata
    if (!hasClusterIP(service.spec)) continue
    if (home === namespace && links) heard.set(name, service)
    else if (home === 'default' && name === MASTER && !heard.has(name)) heard.set(name, service)
  }
  const values = new Map<string, string>()
  for (const service of heard.values()) addVariables(values, service)
  return values
}

function addVariables(values: Map<string, string>, { metadata, spec }: Service): void {
  const ports = spec.ports ?? []
  const name = variableName(metadata.name)
  const host = spec.clusterIP as string
  values.set(`${name}_SERVICE_HOST`, host)
  values.set(`${name}_SERVICE_PORT`, String(ports[0]?.port ?? ''))
  for (const port of ports) {
    if (port.name) values.set(`${name}_SERVICE_PORT_${variableName(port.name)}`, String(port.port))
  }
  ports.forEach(({ port, protocol = 'TCP' }, i) => {
    const url = `${protocol.toLowerCase()}://${host.includes(':') ? `[${host}]` : host}:${port}`
    const prefix = `${name}_PORT_${port}_${protocol.toUpperCase()}`
    if (i === 0) values.set(`${name}_PORT`, url)
    values.set(prefix, url)
    values.set(`${prefix}_PROTO`, protocol.toLowerCase())
    values.set(`${prefix}_PORT`, String(port))
    values.set(`${prefix}_ADDR`, host)
  })
}
