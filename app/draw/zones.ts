/** Nodes in their zones, in an order that never depends on which batch came first. */
import type { NodeRow } from '../../engine/protocol.ts'

export interface Zone {
  /** Zone label, or empty for nodes without one. */
  name: string
  /** What stands over the column. */
  title: string
  nodes: NodeRow[]
}

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane'

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

function zoneTitle(name: string, nodes: readonly NodeRow[]): string {
  if (name) return /^zone\b/.test(name) ? name : `zone ${name}`
  return nodes.every(isControlPlane) ? 'control plane' : 'no zone'
}

const collator = new Intl.Collator('en', { numeric: true })

export function compareNames(a: string, b: string): number {
  return collator.compare(a, b)
}
