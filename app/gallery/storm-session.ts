/** A cluster at its limits: so many Pods, of which so many change with every frame. For looking, and for measuring what a frame costs. */
import type { Batch, NodeRow, PodColumns } from '../../engine/protocol/batch.ts'
import { POD_STATES } from '../../engine/protocol/pods.ts'
import type { Session } from '../session/context.tsx'
import { applyBatch, createMirror } from '../session/mirror.ts'
import { DemoCluster } from './demo-cluster.ts'
import { demoSession } from './demo-session.ts'

export interface StormSize {
  pods: number
  nodes: number
  /** Pods that change with each frame; 0 stands still. */
  changes: number
}

const WORKLOADS = 400
const NAMESPACES = 24
/** What changing Pods go through, by turns. */
const TURNS = ['ready', 'terminating', 'pulling', 'running', 'ready', 'backoff'] as const
/** Sets of Pods that change, made before: the frame is the page's. */
const SETS = 30

export function stormSession(size: StormSize): Session {
  const session = demoSession(new DemoCluster(7), { speed: 1, playing: true, booting: true })
  const mirror = createMirror()
  applyBatch(mirror, firstBatch(size), performance.now())
  const sets = Array.from({ length: SETS }, (_, n) => columnsOf(size, n))
  let count = 1
  const frame = () => {
    const pods = sets[count % SETS] as PodColumns
    applyBatch(mirror, { id: ++count, reset: false, clock: clockAt(count), pods }, performance.now())
    requestAnimationFrame(frame)
  }
  if (size.changes > 0) requestAnimationFrame(frame)
  session.run.setState({ phase: 'running', detail: '' })
  return { ...session, mirror }
}

const clockAt = (frame: number) => ({
  nowMs: frame * 16,
  speed: 1,
  nextEventMs: frame * 16 + 16,
  resourceVersion: frame,
})

function firstBatch({ pods, nodes }: StormSize): Batch {
  const ids = Array.from({ length: pods }, (_, id) => id)
  return {
    id: 1,
    reset: true,
    clock: clockAt(1),
    workloads: Array.from({ length: WORKLOADS }, (_, i) => ({
      kind: 'Deployment',
      namespace: `team-${(i % NAMESPACES) + 1}`,
      name: `app-${i + 1}`,
    })),
    nodes: Array.from({ length: nodes }, (_, id) => nodeRow(id, Math.ceil(pods / nodes))),
    pods: columns(ids, nodes, (id) => (id % 53 === 0 ? 'backoff' : id % 41 === 0 ? 'pulling' : 'ready')),
  }
}

/** A set of Pods spread over the whole cluster. */
function columnsOf({ pods, nodes, changes }: StormSize, turn: number): PodColumns {
  const step = Math.max(1, Math.floor(pods / Math.max(1, changes)))
  const ids = Array.from({ length: Math.min(pods, changes) }, (_, i) => (i * step + turn * 7) % pods)
  return columns([...new Set(ids)], nodes, (id) => TURNS[(turn + id) % TURNS.length] as (typeof TURNS)[number])
}

function columns(
  ids: readonly number[],
  nodes: number,
  stateOf: (id: number) => (typeof POD_STATES)[number],
): PodColumns {
  return {
    id: Uint32Array.from(ids),
    node: Int32Array.from(ids, (id) => id % nodes),
    workload: Uint16Array.from(ids, (id) => Math.floor(id / 7) % WORKLOADS),
    state: Uint8Array.from(ids, (id) => POD_STATES.indexOf(stateOf(id))),
    sinceMs: new Float64Array(ids.length),
    untilMs: new Float64Array(ids.length).fill(Number.NaN),
    restarts: new Uint16Array(ids.length),
  }
}

const GI = 2 ** 30

function nodeRow(id: number, podCount: number): NodeRow {
  return {
    id,
    name: `node-${id + 1}`,
    zone: 'abc'[id % 3] as string,
    ready: id % 97 !== 5,
    cordoned: id % 89 === 3,
    draining: false,
    pressure: '',
    taints: [],
    cpuMilli: 16_000,
    cpuRequestedMilli: 9000,
    cpuUsedMilli: 4000,
    memoryBytes: 64 * GI,
    memoryRequestedBytes: 40 * GI,
    memoryUsedBytes: 30 * GI,
    podCapacity: 110,
    podCount,
  }
}
