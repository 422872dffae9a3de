/**
 * How fast NoExecute taints are put on, by zone: one node in ten seconds, so that a network failure does not empty a
 * zone at once; slower or not at all where most of a zone is down; none when everything is, for then the fault is
 * likelier here than there. Source: node_lifecycle_controller.go handleDisruption, ComputeZoneState.
 */
import type { ApiServer } from '../../api/server.ts'
import { Intern } from '../../core/intern.ts'
import { PagedFloats } from '../../core/paged.ts'
import type { Node } from '../../kinds/types.ts'
import { readyStatus } from './health.ts'

/** 0.1 nodes a second. */
const EVICTION_MS = 10_000
/** 0.01 nodes a second, in zones of more than LARGE nodes most of which are down. */
const SECONDARY_MS = 100_000
const LARGE = 50
const UNHEALTHY_SHARE = 0.55
const UNHEALTHY_LEAST = 3

export class Zones {
  private readonly names = new Intern()
  /** When the next node of a zone may be tainted. */
  private readonly nextMs: PagedFloats

  constructor(private readonly server: ApiServer) {
    this.nextMs = server.checkpoints.register(new PagedFloats(server.checkpoints.epoch))
  }

  /** Whether no node at all is ready. */
  allDown(): boolean {
    return !this.some((node) => readyStatus(node) === 'True')
  }

  /** Takes the zone's turn: 0 = now, else how long to wait; undefined = not while the zone is as it is. */
  take(node: Node): number | undefined {
    const period = this.periodOf(node)
    if (period === undefined) return undefined
    const zone = this.names.number(zoneOf(node))
    const { nowMs } = this.server.clock
    const wait = this.nextMs.get(zone) - nowMs
    if (wait > 0) return wait
    this.nextMs.set(zone, nowMs + period)
    return 0
  }

  private periodOf(node: Node): number | undefined {
    const zone = zoneOf(node)
    let down = 0
    let size = 0
    this.some((other) => {
      if (zoneOf(other) !== zone) return false
      size++
      if (readyStatus(other) !== 'True') down++
      return false
    })
    if (down === size || down < UNHEALTHY_LEAST || down / size < UNHEALTHY_SHARE) return EVICTION_MS
    return size > LARGE ? SECONDARY_MS : undefined
  }

  private some(holds: (node: Node) => boolean): boolean {
    let found = false
    this.server.store.table('nodes').each(undefined, (node) => {
      found ||= holds(node as Node)
    })
    return found
  }
}

function zoneOf({ metadata: { labels = {} } }: Node): string {
  return `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`
}
