/**
 * In which order a recording's imitated machines called Pods ready, by its own trace: Pods that one status of their ReplicaSet
 * counted for the first time together are of one rank. The machines are not upstream's word, so ours keep to it, and what the
 * controllers make of it is compared.
 */
import { controllerOf } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Pod } from '../../kinds/types.ts'
import type { TraceEntry } from './recording.ts'

/** For each ReplicaSet in the order of their making, for each of its Pods likewise: how many statuses counted others before. */
export type Ranks = readonly (readonly number[])[]

/** None where other Pods stand beside those of ReplicaSets: the trace does not say when their turn was. */
export function ranksOf(trace: readonly TraceEntry[]): Ranks {
  const tellers = new Map<string, Teller>()
  for (const entry of trace) {
    if (entry.kind === 'ReplicaSet') told(tellers, entry.name).count(entry)
    else if (entry.kind === 'Pod') {
      const [kind, owner = ''] = (entry.owner ?? '').split('/')
      if (kind !== 'ReplicaSet') return []
      told(tellers, owner).tell(entry)
    }
  }
  return [...tellers.values()].map(({ ranks }) => ranks)
}

function told(tellers: Map<string, Teller>, owner: string): Teller {
  const known = tellers.get(owner) ?? new Teller()
  tellers.set(owner, known)
  return known
}

/** What the trace tells of one ReplicaSet. */
class Teller {
  readonly ranks: number[] = []
  private readonly pods: string[] = []
  private readonly ready = new Set<string>()
  /** Ready Pods that no status has counted, in order. */
  private readonly uncounted: string[] = []
  private counted = 0
  private rank = 0

  tell({ op, name, conditions }: TraceEntry): void {
    if (op === 'ADDED') this.pods.push(name)
    if (this.ready.has(name) || !conditions?.includes('Ready/True')) return
    this.ready.add(name)
    this.uncounted.push(name)
  }

  count({ status }: TraceEntry): void {
    const counted = Number(status?.readyReplicas ?? 0)
    const more = counted - this.counted
    this.counted = counted
    if (more <= 0) return
    this.rank++
    for (const name of this.uncounted.splice(0, more)) this.ranks[this.pods.indexOf(name)] = this.rank
  }
}

/** Time for the controllers to answer to one rank before the next: less than a container takes to start. */
const APART_MS = 100

/** When each Pod may be called ready. */
export class Turns {
  private readonly owners: string[] = []
  private readonly pods = new Map<string, string[]>()
  /** When the last rank of a ReplicaSet began to be ready, and which it was. */
  private readonly last = new Map<string, { rank: number; atMs: number }>()

  constructor(
    private readonly server: ApiServer,
    private readonly ranks: Ranks,
  ) {
    server.store.watch('replicasets.apps', (_row, before, after) => {
      if (before === undefined && after !== undefined) this.owners.push(after.metadata.name)
    })
    server.store.watch('pods', (_row, before, after) => {
      const owner = after && controllerOf(after)?.name
      if (before === undefined && owner) this.pods.set(owner, [...(this.pods.get(owner) ?? []), after.metadata.name])
    })
  }

  /** How long a Pod that has become ready is not called so yet. */
  waitMs(pod: Pod): number {
    const owner = controllerOf(pod)?.name ?? ''
    const rank = this.ranks[this.owners.indexOf(owner)]?.[this.pods.get(owner)?.indexOf(pod.metadata.name) ?? -1]
    if (rank === undefined) return 0
    const { nowMs } = this.server.clock
    const last = this.last.get(owner)
    if (last !== undefined && rank < last.rank) return 0
    if (last?.rank === rank) return Math.max(0, last.atMs - nowMs)
    const atMs = last === undefined ? nowMs : Math.max(nowMs, last.atMs + APART_MS)
    this.last.set(owner, { rank, atMs })
    return atMs - nowMs
  }
}
