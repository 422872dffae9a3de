/** What a DaemonSet's Pods have beside their template. Source: pkg/controller/daemon/util/daemonset_util.go. */
import type { Affinity, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../kinds/types.ts'
import { REVISION_LABEL } from '../history/revisions.ts'

export const TEMPLATE_GENERATION_LABEL = 'pod-template-generation'
const NAME_FIELD = 'metadata.name'

/** A daemon stays through what drives other Pods away. */
const TOLERATED: readonly (readonly [taint: string, effect: string])[] = [
  ['not-ready', 'NoExecute'],
  ['unreachable', 'NoExecute'],
  ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'],
  ['unschedulable', 'NoSchedule'],
]
/** Only for daemons that bring the network. */
const HOST_NETWORK = ['network-unavailable', 'NoSchedule'] as const

/** The spec with the tolerations every daemon has. */
export function withDaemonTolerations(spec: PodSpec): PodSpec {
  const taints = spec.hostNetwork ? [...TOLERATED, HOST_NETWORK] : TOLERATED
  const tolerations = taints.reduce<readonly Toleration[]>(
    (known, [taint, effect]) =>
      addToleration(known, { key: `node.kubernetes.io/${taint}`, operator: 'Exists', effect }),
    spec.tolerations ?? [],
  )
  return { ...spec, tolerations: [...tolerations] }
}

/** Replaces a toleration of the same taints, which may have been for some time only. */
function addToleration(known: readonly Toleration[], added: Toleration): readonly Toleration[] {
  const alike = (other: Toleration) =>
    other.key === added.key &&
    other.effect === added.effect &&
    other.operator === added.operator &&
    (other.value ?? '') === ''
  return known.some(alike) ? known.map((other) => (alike(other) ? added : other)) : [...known, added]
}

/** The template of the Pods: with tolerations and the labels of its revision. */
export function daemonTemplate(
  template: PodTemplateSpec,
  generation: number | undefined,
  hash: string,
): PodTemplateSpec {
  const labels = {
    ...template.metadata?.labels,
    ...(generation === undefined ? {} : { [TEMPLATE_GENERATION_LABEL]: String(generation) }),
    ...(hash === '' ? {} : { [REVISION_LABEL]: hash }),
  }
  const spec = withDaemonTolerations(template.spec ?? { containers: [] })
  return { ...template, metadata: { ...template.metadata, labels }, spec }
}

/** The affinity that leaves the scheduler one node only, in place of what was required of nodes. */
export function affinityToNode(affinity: Affinity | undefined | null, nodeName: string): Affinity {
  const matchFields = [{ key: NAME_FIELD, operator: 'In', values: [nodeName] }]
  const requiredDuringSchedulingIgnoredDuringExecution = { nodeSelectorTerms: [{ matchFields }] }
  return { ...affinity, nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution } }
}

/** The node a daemon's Pod is on or meant for; undefined when nothing tells. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  for (const { matchFields = [] } of terms) {
    const named = matchFields.find(({ key, operator }) => key === NAME_FIELD && operator === 'In')
    if (named !== undefined) return named.values?.length === 1 ? named.values[0] : undefined
  }
  return undefined
}

/** Whether a Pod is of the present template, by the name of its revision or by the count of templates. */
export function isPodUpdated({ metadata }: Pod, hash: string, generation: number | undefined): boolean {
  const { labels = {} } = metadata
  const ofGeneration = generation !== undefined && labels[TEMPLATE_GENERATION_LABEL] === String(generation)
  return ofGeneration || (hash !== '' && labels[REVISION_LABEL] === hash)
}
