/** Geometry of the Graph view: objects in columns by their kind, from who asks on the left to what is used on the right. CSS pixels. */
import type { GraphNode, ObjectGraph, Relation } from '../../engine/protocol/graph.ts'

export interface GraphBox {
  key: string
  node: GraphNode
  x: number
  y: number
  width: number
  height: number
  /** Connected with the chosen one, directly or over others; all are when none is chosen. */
  lit: boolean
}

export interface GraphLine {
  key: string
  from: string
  to: string
  relation: Relation
  path: string
  lit: boolean
}

export interface GraphDrawing {
  width: number
  height: number
  columns: { title: string; x: number }[]
  boxes: GraphBox[]
  lines: GraphLine[]
}

const COLUMNS: readonly { title: string; kinds: readonly string[] }[] = [
  { title: 'Asked first', kinds: ['Ingress', 'HorizontalPodAutoscaler', 'CronJob'] },
  {
    title: 'Services and workloads',
    kinds: ['Service', 'NetworkPolicy', 'PodDisruptionBudget', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job'],
  },
  { title: 'Sets', kinds: ['ReplicaSet'] },
  { title: 'Pods', kinds: ['Pod'] },
  { title: 'What they need', kinds: ['ConfigMap', 'Secret', 'ServiceAccount', 'PersistentVolumeClaim'] },
  { title: 'Storage', kinds: ['PersistentVolume', 'StorageClass'] },
]
const BOX = { width: 168, height: 42 }
const COLUMN_GAP = 76
const ROW_GAP = 10
const TOP = 44
const LEFT = 16
/** Sweeps that bring what is connected to the same height; more change little. */
const SWEEPS = 4

export const graphKey = ({ ref }: GraphNode): string => `${ref.kind} ${ref.namespace}/${ref.name}`

/** @param chosen key of the node whose connections are lit; `alone` leaves the others out */
export function graphDrawing(graph: ObjectGraph, chosen: string, alone: boolean): GraphDrawing {
  const keys = graph.nodes.map(graphKey)
  const at = keys.indexOf(chosen)
  const lit = at < 0 ? undefined : connected(graph, at)
  const shown = keys.flatMap((_, i) => (alone && lit && !lit.has(i) ? [] : [i]))
  const columns = columnsOf(graph, shown)
  const places = placed(graph, keys, columns)
  const boxes = shown.map((i) => ({
    key: keys[i] as string,
    node: graph.nodes[i] as GraphNode,
    ...(places.get(i) as { x: number; y: number }),
    ...BOX,
    lit: lit?.has(i) ?? true,
  }))
  const lines = graph.edges.flatMap(({ from, to, relation }): GraphLine[] => {
    const [a, b] = [places.get(from), places.get(to)]
    if (!a || !b) return []
    const isLit = lit === undefined || (lit.has(from) && lit.has(to))
    const [start, end] = [keys[from] as string, keys[to] as string]
    return [{ key: `${start} ${relation} ${end}`, from: start, to: end, relation, path: curve(a, b), lit: isLit }]
  })
  return {
    width: LEFT * 2 + columns.length * (BOX.width + COLUMN_GAP) - COLUMN_GAP,
    height: TOP + Math.max(1, ...columns.map(({ rows }) => rows.length)) * (BOX.height + ROW_GAP) + LEFT,
    columns: columns.map(({ title }, i) => ({ title, x: LEFT + i * (BOX.width + COLUMN_GAP) })),
    boxes,
    lines,
  }
}

/** All that lies before or behind a node; not what only shares something with it. */
function connected({ edges }: ObjectGraph, start: number): ReadonlySet<number> {
  const walk = (from: 'from' | 'to', to: 'from' | 'to') => {
    const found = new Set([start])
    for (const node of found) for (const edge of edges) if (edge[from] === node) found.add(edge[to])
    return found
  }
  return new Set([...walk('from', 'to'), ...walk('to', 'from')])
}

interface Column {
  title: string
  /** Indices of nodes from top to bottom. */
  rows: number[]
}

/** Columns that have somebody, each in the order of its kinds, then by name. */
function columnsOf({ nodes }: ObjectGraph, shown: readonly number[]): Column[] {
  const orderOf = (i: number) => {
    const { kind, namespace, name } = (nodes[i] as GraphNode).ref
    const place = COLUMNS.findIndex(({ kinds }) => kinds.includes(kind))
    const within = COLUMNS[place]?.kinds.indexOf(kind) ?? 0
    return { place, text: `${String(within).padStart(2, '0')} ${namespace}/${name}` }
  }
  return COLUMNS.map(({ title }, column) => ({
    title,
    rows: shown.filter((i) => orderOf(i).place === column).sort((a, b) => (orderOf(a).text < orderOf(b).text ? -1 : 1)),
  })).filter(({ rows }) => rows.length > 0)
}

/** Each column in turn is ordered by the mean height of what its nodes are joined with; equal ones keep their order. */
function placed(
  { edges, nodes }: ObjectGraph,
  keys: readonly string[],
  columns: readonly Column[],
): Map<number, { x: number; y: number }> {
  const joined = nodes.map((): number[] => [])
  for (const { from, to } of edges) {
    joined[from]?.push(to)
    joined[to]?.push(from)
  }
  const rank = new Map<number, number>()
  const note = ({ rows }: Column) =>
    rows.forEach((node, i) => rank.set(node, rows.length < 2 ? 0.5 : i / (rows.length - 1)))
  columns.forEach(note)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 === 0 ? columns : [...columns].reverse()) {
      const pull = new Map(column.rows.map((node) => [node, meanOf(joined[node] ?? [], rank) ?? rank.get(node) ?? 0]))
      column.rows.sort(
        (a, b) => (pull.get(a) ?? 0) - (pull.get(b) ?? 0) || ((keys[a] as string) < (keys[b] as string) ? -1 : 1),
      )
      note(column)
    }
  }
  const places = new Map<number, { x: number; y: number }>()
  columns.forEach(({ rows }, c) =>
    rows.forEach((node, row) =>
      places.set(node, { x: LEFT + c * (BOX.width + COLUMN_GAP), y: TOP + row * (BOX.height + ROW_GAP) }),
    ),
  )
  return places
}

function meanOf(nodes: readonly number[], rank: ReadonlyMap<number, number>): number | undefined {
  const known = nodes.map((node) => rank.get(node)).filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length
}

interface Point {
  x: number
  y: number
}

/** From the right edge of one to the left edge of the other; within a column around its right side. */
function curve(a: Point, b: Point): string {
  const [y0, y1] = [a.y + BOX.height / 2, b.y + BOX.height / 2]
  const x0 = a.x + BOX.width
  if (a.x === b.x) return `M${x0} ${y0}C${x0 + 40} ${y0} ${x0 + 40} ${y1} ${x0} ${y1}`
  const x1 = a.x < b.x ? b.x : b.x + BOX.width
  const from = a.x < b.x ? x0 : a.x
  const half = (x1 - from) / 2
  return `M${from} ${y0}C${from + half} ${y0} ${x1 - half} ${y1} ${x1} ${y1}`
}
