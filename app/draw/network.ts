/** Geometry of the Network view: clients, Ingress, Services, endpoints and Pods in columns, joined by ribbons of requests. */
import type { NetworkEndpoint, NetworkIngress, NetworkMap, NetworkService } from '../../engine/protocol/network.ts'
import type { FlowRow } from '../../engine/protocol/traffic.ts'

export interface Rate {
  perSecond: number
  failed: number
  /** Mean of what was answered, in ms; NaN for nothing. */
  latencyMs: number
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface ClientBox extends Box {
  id: string
  title: string
  /** Load from outside, which a person set. */
  own: boolean
  rate: Rate
}

export interface IngressBox extends Box {
  ingress: NetworkIngress
  rows: { host: string; path: string; service: string; y: number }[]
}

export interface EndpointRow {
  endpoint: NetworkEndpoint
  y: number
  rate: Rate
}

export interface ServiceBox extends Box {
  key: string
  service: NetworkService
  rate: Rate
  slice: Box
  endpoints: EndpointRow[]
}

export interface Ribbon {
  key: string
  path: string
  width: number
  rate: Rate
  /** Where its label stands. */
  x: number
  y: number
}

export interface NetworkDrawing {
  width: number
  height: number
  columns: { x: number; width: number; title: string }[]
  clients: ClientBox[]
  ingresses: IngressBox[]
  services: ServiceBox[]
  ribbons: Ribbon[]
}

const TOP = 44
const GAP = 22
const ROW = 24
const HEAD = 28
const LEAST_WIDTH = 780
export const NOTHING: Rate = { perSecond: 0, failed: 0, latencyMs: Number.NaN }
const GOOD = /^(ok|[123]\d\d)$/

/** Rates of the rows that are meant, over some seconds. */
export function rateOf(rows: readonly FlowRow[], seconds: number, isMeant: (row: FlowRow) => boolean): Rate {
  let [requests, failed, latency] = [0, 0, 0]
  for (const row of rows) {
    if (!isMeant(row)) continue
    requests += row.requests
    latency += row.latencySumMs
    for (const [outcome, count] of Object.entries(row.outcomes)) if (!GOOD.test(outcome)) failed += count
  }
  if (requests === 0) return NOTHING
  return { perSecond: requests / seconds, failed: failed / requests, latencyMs: latency / requests }
}

export const serviceKey = ({ namespace, name }: { namespace: string; name: string }): string => `${namespace}/${name}`

/** @param viaIngress clients (`load:NAME`) that ask the Ingress, by host */
export function networkDrawing(
  map: NetworkMap,
  rows: readonly FlowRow[],
  seconds: number,
  viaIngress: ReadonlyMap<string, string>,
  width: number,
): NetworkDrawing {
  const full = Math.max(LEAST_WIDTH, width)
  const hasIngress = map.ingresses.length > 0
  const at = columnsOf(full, hasIngress)
  const services = servicesOf(map, rows, seconds, at)
  const height = Math.max(260, ...services.map(({ slice }) => slice.y + slice.height + GAP))
  const ingresses = hasIngress ? ingressesOf(map.ingresses, height, at.ingress) : []
  const clients = clientsOf(rows, seconds, height, at.clients)
  const ribbons = [
    ...fromClients(clients, ingresses, services, rows, seconds, viaIngress),
    ...fromIngress(ingresses, services, rows, seconds, viaIngress),
    ...services.flatMap(toEndpoints),
  ]
  const columns = [
    { ...at.clients, title: 'Clients' },
    ...(hasIngress ? [{ ...at.ingress, title: 'Ingress' }] : []),
    { ...at.services, title: 'Services' },
    { ...at.slices, title: 'EndpointSlices' },
    { ...at.pods, title: 'Pods' },
  ]
  return { width: full, height, columns, clients, ingresses, services, ribbons }
}

interface Columns {
  clients: { x: number; width: number }
  ingress: { x: number; width: number }
  services: { x: number; width: number }
  slices: { x: number; width: number }
  pods: { x: number; width: number }
}

function columnsOf(width: number, hasIngress: boolean): Columns {
  const shares = hasIngress ? [0.02, 0.16, 0.37, 0.56, 0.82] : [0.02, 0.16, 0.28, 0.52, 0.82]
  const [clients, ingress, services, slices, pods] = shares.map((share) => Math.round(share * width)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return {
    clients: { x: clients, width: Math.round(width * 0.11) },
    ingress: { x: ingress, width: Math.round(width * 0.15) },
    services: { x: services, width: Math.round(width * 0.13) },
    slices: { x: slices, width: Math.round(width * 0.2) },
    pods: { x: pods, width: Math.round(width * 0.16) },
  }
}

function servicesOf(map: NetworkMap, rows: readonly FlowRow[], seconds: number, at: Columns): ServiceBox[] {
  let y = TOP
  return map.services.map((service) => {
    const key = serviceKey(service)
    const count = Math.max(1, service.endpoints.length + (service.left > 0 ? 1 : 0))
    const slice = { ...at.slices, y, height: HEAD + count * ROW + 6 }
    const endpoints = service.endpoints.map((endpoint, i) => ({
      endpoint,
      y: y + HEAD + 4 + i * ROW + ROW / 2,
      rate: rateOf(rows, seconds, (row) => row.service === key && row.pod === `${service.namespace}/${endpoint.pod}`),
    }))
    const box = {
      ...at.services,
      key,
      service,
      rate: rateOf(rows, seconds, (row) => row.service === key),
      slice,
      endpoints,
      y: y + slice.height / 2 - 25,
      height: 50,
    }
    y += Math.max(slice.height, 54) + GAP
    return box
  })
}

function ingressesOf(ingresses: readonly NetworkIngress[], height: number, at: Columns['ingress']): IngressBox[] {
  const heights = ingresses.map(({ paths }) => HEAD + Math.max(1, paths.length) * 28)
  let y = Math.max(TOP, (height - heights.reduce((sum, each) => sum + each + GAP, -GAP)) / 2)
  return ingresses.map((ingress, i) => {
    const box = {
      ...at,
      y,
      height: heights[i] as number,
      ingress,
      rows: ingress.paths.map((path, n) => ({ ...path, y: y + HEAD + n * 28 + 14 })),
    }
    y += box.height + GAP
    return box
  })
}

function clientsOf(rows: readonly FlowRow[], seconds: number, height: number, at: Columns['clients']): ClientBox[] {
  const ids = [...new Set(rows.map(({ from }) => from))].sort().slice(0, 12)
  let y = Math.max(TOP, (height - ids.length * 76) / 2)
  return ids.map((id) => {
    const own = id.startsWith('load:')
    const box = {
      ...at,
      y,
      height: 58,
      id,
      own,
      title: own ? id.slice('load:'.length) : (id.split('/').at(-1) ?? id),
      rate: rateOf(rows, seconds, ({ from }) => from === id),
    }
    y += 76
    return box
  })
}

/** Wide enough to be seen, never wider than a box is high. */
export const ribbonWidth = (perSecond: number): number =>
  perSecond <= 0 ? 0 : Math.min(34, 2 + Math.sqrt(perSecond) * 1.6)

function curve(x0: number, y0: number, x1: number, y1: number): string {
  const half = (x1 - x0) / 2
  return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${(x0 + half).toFixed(1)} ${y0.toFixed(1)} ${(x1 - half).toFixed(1)} ${y1.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`
}

function ribbon(key: string, x0: number, y0: number, x1: number, y1: number, rate: Rate): Ribbon[] {
  if (rate.perSecond <= 0) return []
  return [
    { key, path: curve(x0, y0, x1, y1), width: ribbonWidth(rate.perSecond), rate, x: (x0 + x1) / 2, y: (y0 + y1) / 2 },
  ]
}

const middle = ({ y, height }: Box): number => y + height / 2

function fromClients(
  clients: readonly ClientBox[],
  ingresses: readonly IngressBox[],
  services: readonly ServiceBox[],
  rows: readonly FlowRow[],
  seconds: number,
  viaIngress: ReadonlyMap<string, string>,
): Ribbon[] {
  return clients.flatMap((client) => {
    const host = viaIngress.get(client.id)
    const door =
      host === undefined
        ? undefined
        : ingresses.find((box) => box.rows.some((row) => row.host === host || row.host === '*'))
    if (door)
      return ribbon(
        `${client.id} ${door.ingress.name}`,
        client.x + client.width,
        middle(client),
        door.x,
        middle(door),
        client.rate,
      )
    return services.flatMap((service) => {
      const rate = rateOf(rows, seconds, (row) => row.from === client.id && row.service === service.key)
      return ribbon(
        `${client.id} ${service.key}`,
        client.x + client.width,
        middle(client),
        service.x,
        middle(service),
        rate,
      )
    })
  })
}

function fromIngress(
  ingresses: readonly IngressBox[],
  services: readonly ServiceBox[],
  rows: readonly FlowRow[],
  seconds: number,
  viaIngress: ReadonlyMap<string, string>,
): Ribbon[] {
  return ingresses.flatMap((box) =>
    services.flatMap((service) => {
      const line = box.rows.find((row) => row.service === service.key)
      if (!line) return []
      const rate = rateOf(rows, seconds, (row) => viaIngress.has(row.from) && row.service === service.key)
      return ribbon(`${box.ingress.name} ${service.key}`, box.x + box.width, line.y, service.x, middle(service), rate)
    }),
  )
}

function toEndpoints({ key, rate, slice, endpoints, ...box }: ServiceBox): Ribbon[] {
  const out = ribbon(`${key} slice`, box.x + box.width, middle(box), slice.x, middle(box), rate)
  return [
    ...out,
    ...endpoints.flatMap(({ endpoint, y, rate: own }) =>
      ribbon(`${key} ${endpoint.address}`, slice.x + slice.width, y, slice.x + slice.width + 56, y, own),
    ),
  ]
}

export function rateText(perSecond: number): string {
  return perSecond >= 10 ? `${Math.round(perSecond)}/s` : `${+perSecond.toFixed(1)}/s`
}

/** `38 ms`, and what failed. */
export function rateWords({ perSecond, latencyMs, failed }: Rate): string {
  if (perSecond === 0) return 'no requests'
  const errors = failed > 0 ? `, ${Math.round(failed * 100)}% failed` : ''
  return `${rateText(perSecond)}, ${Number.isNaN(latencyMs) ? '' : `${Math.round(latencyMs)} ms`}${errors}`
}

/** Px a bold character of a box's title takes, and what the count of ready addresses beside it needs. */
const TITLE_CHAR = 7
const COUNT_ROOM = 96

/** A slice's name as far as its box has room; its end is what tells it from others. */
export function sliceTitle(name: string, width: number): string {
  const room = Math.max(4, Math.floor((width - COUNT_ROOM) / TITLE_CHAR))
  return name.length > room ? `…${name.slice(1 - room)}` : name
}
