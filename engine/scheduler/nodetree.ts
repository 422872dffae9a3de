/**
 * The order in which nodes are looked at: one from each zone in turn, so that a sample spreads over zones.
 * Zones stand in order of their first node, nodes in order of joining their zone. Source: kube-scheduler node_tree.go.
 */
import { Cell, type Checkpoints } from '../core/checkpoint.ts'
import { Groups } from '../core/groups.ts'
import { Intern } from '../core/intern.ts'
import type { Node } from '../kinds/types.ts'

const REGION = 'topology.kubernetes.io/region'
const ZONE = 'topology.kubernetes.io/zone'
const OLD_REGION = 'failure-domain.beta.kubernetes.io/region'
const OLD_ZONE = 'failure-domain.beta.kubernetes.io/zone'

/** Region and zone as one text; '' when the node names neither. */
export function zoneKey(node: Node): string {
  const labels = node.metadata.labels ?? {}
  const region = labels[OLD_REGION] ?? labels[REGION] ?? ''
  const zone = labels[OLD_ZONE] ?? labels[ZONE] ?? ''
  return region === '' && zone === '' ? '' : `${region}:\0:${zone}`
}

export class NodeTree {
  private readonly zoneNumbers = new Intern()
  private readonly members: Groups
  /** Zones that have nodes, in order of their first node. */
  private readonly zones: Cell<readonly number[]>

  constructor(checkpoints: Checkpoints) {
    this.members = new Groups(checkpoints)
    this.zones = checkpoints.register(new Cell<readonly number[]>([]))
  }

  /** Puts a node into its zone (at the end when it is new there) or, with undefined, takes it out; whether it moved. */
  set(row: number, node: Node | undefined): boolean {
    const old = this.members.groupOf(row)
    const zone = node === undefined ? -1 : this.zoneNumbers.number(zoneKey(node))
    if (zone === old) return false
    this.members.set(row, zone)
    if (old >= 0 && this.members.size(old) === 0) this.zones.value = this.zones.value.filter((z) => z !== old)
    if (zone >= 0 && this.members.size(zone) === 1) this.zones.value = [...this.zones.value, zone]
    return true
  }

  /** Node rows in order. */
  list(): number[] {
    const columns = this.zones.value.map((zone) => this.members.members(zone))
    const longest = Math.max(0, ...columns.map((column) => column.length))
    const rows: number[] = []
    for (let i = 0; i < longest; i++) {
      for (const column of columns) if (i < column.length) rows.push(column[i] as number)
    }
    return rows
  }
}
