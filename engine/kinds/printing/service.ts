/** Cells of a Service. Source: pkg/printers/internalversion printService. */
import type { Service, ServicePort } from '../types.ts'

/** Addresses from outside; `<pending>` for a load balancer that has none yet. */
export function externalIpCell({ spec, status }: Service): string {
  const own = (spec.externalIPs ?? []).join(',')
  if (spec.type === 'ExternalName') return spec.externalName ?? ''
  if (spec.type !== 'LoadBalancer') return own || '<none>'
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter(Boolean)
  const given = [...new Set(ingress)].sort().join(',')
  return [given, own].filter(Boolean).join(',') || '<pending>'
}

/** `80/TCP,443:30443/TCP`. */
export function portsCell(ports: readonly ServicePort[] | undefined): string {
  const cells = (ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  )
  return cells.join(',') || '<none>'
}
