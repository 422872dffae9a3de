/** Trouble and good news in words, for the live region: at most one batch of them in two real seconds. */
import type { KObject } from '../../api/object.ts'
import type { Deployment, Node, Pod } from '../../kinds/types.ts'
import { shortReason } from './unscheduled.ts'
import { POD_STATES } from '../../protocol/pods.ts'

const PAUSE_REAL_MS = 2000
/** More than these become a count. */
const MOST = 3
/** Kept while nobody may speak. */
const KEPT = 50
/** Troubles of Pods remembered, so that a retry that fails alike is not told again. */
const MOST_TOLD = 1000

export class Announcements {
  private waiting: string[] = []
  private dropped = 0
  private readonly told = new Set<string>()
  private saidAtReal = Number.NEGATIVE_INFINITY

  reset(): void {
    this.waiting = []
    this.dropped = 0
  }

  podChanged({ metadata }: Pod, state: number, note: string): void {
    switch (POD_STATES[state]) {
      case 'backoff':
        return this.sayOnce(metadata.uid, `Pod ${metadata.name} waits, ${note}`)
      case 'failed':
        return this.say(`Pod ${metadata.name} failed${note ? `, ${note}` : ''}`)
      case 'evicted':
        return this.say(`Pod ${metadata.name} was evicted`)
      default:
    }
  }

  /** The scheduler found no place: told when it says so first. */
  podUnplaced(before: Pod | undefined, after: Pod | undefined): void {
    if (after === undefined || after.spec.nodeName) return
    const verdict = verdictOf(after)
    if (verdict?.reason !== 'Unschedulable' || verdictOf(before)?.reason === 'Unschedulable') return
    const { uid, name } = after.metadata
    this.sayOnce(uid, `Pod ${name} fits nowhere: ${shortReason(verdict.message ?? '')}`)
  }

  nodeWritten(before: KObject | undefined, after: KObject | undefined): void {
    const [was, is] = [readiness(before as Node), readiness(after as Node)]
    if (was === undefined || is === undefined || was === is) return
    const { name } = (after as Node).metadata
    this.say(is === 'True' ? `Node ${name} is ready` : `Node ${name} is not ready`)
  }

  deploymentWritten(before: KObject | undefined, after: KObject | undefined): void {
    if (before === undefined || after === undefined) return
    if (complete(before as Deployment) || !complete(after as Deployment)) return
    const { metadata, status } = after as Deployment
    this.say(`Deployment ${metadata.name} has ${status.readyReplicas} of ${status.replicas} Pods ready`)
  }

  /** What may be said now; a flood ends in a count. */
  take(nowReal: number): string[] | undefined {
    if (this.waiting.length === 0 || nowReal - this.saidAtReal < PAUSE_REAL_MS) return undefined
    this.saidAtReal = nowReal
    const more = this.waiting.length - MOST + this.dropped
    const texts =
      more > 0 ? [...this.waiting.slice(0, MOST), `${more} more ${more === 1 ? 'change' : 'changes'}`] : this.waiting
    this.reset()
    return texts
  }

  private sayOnce(uid: string | undefined, text: string): void {
    const key = `${uid} ${text}`
    if (this.told.has(key)) return
    if (this.told.size >= MOST_TOLD) this.told.clear()
    this.told.add(key)
    this.say(text)
  }

  private say(text: string): void {
    if (this.waiting.includes(text)) return
    if (this.waiting.length < KEPT) this.waiting.push(text)
    else this.dropped++
  }
}

const verdictOf = (pod: Pod | undefined) =>
  pod?.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')

const readiness = (node: Node | undefined): string | undefined =>
  node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status

/** All replicas of the newest template run and are ready. */
function complete({ spec, status, metadata }: Deployment): boolean {
  const wanted = spec.replicas ?? 1
  const { observedGeneration, updatedReplicas, readyReplicas, replicas } = status ?? {}
  return (
    wanted > 0 &&
    observedGeneration === metadata.generation &&
    updatedReplicas === wanted &&
    readyReplicas === wanted &&
    replicas === wanted
  )
}
