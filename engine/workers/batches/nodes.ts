/** Rows of nodes that changed: the object, the Pods on them, or what these use. */
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { NodeRow } from '../../protocol/batch.ts'
import { DirtyRows } from './dirty.ts'

/** Nodes whose use is measured again in one batch, in turn. */
const MEASURED = 12
/** Rows sent in one batch; the rest waits. */
const MOST_NODES = 400
const PRESSURES: Record<string, string> = {
  MemoryPressure: 'Memory pressure',
  DiskPressure: 'Disk pressure',
  PIDPressure: 'Process pressure',
}

interface Use {
  cpuMilli: number
  memoryBytes: number
}

export interface NodePart {
  nodes?: NodeRow[]
  nodesRemoved?: number[]
}

export class NodeBatches {
  private readonly dirty = new DirtyRows()
  private readonly known = new Set<number>()
  private readonly uses = new Map<number, Use>()
  private readonly nodes: Table
  private readonly pods: Table
  /** Where the round of measuring stands. */
  private round: number[] = []

  constructor(private readonly cluster: Cluster) {
    this.nodes = cluster.server.store.table('nodes')
    this.pods = cluster.server.store.table('pods')
  }

  mark(row: number): void {
    this.dirty.mark(row)
  }

  markName(name: string | undefined): void {
    if (name) this.dirty.mark(this.nodes.row('', name))
  }

  reset(): void {
    // After a rewind it knows nothing until somebody is scheduled; what it says is a function of the store.
    this.cluster.scheduler.snapshot.refresh()
    this.dirty.take()
    this.known.clear()
    this.uses.clear()
    this.nodes.each(undefined, (_, row) => this.mark(row))
  }

  take(): NodePart {
    this.measureSome()
    if (this.dirty.size === 0) return {}
    const rows = this.dirty.take().slice()
    const part: NodePart = { nodes: [] }
    for (const row of rows.subarray(0, MOST_NODES)) this.add(row, part)
    for (const row of rows.subarray(MOST_NODES)) this.dirty.mark(row)
    return part
  }

  private add(row: number, part: NodePart): void {
    const node = this.nodes.get(row) as Node | undefined
    if (node !== undefined) {
      this.known.add(row)
      part.nodes?.push(this.rowOf(row, node))
    } else if (this.known.delete(row)) {
      this.uses.delete(row)
      ;(part.nodesRemoved ??= []).push(row)
    }
  }

  private rowOf(row: number, node: Node): NodeRow {
    const { metadata, spec, status } = node
    const info = this.cluster.scheduler.snapshot.nodes[row]
    const use = this.uses.get(row) ?? this.measure(row, metadata.name)
    const cordoned = spec?.unschedulable ?? false
    const conditions = status?.conditions ?? []
    return {
      id: row,
      name: metadata.name,
      zone: metadata.labels?.['topology.kubernetes.io/zone'] ?? '',
      ready: conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True'),
      cordoned,
      draining: cordoned && this.anyTerminating(metadata.name),
      pressure: conditions
        .filter(({ type, status: value }) => value === 'True' && type in PRESSURES)
        .map(({ type }) => PRESSURES[type])
        .join(', '),
      taints: (spec?.taints ?? []).map(taintText),
      cpuMilli: info?.milliCpu ?? 0,
      cpuRequestedMilli: info?.usedMilliCpu ?? 0,
      cpuUsedMilli: use.cpuMilli,
      memoryBytes: info?.memoryBytes ?? 0,
      memoryRequestedBytes: info?.usedMemoryBytes ?? 0,
      memoryUsedBytes: use.memoryBytes,
      podCapacity: info?.allowedPods ?? 0,
      podCount: this.pods.countIn('node', metadata.name),
    }
  }

  private anyTerminating(name: string): boolean {
    let any = false
    this.pods.eachIn('node', name, (pod) => {
      any ||= pod.metadata.deletionTimestamp !== undefined
    })
    return any
  }

  /** Measures the next few nodes of the round; those whose use moved are sent. */
  private measureSome(): void {
    if (this.round.length === 0) this.round = [...this.known]
    for (const row of this.round.splice(0, MEASURED)) {
      const node = this.nodes.get(row)
      const before = this.uses.get(row)
      if (node === undefined) continue
      const now = this.measure(row, node.metadata.name)
      if (before?.cpuMilli !== now.cpuMilli || before.memoryBytes !== now.memoryBytes) this.dirty.mark(row)
    }
  }

  private measure(row: number, name: string): Use {
    const { runtime, worker } = this.cluster.kubelets
    const use = { cpuMilli: 0, memoryBytes: 0 }
    this.pods.eachIn('node', name, (pod, podRow) => {
      const work = worker.works.get(podRow)
      if (work === undefined || work.uid !== (pod as Pod).metadata.uid) return
      for (const { process } of work.containers) {
        if (process < 0) continue
        const { cpuMilli, memoryBytes } = runtime.usage(process)
        use.cpuMilli += cpuMilli
        use.memoryBytes += memoryBytes
      }
    })
    this.uses.set(row, use)
    return use
  }
}

const taintText = ({ key, value, effect }: { key: string; value?: string; effect: string }): string =>
  `${key}${value ? `=${value}` : ''}:${effect}`
