/** All extenders of a scheduler, asked one after the other. Source: kube-scheduler schedule_one.go, framework/preemption. */
import type { ApiServer } from '../../api/server.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { ExtenderConfiguration } from '../config/types.ts'
import { MAX_SCORE, type Refusal, refusal } from '../plugin.ts'
import type { Snapshot } from '../snapshot.ts'
import { ExtenderError } from './client.ts'
import { Extender, type Filtered, type NodeVictims } from './extender.ts'

/** What refusals and scores of extenders are signed with. */
export const EXTENDER = 'Extender'
/** Extenders score from 0 to 10. */
const MAX_EXTENDER_PRIORITY = 10
/** Of a program that says anything it likes. */
const LONGEST_REASON = 1024
/** An extender left the node out and did not say why: it is in no message, and nobody is preempted there. */
const LEFT_OUT = refusal(EXTENDER, true)

export class Extenders {
  private readonly all: readonly Extender[]
  /** What-ifs may not change what runs in the cluster, so nobody is asked. */
  private silent = false

  constructor(
    server: ApiServer,
    private readonly snapshot: Snapshot,
    configs: readonly ExtenderConfiguration[],
  ) {
    this.all = configs.map((config) => new Extender(server, config))
  }

  /** Whether there are any at all. */
  get any(): boolean {
    return this.all.length > 0
  }

  /** What `look` finds when no extender is asked. */
  unasked<T>(look: () => T): T {
    this.silent = true
    try {
      return look()
    } finally {
      this.silent = false
    }
  }

  /**
   * Keeps those of the first `count` candidates that no extender refuses; tells of each other one. Returns how many stay.
   * @throws ExtenderError
   */
  narrow(pod: Pod, candidates: Int32Array, count: number, refused: (row: number, why: Refusal) => void): number {
    let left = count
    for (const extender of this.partakers('filterVerb', pod)) {
      if (left === 0) break
      const nodes = this.nodesAt(candidates, left)
      const answer = attempt(extender, () => extender.filter(pod, nodes))
      if (answer === undefined) continue
      let kept = 0
      nodes.forEach(({ metadata: { name } }, i) => {
        const row = candidates[i] as number
        if (answer.kept.has(name)) candidates[kept++] = row
        else refused(row, whyNot(answer, name))
      })
      left = kept
    }
    return left
  }

  /** Scores of the first `count` candidates, summed and weighted; undefined when nobody has any. One that fails gives none. */
  scores(pod: Pod, candidates: Int32Array, count: number): Int32Array | undefined {
    let sums: Int32Array | undefined
    for (const extender of this.partakers('prioritizeVerb', pod)) {
      const nodes = this.nodesAt(candidates, count)
      const scores = attempt({ ignorable: true }, () => extender.prioritize(pod, nodes))
      if (scores === undefined) continue
      sums ??= new Int32Array(count)
      for (let i = 0; i < count; i++) {
        const score = scores.get((nodes[i] as Node).metadata.name) ?? 0
        sums[i] = (sums[i] as number) + score * (MAX_SCORE / MAX_EXTENDER_PRIORITY)
      }
    }
    return sums
  }

  /** Whether anybody has to agree to victims. */
  mindsPreemption(pod: Pod): boolean {
    return this.partakers('preemptVerb', pod).length > 0
  }

  /** The victims that all agree to, by node. @throws ExtenderError */
  agree(pod: Pod, proposed: ReadonlyMap<string, NodeVictims>): ReadonlyMap<string, NodeVictims> {
    let victims = proposed
    for (const extender of this.partakers('preemptVerb', pod)) {
      if (victims.size === 0) break
      victims = attempt(extender, () => this.agreed(extender, pod, victims)) ?? victims
    }
    return victims
  }

  /** Whether an extender has bound the Pod in place of the scheduler. @throws ExtenderError */
  bind(pod: Pod, node: string): boolean {
    for (const extender of this.partakers('bindVerb', pod)) {
      const bound = attempt(extender, () => {
        extender.bind(pod, node)
        return true
      })
      if (bound) return true
    }
    return false
  }

  private partakers(verb: Parameters<Extender['takesPart']>[0], pod: Pod): readonly Extender[] {
    return this.silent || this.all.length === 0 ? NOBODY : this.all.filter((extender) => extender.takesPart(verb, pod))
  }

  private nodesAt(rows: Int32Array, count: number): Node[] {
    return Array.from(rows.subarray(0, count), (row) => this.snapshot.nodes[row]?.node as Node)
  }

  private agreed(extender: Extender, pod: Pod, victims: ReadonlyMap<string, NodeVictims>): Map<string, NodeVictims> {
    const agreed = new Map<string, NodeVictims>()
    for (const [node, { uids, violations }] of extender.preempt(pod, victims)) {
      const pods = uids.map((uid) => this.podOn(node, uid))
      if (pods.length > 0) agreed.set(node, { pods, violations })
      else if (!extender.ignorable) throw new ExtenderError(`expected at least one victim pod on node "${node}"`)
    }
    return agreed
  }

  private podOn(node: string, uid: string): Pod {
    const rows = this.snapshot.nodes[this.snapshot.rowOf(node)]?.podRows ?? []
    const row = rows.find((each) => this.snapshot.podAt(each).metadata.uid === uid)
    if (row !== undefined) return this.snapshot.podAt(row)
    const claim = `claims to preempt pod (UID: ${uid}) on node: ${node}`
    throw new ExtenderError(`extender: ${claim}, but the pod is not found on that node`)
  }
}

const NOBODY: readonly Extender[] = []

/** What an extender answers; undefined when it failed and may. */
function attempt<T>({ ignorable }: { ignorable: boolean }, asked: () => T): T | undefined {
  try {
    return asked()
  } catch (error) {
    if (!(error instanceof ExtenderError) || !ignorable) throw error
    return undefined
  }
}

const reasonOf = (text: unknown) => String(text).slice(0, LONGEST_REASON)

function whyNot({ failed, hopeless }: Filtered, name: string): Refusal {
  if (Object.hasOwn(hopeless, name)) return refusal(EXTENDER, true, reasonOf(hopeless[name]))
  return Object.hasOwn(failed, name) ? refusal(EXTENDER, false, reasonOf(failed[name])) : LEFT_OUT
}
