/** What the stage's Pods are grouped by: which group each is in, the groups' names, and how they are laid out. */
import { type FieldMode, roomFor, type Section } from '../../../draw/field.ts'
import { compareNames, inOne, type Zone } from '../../../draw/zones.ts'
import { plural } from '../../../draw/countdown.ts'
import { nodeVerdict } from '../../../draw/names.ts'
import type { Mirror } from '../../../session/mirror.ts'
import type { KeyOf, PodGroups } from './groups.ts'

export const GROUPINGS = ['zone', 'node', 'namespace', 'owner', 'label'] as const
export type GroupBy = (typeof GROUPINGS)[number]

/** How a cell is framed and called. */
export interface Face {
  title: string
  ink: 'line' | 'wait' | 'bad'
  dashed: boolean
  /** Pods it has room for; 0 where nothing bounds it. */
  capacity: number
}

export interface Grouping {
  keyOf: KeyOf
  /** Cells are nodes: they have frames, menus, and room of their own. */
  nodes: boolean
  faceOf(mirror: Mirror, group: number): Face | undefined
  /** What the cell's frame depends on beside its Pods; compared by identity. */
  frameOf(mirror: Mirror, group: number): unknown
  sectionsOf(mirror: Mirror, groups: PodGroups): Section[]
}

/** @param namespace only its Pods are shown; empty for all */
export function groupingOf(by: GroupBy, mode: FieldMode, zones: readonly Zone[], namespace: string): Grouping {
  const isShown = ({ pods, workloads }: Mirror, pod: number) =>
    namespace === '' || workloads[pods.workload[pod] as number]?.namespace === namespace
  const only =
    (key: KeyOf): KeyOf =>
    (mirror, pod) =>
      isShown(mirror, pod) ? key(mirror, pod) : -1
  if (by === 'zone' && mode === 'counts') return byZone(zones, only)
  if (by === 'zone' || by === 'node') return byNode(by, zones, only)
  return byWords(by, only)
}

type Only = (key: KeyOf) => KeyOf

function byNode(by: 'zone' | 'node', zones: readonly Zone[], only: Only): Grouping {
  const shown = by === 'zone' ? zones : inOne(zones)
  return {
    nodes: true,
    keyOf: only(({ pods }, pod) => pods.node[pod] as number),
    frameOf: ({ nodes }, id) => nodes.get(id),
    faceOf({ nodes }, id) {
      const node = nodes.get(id)
      if (!node) return undefined
      const { kind } = nodeVerdict(node)
      return {
        title: node.name,
        ink: kind === 'lost' ? 'bad' : kind === 'ready' ? 'line' : 'wait',
        dashed: kind === 'lost',
        capacity: node.podCapacity,
      }
    },
    sectionsOf: (_, groups) =>
      shown.map(({ name, title, nodes }) => ({
        name,
        title,
        cells: nodes.map(({ id }) => ({ id, size: roomFor(groups.of(id).length) })),
      })),
  }
}

function byZone(zones: readonly Zone[], only: Only): Grouping {
  const zoneOf = new Map(zones.flatMap(({ nodes }, zone) => nodes.map(({ id }) => [id, zone] as const)))
  return {
    nodes: false,
    keyOf: only(({ pods }, pod) => zoneOf.get(pods.node[pod] as number) ?? -1),
    frameOf: () => undefined,
    faceOf: (_, group) => {
      const zone = zones[group]
      return zone && plain(`${zone.title}, ${plural(zone.nodes.length, 'node')}`)
    },
    sectionsOf: () => [{ name: 'zones', title: 'zones', cells: zones.map((_, id) => ({ id, size: 1 })) }],
  }
}

/** Groups with a name each, numbered as they are met. */
function byWords(by: 'namespace' | 'owner' | 'label', only: Only): Grouping {
  const names: string[] = []
  const numbers = new Map<string, number>()
  const numberOf = (name: string) => {
    let number = numbers.get(name)
    if (number === undefined) {
      number = names.push(name) - 1
      numbers.set(name, number)
    }
    return number
  }
  const ofWorkload = (mirror: Mirror, pod: number) => mirror.workloads[mirror.pods.workload[pod] as number]
  const nameOf = (mirror: Mirror, pod: number): string => {
    if (by === 'label') return mirror.podValues.valueOf(pod) ?? 'without it'
    const workload = ofWorkload(mirror, pod)
    if (!workload) return 'unknown'
    return by === 'namespace' ? workload.namespace : `${workload.namespace}/${workload.name}`
  }
  // A workload's number never changes its name, so it is looked up once.
  const known = new Map<number, number>()
  const keyOf: KeyOf = (mirror, pod) => {
    if (by === 'label') return numberOf(nameOf(mirror, pod))
    const workload = mirror.pods.workload[pod] as number
    let number = known.get(workload)
    if (number === undefined) {
      number = numberOf(nameOf(mirror, pod))
      if (mirror.workloads[workload]) known.set(workload, number)
    }
    return number
  }
  return {
    nodes: false,
    keyOf: only(keyOf),
    frameOf: () => undefined,
    faceOf: (_, group) => (names[group] === undefined ? undefined : plain(names[group])),
    sectionsOf(_, groups) {
      const ids = [...groups.ids].sort((a, b) => compareNames(names[a] ?? '', names[b] ?? ''))
      const cells = ids.map((id) => ({ id, size: roomFor(groups.of(id).length) }))
      return [{ name: by, title: TITLES[by], cells }]
    },
  }
}

const TITLES = { namespace: 'namespaces', owner: 'workloads', label: 'values of the label' } as const

const plain = (title: string): Face => ({ title, ink: 'line', dashed: false, capacity: 0 })
