/** Names of marks as a screen reader says them (design language, section 9). */
import type { NodeRow } from '../../engine/protocol/batch.ts'
import type { PodLabel } from '../../engine/protocol/podlabels.ts'
import type { PodState } from '../../engine/protocol/pods.ts'
import { CONTROL_PLANE, isControlPlane } from './zones.ts'
import { plural, spokenDuration } from './countdown.ts'

const STATE_WORDS: Record<PodState, string> = {
  unscheduled: 'unscheduled',
  scheduled: 'scheduled',
  pulling: 'pulling the image',
  running: 'running, not ready',
  ready: 'ready',
  backoff: 'back-off',
  terminating: 'terminating',
  completed: 'completed',
  failed: 'failed',
  evicted: 'evicted',
  unknown: 'unknown, its node is lost',
}

export function stateWords(state: PodState): string {
  return STATE_WORDS[state]
}

/** `catalog x2lqp` of `catalog-7c46b8-x2lqp` owned by catalog; the whole name when it isn't built from the owner's. */
export function podShortName(name: string, owner: string): string {
  if (!owner || name === owner || !name.startsWith(`${owner}-`)) return name
  return `${owner} ${name.slice(name.lastIndexOf('-') + 1)}`
}

export interface PodNaming {
  label: PodLabel | undefined
  owner: string
  state: PodState
  /** Virtual ms left of the countdown; NaN without one. */
  leftMs: number
  node: string
}

/** `catalog x2lqp, back-off, 2 minutes left, node b-1`. */
export function podName({ label, owner, state, leftMs, node }: PodNaming): string {
  const counts = Number.isFinite(leftMs) && leftMs > 0
  return [
    label ? podShortName(label.name, owner) : 'Pod',
    STATE_WORDS[state],
    counts ? `${spokenDuration(leftMs)} left` : '',
    label?.note && label.note !== STATE_WORDS[state] ? label.note : '',
    node ? `node ${node}` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** Words of a node's verdict, as its frame shows them. */
export function nodeVerdict(node: NodeRow): { kind: 'ready' | 'pressure' | 'cordoned' | 'lost'; words: string } {
  if (!node.ready) return { kind: 'lost', words: 'Not ready' }
  if (node.cordoned) return { kind: 'cordoned', words: node.draining ? 'Cordoned, draining' : 'Cordoned' }
  if (node.pressure) return { kind: 'pressure', words: node.pressure }
  return { kind: 'ready', words: 'Ready' }
}

/** Taints with this prefix follow from what the verdict says already. */
const OF_THE_VERDICT = 'node.kubernetes.io/'

/** What keeps Pods off a healthy node: `control plane`, `tainted NoSchedule`; `tainted gpu=yes:NoSchedule`. */
export function taintWords(node: NodeRow): string[] {
  const owns = isControlPlane(node)
  const taints = node.taints
    .filter((taint) => !taint.startsWith(OF_THE_VERDICT))
    .map((taint) => (taint.startsWith(CONTROL_PLANE) ? taint.slice(taint.lastIndexOf(':') + 1) : taint))
  return [...(owns ? ['control plane'] : []), ...(taints.length > 0 ? [`tainted ${taints.join(', ')}`] : [])]
}

/** `node b-1, Ready, 5 Pods`. */
export function nodeName(node: NodeRow): string {
  const words = [nodeVerdict(node).words, ...taintWords(node), plural(node.podCount, 'Pod')]
  return `node ${node.name}, ${words.join(', ')}`
}
