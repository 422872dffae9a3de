/** Refuses cordoned nodes unless the Pod tolerates the taint they carry. Source: plugins/nodeunschedulable. */
import type { Node, Pod, Taint, Toleration } from '../../kinds/types.ts'
import { toleratesAny } from '../../rules/taints.ts'
import { ClusterChange } from '../changes.ts'
import { type NodePlugin, refusal } from '../plugin.ts'

const NAME = 'NodeUnschedulable'
export const UNSCHEDULABLE_TAINT: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

const CORDONED = refusal(NAME, true, 'node(s) were unschedulable')

/** The aspect: whether the Pod may go to cordoned nodes. */
export const nodeUnschedulable: NodePlugin<boolean> = {
  name: NAME,
  reads: 'node',
  aspect: (pod) => toleratesCordon(pod.spec.tolerations),
  key: String,
  filter: (tolerates, { node }) => (node?.spec.unschedulable && !tolerates ? CORDONED : undefined),
  wakes: [
    { on: ClusterChange.NODE_ADD | ClusterChange.NODE_TAINT, helps: nodeChangeHelps },
    { on: ClusterChange.OWN_TOLERATION, helps: (pod) => toleratesCordon(pod.spec.tolerations) },
  ],
}

const toleratesCordon = (tolerations: readonly Toleration[] = []) => toleratesAny(tolerations, UNSCHEDULABLE_TAINT)

/** The node is open now and was not, or is new and open. */
export function nodeChangeHelps(_pod: Pod, before: unknown, after: unknown): boolean {
  const open = !(after as Node).spec.unschedulable
  return open && (before === undefined || Boolean((before as Node).spec.unschedulable))
}
