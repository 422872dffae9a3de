/** A cluster as plain objects, for the naive scheduler: every question is answered by walking over all of them. */
import { labelSelector } from '../../api/labelselector.ts'
import { type Selector, selectorMatches } from '../../api/labels.ts'
import type { Namespace, Node, Pod, PodDisruptionBudget, ReplicaSet, Service } from '../../kinds/types.ts'

export interface NaiveCluster {
  /** In the order in which they are tried. */
  nodes: readonly Node[]
  /** Pods that stand (or are about to) on the node that spec.nodeName names, the finished ones left out. */
  pods: readonly Pod[]
  services: readonly Service[]
  replicaSets: readonly ReplicaSet[]
  namespaces: readonly Namespace[]
  /** Waiting Pods that are nominated to the node that spec.nodeName names here. */
  nominated?: readonly Pod[]
  budgets?: readonly PodDisruptionBudget[]
}

/** Pods by node, found once for each list: a list that is given stays as it is. */
const byNode = new WeakMap<readonly Pod[], Map<string | undefined, Pod[]>>()

export function podsOn({ pods }: NaiveCluster, node: Node): Pod[] {
  let found = byNode.get(pods)
  if (found === undefined) {
    found = new Map<string | undefined, Pod[]>()
    for (const pod of pods) found.set(pod.spec.nodeName, [...(found.get(pod.spec.nodeName) ?? []), pod])
    byNode.set(pods, found)
  }
  return found.get(node.metadata.name) ?? []
}

export const label = (object: Node | Pod, key: string): string | undefined => object.metadata.labels?.[key]

export const nodeOf = ({ nodes }: NaiveCluster, pod: Pod): Node | undefined =>
  nodes.find((node) => node.metadata.name === pod.spec.nodeName)

/** Nodes zone by zone in turn; zones and nodes in order of appearance. */
export class NaiveNodeOrder {
  private zones: { zone: string; names: string[] }[] = []

  add(node: Node): void {
    this.remove(node.metadata.name)
    const region = label(node, 'topology.kubernetes.io/region') ?? ''
    const zone = `${region}/${label(node, 'topology.kubernetes.io/zone') ?? ''}`
    const found = this.zones.find((z) => z.zone === zone)
    if (found) found.names.push(node.metadata.name)
    else this.zones.push({ zone, names: [node.metadata.name] })
  }

  /** Called for updates that stay in their zone too; keeps the place then. */
  update(before: Node, after: Node): void {
    const same = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'].every(
      (key) => label(before, key) === label(after, key),
    )
    if (!same) this.add(after)
  }

  remove(name: string): void {
    for (const zone of this.zones) zone.names = zone.names.filter((n) => n !== name)
    this.zones = this.zones.filter(({ names }) => names.length > 0)
  }

  names(): string[] {
    const longest = Math.max(0, ...this.zones.map(({ names }) => names.length))
    return Array.from({ length: longest }, (_, i) => this.zones.flatMap(({ names }) => names.slice(i, i + 1))).flat()
  }
}

/** A Pod affinity term against a Pod: owner's namespace unless it names others. */
export function affinityTermMatches(
  cluster: NaiveCluster,
  term: { labelSelector?: unknown; namespaces?: string[]; namespaceSelector?: unknown },
  ownerNamespace: string,
  other: Pod,
): boolean {
  const namespace = other.metadata.namespace ?? ''
  const named = term.namespaces ?? []
  const own = named.length === 0 && !term.namespaceSelector && namespace === ownerNamespace
  const selected = term.namespaceSelector
    ? selectorMatches(
        labelSelector(term.namespaceSelector as never),
        cluster.namespaces.find(({ metadata }) => metadata.name === namespace)?.metadata.labels ?? {},
      )
    : false
  if (!own && !named.includes(namespace) && !selected) return false
  return selectorMatches(labelSelector(term.labelSelector as never), other.metadata.labels)
}

/** Pods on a node that spread counts: of the namespace, selected, not being deleted. */
export function selectedOn(cluster: NaiveCluster, node: Node, namespace: string, selector: Selector): number {
  if (selector.requirements.length === 0) return 0
  return podsOn(cluster, node).filter(
    ({ metadata }) =>
      metadata.namespace === namespace && !metadata.deletionTimestamp && selectorMatches(selector, metadata.labels),
  ).length
}
