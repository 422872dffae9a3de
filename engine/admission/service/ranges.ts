/**
 * What Services take from the cluster's two ranges, read from the Services themselves: an index over the store, so that
 * a rewind rewinds it. Source: pkg/registry/core/service/ipallocator and portallocator (texts, static sub-ranges).
 */
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Stream } from '../../core/random.ts'
import type { Service } from '../../kinds/types.ts'

export const SERVICE_CIDR = '10.96.0.0/12'
/** 10.96.0.0 as a number; the first address that can be given out is one above. */
const BASE = 10 * 2 ** 24 + 96 * 2 ** 16
const SIZE = 2 ** 20 - 2
/** Addresses below this offset are left to those who choose one themselves. */
const STATIC_ADDRESSES = 256

const FIRST_PORT = 30_000
const PORTS = 2768
const STATIC_PORTS = 86

const INDEX = 'allocations'

/** Why a wish cannot be granted, in upstream's words; undefined when it can. */
export type Refusal = string | undefined

export class ServiceRanges {
  private readonly services: Table
  private readonly stream: Stream

  constructor(server: ApiServer) {
    this.services = server.store.table('services')
    this.stream = server.random.stream('services')
    this.services.addMultiIndex(INDEX, (object) => taken(object as Service))
  }

  /** Whether an address may be given to a Service that held `held` before. */
  refuseAddress(ip: string, held: readonly string[]): Refusal {
    const offset = toNumber(ip) - BASE
    if (!(offset >= 1 && offset <= SIZE)) {
      return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${SERVICE_CIDR}`
    }
    return this.isFree(ip, held) ? undefined : 'provided IP is already allocated'
  }

  refusePort(port: number, held: readonly string[]): Refusal {
    if (port < FIRST_PORT || port >= FIRST_PORT + PORTS) {
      return `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${FIRST_PORT + PORTS - 1}`
    }
    return this.isFree(portKey(port), held) ? undefined : 'provided port is already allocated'
  }

  /** A free address, from the upper part of the range while there is one; undefined when the range is full. */
  nextAddress(): string | undefined {
    const offset = this.next(1, STATIC_ADDRESSES, SIZE + 1, (n) => toText(BASE + n))
    return offset === undefined ? undefined : toText(BASE + offset)
  }

  /** A free node port that is none of `chosen`. */
  nextPort(chosen: readonly number[]): number | undefined {
    const isChosen = (n: number) => chosen.includes(FIRST_PORT + n)
    const offset = this.next(0, STATIC_PORTS, PORTS, (n) => (isChosen(n) ? undefined : portKey(FIRST_PORT + n)))
    return offset === undefined ? undefined : FIRST_PORT + offset
  }

  /** The first free number from a drawn start, going round in [middle, end), then in [start, middle). */
  private next(start: number, middle: number, end: number, key: (n: number) => string | undefined): number | undefined {
    const free = (n: number) => {
      const text = key(n)
      return text !== undefined && this.isFree(text, [])
    }
    for (const [low, high] of [
      [middle, end],
      [start, middle],
    ] as const) {
      const width = high - low
      const first = this.stream.below(width)
      for (let i = 0; i < width; i++) {
        const n = low + ((first + i) % width)
        if (free(n)) return n
      }
    }
    return undefined
  }

  private isFree(key: string, held: readonly string[]): boolean {
    return held.includes(key) || this.services.countIn(INDEX, key) === 0
  }
}

const portKey = (port: number) => `port/${port}`

/** Everything of the ranges that a Service holds. */
export function taken({ spec }: Service): string[] {
  const ports = [...(spec.ports ?? []).map(({ nodePort }) => nodePort), spec.healthCheckNodePort]
  const addresses = spec.type === 'ExternalName' ? [] : (spec.clusterIPs ?? []).filter((ip) => ip !== 'None')
  return [...new Set([...addresses, ...ports.filter((port) => port).map((port) => portKey(port as number))])]
}

/** An IPv4 address as a number; NaN for anything else. */
function toNumber(ip: string): number {
  const octets = ip.split('.').map(Number)
  return octets.length === 4 ? octets.reduce((sum, octet) => sum * 256 + octet, 0) : Number.NaN
}

function toText(address: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256).join('.')
}
