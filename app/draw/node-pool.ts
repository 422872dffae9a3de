/** Machines that a pool grows by: like those it has, named on, dealt out to its zones. Pure. */
import { compareNames, isControlPlane } from './zones.ts'
import type { NodeRow } from '../../engine/protocol/batch.ts'

export interface NewNode {
  name: string
  /** Empty where the pool knows no zones. */
  zone: string
  cpuMilli: number
  memoryBytes: number
  pods: number
}

const USUAL = { cpuMilli: 4000, memoryBytes: 8 * 2 ** 30, podCapacity: 110 }

/** The next machines of the pool, as large as its last one; each goes to the zone that has fewest by then. */
export function nextNodes(rows: Iterable<NodeRow>, count: number): NewNode[] {
  const all = [...rows]
  const workers = all.filter((node) => !isControlPlane(node)).sort((a, b) => compareNames(a.name, b.name))
  const { cpuMilli, memoryBytes, podCapacity } = workers.at(-1) ?? USUAL
  const [, stem = 'node-'] = /^(.*?)\d+$/.exec(workers.at(-1)?.name ?? '') ?? []
  const taken = new Set(all.map(({ name }) => name))
  const perZone = new Map<string, number>()
  for (const { zone } of workers) if (zone) perZone.set(zone, (perZone.get(zone) ?? 0) + 1)
  const zones = [...perZone.keys()].sort(compareNames)
  const made: NewNode[] = []
  for (let number = 1; made.length < count; number++) {
    const name = `${stem}${number}`
    if (taken.has(name)) continue
    const zone = zones.reduce(
      (best, each) => ((perZone.get(each) ?? 0) < (perZone.get(best) ?? 0) ? each : best),
      zones[0] ?? '',
    )
    perZone.set(zone, (perZone.get(zone) ?? 0) + 1)
    made.push({ name, zone, cpuMilli, memoryBytes, pods: podCapacity })
  }
  return made
}

/** `node-7`, `node-7 and node-8`, `node-7 to node-10`. */
export function namesOf(nodes: readonly NewNode[]): string {
  const [first, last] = [nodes[0]?.name ?? '', nodes.at(-1)?.name ?? '']
  return nodes.length < 2 ? first : `${first} ${nodes.length === 2 ? 'and' : 'to'} ${last}`
}
