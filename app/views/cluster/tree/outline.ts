/** The mirror as a tree: what stands at each place, and its name. */
import { podName, nodeName } from '../../../draw/names.ts'
import { plural } from '../../../draw/countdown.ts'
import type { TreePlace, TreeShape } from '../../../draw/tree-walk.ts'
import type { Zone } from '../../../draw/zones.ts'
import type { Mirror } from '../../../session/mirror.ts'
import type { MarkRef } from '../mark-ref.ts'

export interface Outline {
  mirror: Mirror
  zones: readonly Zone[]
  /** Groups that are no zones of nodes: their names and Pods. */
  groups?: readonly { title: string; pods: readonly number[] }[]
  shape: TreeShape
}

/** Groups of Pods by something else than machines. */
export function outlineOfGroups(mirror: Mirror, groups: NonNullable<Outline['groups']>): Outline {
  return {
    mirror,
    zones: [],
    groups,
    shape: { groups: groups.length, nodes: () => 0, pods: (group) => groups[group]?.pods.length ?? 0 },
  }
}

/** The queue of the unscheduled stands behind the zones, as a group without nodes. */
export function outlineOf(mirror: Mirror, zones: readonly Zone[]): Outline {
  const queued = mirror.unscheduled.length
  const nodeId = (group: number, node: number | undefined) => zones[group]?.nodes[node ?? 0]?.id ?? -1
  return {
    mirror,
    zones,
    shape: {
      groups: zones.length + (queued > 0 ? 1 : 0),
      nodes: (group) => zones[group]?.nodes.length ?? 0,
      pods: (group, node) => (group === zones.length ? queued : mirror.pods.onNode(nodeId(group, node)).length),
    },
  }
}

/** The mark at a place; groups have none. */
export function markOfPlace({ mirror, zones, groups }: Outline, place: TreePlace): MarkRef | undefined {
  if (groups) {
    const row = groups[place.group]?.pods[place.pod ?? -1]
    return row === undefined ? undefined : { kind: 'pod', id: row }
  }
  const node = place.node === undefined ? undefined : zones[place.group]?.nodes[place.node]
  if (place.pod === undefined) return node && { kind: 'node', id: node.id }
  const id = node ? mirror.pods.onNode(node.id)[place.pod] : mirror.unscheduled[place.pod]?.id
  return id === undefined ? undefined : { kind: 'pod', id }
}

/** Where a mark stands, or undefined for one that is not in the tree. */
export function placeOfMark({ mirror, zones, groups }: Outline, mark: MarkRef): TreePlace | undefined {
  if (groups) {
    const group = mark.kind === 'pod' ? groups.findIndex(({ pods }) => pods.includes(mark.id)) : -1
    return group < 0 ? undefined : { group, pod: groups[group]?.pods.indexOf(mark.id) ?? 0 }
  }
  if (mark.kind === 'workload') return undefined
  const home = mark.kind === 'node' ? mark.id : mirror.pods.node[mark.id]
  const group = zones.findIndex((zone) => zone.nodes.some((node) => node.id === home))
  const node = zones[group]?.nodes.findIndex((each) => each.id === home) ?? -1
  if (mark.kind === 'node') return node < 0 ? undefined : { group, node }
  if (node >= 0) return { group, node, pod: mirror.pods.onNode(home as number).indexOf(mark.id) }
  const pod = mirror.unscheduled.findIndex((row) => row.id === mark.id)
  return pod < 0 ? undefined : { group: zones.length, pod }
}

/** What a screen reader says of a place. */
export function nameOfPlace(outline: Outline, place: TreePlace): string {
  const { mirror, zones } = outline
  const zone = zones[place.group]
  const node = place.node === undefined ? undefined : zone?.nodes[place.node]
  const mark = markOfPlace(outline, place)
  if (mark?.kind === 'pod')
    return podNameOf(mirror, mark.id, node?.name ?? mirror.nodes.get(mirror.pods.node[mark.id] ?? -1)?.name ?? '')
  const group = outline.groups?.[place.group]
  if (group) return `${group.title}, ${plural(group.pods.length, 'Pod')}`
  if (node) return nodeName(node)
  return zone
    ? `${zone.title}, ${plural(zone.nodes.length, 'node')}`
    : `Unscheduled, ${plural(mirror.unscheduled.length, 'Pod')}`
}

/** Name of a Pod's mark by row. */
export function podNameOf(mirror: Mirror, id: number, node: string): string {
  const { pods, unscheduled } = mirror
  const reason = pods.node[id] === -1 ? (unscheduled.find((row) => row.id === id)?.short ?? '') : ''
  const name = podName({
    label: pods.labels[id],
    owner: mirror.workloads[pods.workload[id] ?? -1]?.name ?? '',
    state: pods.stateOf(id) ?? 'unknown',
    leftMs: (pods.untilMs[id] ?? Number.NaN) - mirror.clock.nowMs,
    node,
  })
  return reason ? `${name}, ${reason}` : name
}
