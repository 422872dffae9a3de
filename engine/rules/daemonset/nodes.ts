/** Which nodes a DaemonSet wants a Pod on. Source: pkg/controller/daemon NodeShouldRunDaemonPod. */
import type { Node, Pod, PodTemplateSpec } from '../../kinds/types.ts'
import { matchesRequiredNodeAffinity } from '../nodeaffinity.ts'
import { findUntoleratedTaint, keepsPodsAway } from '../taints.ts'
import { withDaemonTolerations } from './podtemplate.ts'

export interface NodeVerdict {
  /** A Pod is to be made there. */
  readonly shouldRun: boolean
  /** A Pod that is there may stay. */
  readonly shouldContinue: boolean
}

const NO: NodeVerdict = { shouldRun: false, shouldContinue: false }
const YES: NodeVerdict = { shouldRun: true, shouldContinue: true }
const STAY: NodeVerdict = { shouldRun: false, shouldContinue: true }

/** Templates and nodes never change: a verdict is given once for both. */
const verdicts = new WeakMap<PodTemplateSpec, { pod: Pod; byNode: WeakMap<Node, NodeVerdict> }>()

export function nodeVerdict(template: PodTemplateSpec, node: Node): NodeVerdict {
  let known = verdicts.get(template)
  if (known === undefined) {
    known = { pod: imagined(template), byNode: new WeakMap() }
    verdicts.set(template, known)
  }
  let verdict = known.byNode.get(node)
  if (verdict === undefined) {
    verdict = judge(known.pod, node)
    known.byNode.set(node, verdict)
  }
  return verdict
}

/** What a Pod of the template would be, on no node in particular. */
function imagined(template: PodTemplateSpec): Pod {
  const metadata = { name: '', uid: '', resourceVersion: '', creationTimestamp: '' }
  const spec = withDaemonTolerations(template.spec ?? { containers: [] })
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: {} }
}

/** Resources do not matter, they are the scheduler's business. */
function judge(pod: Pod, node: Node): NodeVerdict {
  const { nodeName, tolerations } = pod.spec
  if (nodeName && nodeName !== node.metadata.name) return NO
  if (!matchesRequiredNodeAffinity(pod, node)) return NO
  const { taints } = node.spec
  if (findUntoleratedTaint(taints, tolerations, keepsPodsAway) === undefined) return YES
  const evicting = findUntoleratedTaint(taints, tolerations, ({ effect }) => effect === 'NoExecute')
  return evicting === undefined ? STAY : NO
}
