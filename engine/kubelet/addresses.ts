/** Addresses of nodes and of their Pods, by the order in which nodes joined: 172.18.x.y and 10.244.n.0/24. */
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedInts } from '../core/paged.ts'

/** Addresses .2 … .254 of a node's /24 go to Pods. */
const FIRST_IP = 2
const LAST_IP = 254
const IP_WORDS = 8

export class Addresses {
  /** Ordinal of the node by order of joining, +1. */
  private readonly ordinals: PagedInts
  /** [0] nodes that ever joined. */
  private readonly counts: PagedInts
  /** Bits of addresses in use, eight words a node, and where the search goes on. */
  private readonly bits: PagedInts
  private readonly next: PagedInts
  /** Ordinal → node row, +1. */
  private readonly rows: PagedInts
  /** Node row × 256 + last byte → Pod row, +1. */
  private readonly holders: PagedInts
  /** Texts by node row; an ordinal never changes within a run, but a rewound run may deal them otherwise. */
  private readonly hosts: (readonly { ip: string }[])[] = []
  private readonly hostOrdinals: number[] = []

  constructor(checkpoints: Checkpoints) {
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.ordinals = ints()
    this.counts = ints()
    this.bits = ints()
    this.next = ints()
    this.rows = ints()
    this.holders = ints()
  }

  /** Gives a node that joins its place; a node that comes back keeps its own. */
  join(row: number): void {
    if (this.knows(row)) return
    const ordinal = this.counts.add(0, 1)
    this.ordinals.set(row, ordinal)
    this.rows.set(ordinal, row + 1)
  }

  /** Whether the node ever joined. */
  knows(row: number): boolean {
    return this.ordinals.get(row) !== 0
  }

  hostIP(row: number): string {
    return this.hostIPs(row)[0]?.ip as string
  }

  /** `status.hostIPs` of every Pod on the node: one shared list. */
  hostIPs(row: number): readonly { ip: string }[] {
    const n = this.ordinals.get(row) + 1
    if (this.hostOrdinals[row] !== n) {
      this.hostOrdinals[row] = n
      this.hosts[row] = [{ ip: `172.18.${n >> 8}.${n & 255}` }]
    }
    return this.hosts[row] as { ip: string }[]
  }

  /** A free address of the node's Pod range, for a Pod; '' when all 253 are taken, more than any node's Pods. */
  allocate(row: number, pod: number): string {
    let at = Math.max(FIRST_IP, this.next.get(row))
    for (let tries = 0; tries <= LAST_IP; tries++) {
      if (at > LAST_IP) at = FIRST_IP
      const word = row * IP_WORDS + (at >> 5)
      const bits = this.bits.get(word)
      if ((bits & (1 << (at & 31))) === 0) {
        this.bits.set(word, bits | (1 << (at & 31)))
        this.next.set(row, at + 1)
        this.holders.set(row * 256 + at, pod + 1)
        return `${this.podPrefix(row)}.${at}`
      }
      at++
    }
    return ''
  }

  /** The range a node's Pods get addresses from. */
  podRange(row: number): string {
    return `${this.podPrefix(row)}.0/24`
  }

  /** Gives an address back; '' and the node's own are none. */
  release(row: number, ip: string): void {
    if (!ip || ip === this.hostIP(row)) return
    const at = Number(ip.slice(ip.lastIndexOf('.') + 1))
    const word = row * IP_WORDS + (at >> 5)
    this.bits.set(word, this.bits.get(word) & ~(1 << (at & 31)))
    this.holders.set(row * 256 + at, 0)
  }

  /** Row of the Pod that holds an address; -1 for none. */
  podAt(address: string): number {
    const number = numberOf(address)
    const [a, b, c, d] = [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255]
    const row = a === 10 && b <= 244 ? this.rows.get(((244 - b) << 8) + c + 1) - 1 : -1
    return row < 0 ? -1 : this.holders.get(row * 256 + d) - 1
  }

  /** Row of the node with this address; -1 for none. */
  nodeAt(address: string): number {
    const number = numberOf(address)
    const [a, b, c, d] = [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255]
    return a === 172 && b === 18 && c * 256 + d > 1 ? this.rows.get(c * 256 + d - 1) - 1 : -1
  }

  /** 10.244.n for the first 256 nodes, then 10.243.n and so on. */
  private podPrefix(row: number): string {
    const n = this.ordinals.get(row) - 1
    return `10.${244 - (n >> 8)}.${n & 255}`
  }
}

/** The 32 bits of `a.b.c.d`; 0 for what is none. Read by hand: every message asks. */
function numberOf(address: string): number {
  let whole = 0
  let part = 0
  let dots = 0
  for (let i = 0; i < address.length; i++) {
    const code = address.charCodeAt(i)
    if (code === 46) {
      whole = (whole << 8) | part
      part = 0
      dots++
    } else if (code < 48 || code > 57) return 0
    else part = part * 10 + code - 48
    if (part > 255) return 0
  }
  return dots === 3 ? ((whole << 8) | part) >>> 0 : 0
}
