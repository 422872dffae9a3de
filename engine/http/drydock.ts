/** What the server answers beside the Kubernetes API: its clock, its digest, its log, its audit log. */
import type { Cluster } from '../cluster.ts'
import type { Driver } from './driver.ts'

export interface Plain {
  code: number
  body: unknown
}

const MAX_ADVANCE_MS = 10 * 365 * 86_400_000

/** The answer to a /drydock path; undefined for any other. */
export function drydock(
  cluster: Cluster,
  driver: Driver,
  method: string,
  path: string,
  body: string,
): Plain | undefined {
  if (!path.startsWith('/drydock/')) return undefined
  if (path === '/drydock/clock' && method === 'GET') return { code: 200, body: clockOf(cluster, driver) }
  if (path === '/drydock/clock' && method === 'POST') return setClock(cluster, driver, body)
  if (path === '/drydock/digest' && method === 'GET') return { code: 200, body: { digest: cluster.digest() } }
  if (path === '/drydock/log' && method === 'GET') return { code: 200, body: cluster.log() }
  if (path === '/drydock/audit' && method === 'GET') return { code: 200, body: { items: cluster.audit.events() } }
  const known = ['/drydock/clock', '/drydock/digest', '/drydock/log', '/drydock/audit'].includes(path)
  return known ? refuse(405, 'method not allowed') : refuse(404, 'no such path')
}

const refuse = (code: number, error: string): Plain => ({ code, body: { error } })

/** JSON has no infinity: the fastest speed is a word. */
const clockOf = (cluster: Cluster, { speed }: Driver) => ({
  nowMs: cluster.nowMs,
  speed: speed === Number.POSITIVE_INFINITY ? 'max' : speed,
})

function setClock(cluster: Cluster, driver: Driver, body: string): Plain {
  let wanted: { advanceMs?: unknown; speed?: unknown }
  try {
    wanted = JSON.parse(body) ?? {}
  } catch {
    return refuse(400, 'the body is not JSON')
  }
  const { advanceMs, speed } = wanted
  if (advanceMs !== undefined) {
    const fits = Number.isInteger(advanceMs) && (advanceMs as number) >= 0 && (advanceMs as number) <= MAX_ADVANCE_MS
    if (!fits) return refuse(400, 'advanceMs must be a whole number of milliseconds, 0 or more')
    driver.advance(advanceMs as number)
  }
  if (speed !== undefined) {
    const parsed = parseSpeed(speed)
    if (parsed === undefined) return refuse(400, 'speed must be a number, 0 or more, or "max"')
    driver.setSpeed(parsed)
  }
  return { code: 200, body: clockOf(cluster, driver) }
}

/** A speed as options and clients give it: a number, 0 or more, or `max`. */
export function parseSpeed(value: unknown): number | undefined {
  if (value === 'max') return Number.POSITIVE_INFINITY
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined
}
