/** Lists of addresses and ports that are cut after three. Source: pkg/printers/internalversion formatEndpoints. */
import type { Endpoints, EndpointSlice } from '../types.ts'

const SHOWN = 3

/** `10.0.0.1:80,10.0.0.2:80 + 1 more...`. */
export function endpointsCell({ subsets }: Endpoints): string {
  if (!subsets?.length) return '<none>'
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => joinHostPort(ip, port))),
  )
  return cut(all)
}

export function slicePortsCell({ ports }: EndpointSlice): string {
  return (
    cut((ports ?? []).map(({ port, name }) => (port === undefined || port === null ? (name ?? '*') : String(port)))) ||
    '<unset>'
  )
}

export function sliceEndpointsCell({ endpoints }: EndpointSlice): string {
  return cut((endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])) || '<unset>'
}

function cut(all: readonly string[]): string {
  const shown = all.slice(0, SHOWN).join(',')
  return all.length > SHOWN ? `${shown} + ${all.length - SHOWN} more...` : shown
}

/** An IPv6 address needs brackets before a port. */
function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
