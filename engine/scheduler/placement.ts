/**
 * What would have to change for a Pod to fit: each change is tried on the scheduler's picture of the nodes and undone.
 * The cluster never hears of it.
 */
import type { NodeVerdict, Remedy } from '../core/scheduling.ts'
import type { Container, Node, Pod } from '../kinds/types.ts'
import { requestNumbers } from '../rules/requestnumbers.ts'
import { findUntoleratedTaint, keepsPodsAway } from '../rules/taints.ts'
import { amountOf } from './plugins/resourceamounts.ts'
import type { Snapshot } from './snapshot.ts'

/** Nodes on which a change of one kind is tried. */
const TRIED_NODES = 32
const HOSTNAME = 'kubernetes.io/hostname'
const MEBI = 1024 * 1024
const LACKING = /^Insufficient (.+)$/

/** The node a Pod would go to now; undefined for none. */
export type Judge = (pod: Pod) => string | undefined

export class Remedies {
  constructor(
    private readonly snapshot: Snapshot,
    private readonly judge: Judge,
  ) {}

  /** Single changes that would do, those that ask least of the cluster first. */
  find(pod: Pod, verdicts: readonly NodeVerdict[]): Remedy[] {
    return [...this.requests(pod, verdicts), ...this.nodes(pod, verdicts), ...this.machines(pod)]
  }

  /** For each resource that some node lacks: the most the Pod may ask for. */
  private requests(pod: Pod, verdicts: readonly NodeVerdict[]): Remedy[] {
    const reasons = verdicts.flatMap(({ reasons: all = [] }) => all)
    const lacking = new Set(reasons.flatMap((reason) => LACKING.exec(reason)?.[1] ?? []))
    return [...lacking].flatMap((resource): Remedy[] => {
      const unit = resource === 'memory' || resource === 'ephemeral-storage' ? MEBI : 1
      const asked = Math.floor(amountOf(requestNumbers(pod.spec), resource) / unit)
      const fits = (units: number) => this.judge(asking(pod, resource, quantity(resource, units)))
      // The most that fits, if nothing at all does.
      let [low, high] = [0, asked]
      if (fits(0) === undefined) return []
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (fits(middle) === undefined) high = middle
        else low = middle
      }
      return [{ kind: 'request', resource, atMost: quantity(resource, low), node: fits(low) as string }]
    })
  }

  /** Nodes that would do with other taints or labels; one remedy for each set of those. */
  private nodes(pod: Pod, verdicts: readonly NodeVerdict[]): Remedy[] {
    const found = new Map<string, Remedy>()
    const refused = verdicts.filter(({ refusedBy }) => refusedBy !== undefined).slice(0, TRIED_NODES)
    for (const { node: name } of refused) {
      const node = this.snapshot.nodes[this.snapshot.rowOf(name)]?.node
      if (node === undefined) continue
      for (const { remedy, changed } of changesOf(pod, node)) {
        const { node: _, ...what } = remedy as { node: string }
        const key = JSON.stringify(what)
        if (!found.has(key) && this.wouldFit(pod, changed)) found.set(key, remedy)
      }
    }
    return [...found.values()]
  }

  /** One machine more, like one that is there and like no other that has been tried. */
  private machines(pod: Pod): Remedy[] {
    const tried = new Set<string>()
    for (const row of this.snapshot.order) {
      const node = this.snapshot.nodes[row]?.node as Node
      const kind = JSON.stringify([node.status?.allocatable, node.spec.taints, zonesOf(node)])
      if (tried.has(kind)) continue
      tried.add(kind)
      if (tried.size > TRIED_NODES) break
      if (this.wouldFit(pod, another(node))) return [{ kind: 'node', like: node.metadata.name }]
    }
    return []
  }

  /** Whether the Pod would fit if there were such a node. */
  private wouldFit(pod: Pod, node: Node): boolean {
    return this.snapshot.withNode(node, () => this.judge(pod) !== undefined)
  }
}

interface Change {
  readonly remedy: Remedy
  readonly changed: Node
}

/** Single changes of a node that could let the Pod in. */
function* changesOf(pod: Pod, node: Node): Generator<Change> {
  const { name } = node.metadata
  if (node.spec.unschedulable) {
    const { unschedulable: _, ...spec } = node.spec
    const taints = spec.taints?.filter(({ key }) => key !== 'node.kubernetes.io/unschedulable')
    yield { remedy: { kind: 'uncordon', node: name }, changed: { ...node, spec: { ...spec, taints } } }
    return
  }
  const tolerated = (node.spec.taints ?? []).filter(
    (taint) => findUntoleratedTaint([taint], pod.spec.tolerations, keepsPodsAway) === undefined,
  )
  const untolerated = (node.spec.taints ?? []).filter((taint) => !tolerated.includes(taint))
  if (untolerated.length > 0) {
    const taints = untolerated.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`)
    const changed = { ...node, spec: { ...node.spec, taints: tolerated } }
    yield { remedy: { kind: 'taint', taints, node: name }, changed }
  }
  const labels = missingLabels(pod, node)
  if (Object.keys(labels).length > 0) {
    const metadata = { ...node.metadata, labels: { ...node.metadata.labels, ...labels } }
    yield { remedy: { kind: 'label', labels, node: name }, changed: { ...node, metadata } }
  }
}

/** Labels the Pod's node selector, and the first term of its required affinity, ask for and the node lacks. */
function missingLabels(pod: Pod, { metadata }: Node): Record<string, string> {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const wanted: Record<string, string> = { ...pod.spec.nodeSelector }
  for (const { key, operator, values = [] } of required?.nodeSelectorTerms[0]?.matchExpressions ?? []) {
    if (operator === 'In' && !values.includes(metadata.labels?.[key] ?? '')) wanted[key] = values[0] as string
    if (operator === 'Exists' && metadata.labels?.[key] === undefined) wanted[key] = ''
  }
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => metadata.labels?.[key] !== value))
}

const zonesOf = ({ metadata: { labels } }: Node) => [
  labels?.['topology.kubernetes.io/zone'],
  labels?.['topology.kubernetes.io/region'],
]

/** A machine like this one under another name. */
function another(node: Node): Node {
  const name = `${node.metadata.name}-more`
  const labels = node.metadata.labels?.[HOSTNAME] ? { ...node.metadata.labels, [HOSTNAME]: name } : node.metadata.labels
  return { ...node, metadata: { ...node.metadata, name, uid: name, labels } }
}

/** The Pod asking for so much of a resource, all of it in the first container that asked for any. */
function asking(pod: Pod, resource: string, amount: string): Pod {
  let given = false
  const containers = pod.spec.containers.map((container) => {
    const requests = container.resources?.requests as Record<string, string> | undefined
    if (requests?.[resource] === undefined) return container
    const own = given ? '0' : amount
    given = true
    return { ...container, resources: { ...container.resources, requests: { ...requests, [resource]: own } } }
  })
  return { ...pod, spec: { ...pod.spec, containers: containers as Container[] } }
}

function quantity(resource: string, units: number): string {
  if (resource === 'cpu') return units % 1000 === 0 ? String(units / 1000) : `${units}m`
  return resource === 'memory' || resource === 'ephemeral-storage' ? `${units}Mi` : String(units)
}
