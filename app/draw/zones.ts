/** Nodes in their zones, in an order that never depends on which batch came first. */
import type { NodeRow } from '../../engine/protocol/batch.ts'

export interface Zone {
  /** Zone label, or empty for nodes without one. */
  name: string
  /** What stands over the column. */
  title: string
  nodes: NodeRow[]
}

export const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane'

/** True for machines that keep workloads off; they stand in a column of their own when they have no zone. */
export function isControlPlane(node: NodeRow): boolean {
  return node.taints.some((taint) => taint.startsWith(CONTROL_PLANE))
}

/** Named zones in order of name, then the nodes without a zone. Within a zone: by name, numbers as numbers. */
export function zonesOf(nodes: Iterable<NodeRow>): Zone[] {
  const byZone = new Map<string, NodeRow[]>()
  for (const node of nodes) {
    const rows = byZone.get(node.zone)
    if (rows) rows.push(node)
    else byZone.set(node.zone, [node])
  }
  const names = [...byZone.keys()].sort((a, b) => Number(a === '') - Number(b === '') || compareNames(a, b))
  return names.map((name) => {
    const rows = (byZone.get(name) ?? []).sort((a, b) => compareNames(a.name, b.name))
    return { name, title: zoneTitle(name, rows), nodes: rows }
  })
}

/** Zones as drawn, and the order they stand in, which outlives changes of their rows. */
export interface ZoneOrder {
  zones: readonly Zone[]
  /** The same object until a node comes, goes or moves: only ids, names and zones in it are up to date. */
  order: readonly Zone[]
}

/**
 * Zones of changed rows. While no node came, went or moved, the order is kept (sorting thousands of names costs more than a frame has),
 * and a zone without changes stays the same object.
 */
export function refreshZones(before: ZoneOrder, nodes: ReadonlyMap<number, NodeRow>): ZoneOrder {
  const known = before.order.reduce((sum, zone) => sum + zone.nodes.length, 0)
  const stale =
    known !== nodes.size || before.order.some((zone) => zone.nodes.some((old) => !sameNode(old, nodes.get(old.id))))
  if (stale) {
    const zones = zonesOf(nodes.values())
    return { zones, order: zones }
  }
  const zones = before.zones.map((zone) => {
    const rows = zone.nodes.map((old) => nodes.get(old.id) ?? old)
    return rows.every((row, i) => row === zone.nodes[i]) ? zone : { ...zone, nodes: rows }
  })
  return { zones, order: before.order }
}

/** All nodes as one zone, by name. */
export const inOne = (zones: readonly Zone[]): Zone[] => [
  {
    name: '',
    title: 'nodes by name',
    nodes: zones.flatMap(({ nodes }) => nodes).sort((a, b) => compareNames(a.name, b.name)),
  },
]

function sameNode(old: NodeRow, now: NodeRow | undefined): boolean {
  return now?.name === old.name && now.zone === old.zone
}

function zoneTitle(name: string, nodes: readonly NodeRow[]): string {
  if (name) return /^zone\b/.test(name) ? name : `zone ${name}`
  return nodes.every(isControlPlane) ? 'control plane' : 'no zone'
}

const collator = new Intl.Collator('en', { numeric: true })

export function compareNames(a: string, b: string): number {
  return collator.compare(a, b)
}
