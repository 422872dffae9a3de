/** Objects and how they hang together: owners, selectors, references by name, and names that nobody bears. */
import { selectorMatches } from '../../../api/labels.ts'
import { labelSelector } from '../../../api/labelselector.ts'
import { controllerOf, type KObject } from '../../../api/object.ts'
import type { Cluster } from '../../../cluster.ts'
import type { GraphEdge, GraphNode, GraphScope, ObjectGraph, Relation } from '../../../protocol/graph.ts'
import { EVERYWHERE, referencesOf, selectorOf } from './references.ts'
import { standingOf } from './standing.ts'
import { StaleTables } from '../staletables.ts'

/** From who asks to what is used. */
const RESOURCES = [
  'ingresses.networking.k8s.io',
  'horizontalpodautoscalers.autoscaling',
  'poddisruptionbudgets.policy',
  'networkpolicies.networking.k8s.io',
  'services',
  'cronjobs.batch',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'replicasets.apps',
  'pods',
  'configmaps',
  'secrets',
  'persistentvolumeclaims',
  'serviceaccounts',
  'persistentvolumes',
  'storageclasses.storage.k8s.io',
]
/** Shown only where somebody refers to them. */
const ON_DEMAND = new Set(['ConfigMap', 'Secret', 'ServiceAccount', 'PersistentVolume', 'StorageClass'])
const MOST_NODES = 300
/** Pods looked at; the rest is left out. */
const MOST_PODS = 5000
/** Pods of one owner drawn one by one. */
const MOST_SIBLINGS = 6
/** Objects of the cluster itself, which nobody applied. */
const OWN_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease'])
const PAUSE_REAL_MS = 200

export class GraphBatches {
  /** What is shown; undefined while nobody looks. */
  private scope: GraphScope | undefined
  private told = ''
  private takenAtReal = Number.NEGATIVE_INFINITY
  private readonly stale: StaleTables

  constructor(private readonly cluster: Cluster) {
    this.stale = new StaleTables(cluster, RESOURCES)
  }

  show(scope: GraphScope | undefined): void {
    const isSame = scope?.namespace === this.scope?.namespace && scope?.unmentioned === this.scope?.unmentioned
    if (!isSame) this.reset()
    this.scope = scope
  }

  reset(): void {
    this.stale.reset()
    this.told = ''
    this.takenAtReal = Number.NEGATIVE_INFINITY
  }

  take(nowReal: number): ObjectGraph | undefined {
    if (this.scope === undefined || nowReal - this.takenAtReal < PAUSE_REAL_MS || !this.stale.look()) return undefined
    this.takenAtReal = nowReal
    const graph = graphOf(this.cluster, this.scope.namespace, this.scope.unmentioned)
    const text = JSON.stringify(graph)
    if (text === this.told) return undefined
    this.told = text
    return graph
  }
}

const keyOf = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`

/** The graph of a namespace, or of all of them. */
export function graphOf(cluster: Cluster, namespace: string, unmentioned = false): ObjectGraph {
  return new Drawing(cluster, namespace, unmentioned).graph()
}

class Drawing {
  private readonly nodes: GraphNode[] = []
  private readonly edges: GraphEdge[] = []
  private readonly known = new Set<string>()
  private readonly index = new Map<string, number>()
  private readonly objects = new Map<string, KObject>()
  /** Pods drawn, by the uid of their controller. */
  private readonly siblings = new Map<string, number[]>()
  private readonly pods: { object: KObject; node: number }[] = []
  private left = 0

  constructor(
    private readonly cluster: Cluster,
    private readonly namespace: string,
    private readonly unmentioned: boolean,
  ) {}

  graph(): ObjectGraph {
    this.gather()
    for (const object of this.objects.values()) if (this.isShown(object)) this.place(object)
    for (const object of [...this.objects.values()]) this.join(object)
    return { nodes: this.nodes, edges: this.edges, left: this.left }
  }

  private isShown({ kind, metadata }: KObject): boolean {
    if (!ON_DEMAND.has(kind)) return true
    return (
      this.unmentioned && (kind === 'ConfigMap' || kind === 'Secret') && !EVERYWHERE.has(`${kind} ${metadata.name}`)
    )
  }

  private gather(): void {
    const { store } = this.cluster.server
    for (const resource of RESOURCES) {
      const table = store.table(resource)
      const { kind, namespaced } = table.info
      let looked = 0
      for (const object of table.list(namespaced && this.namespace ? this.namespace : undefined)) {
        if (kind === 'Pod' && looked++ >= MOST_PODS) this.left++
        else if (isDrawn(object))
          this.objects.set(keyOf(kind, object.metadata.namespace ?? '', object.metadata.name), object)
      }
    }
  }

  /** Its node; Pods beyond the first of an owner stand behind the last of them. */
  private place(object: KObject): number | undefined {
    const key = keyOf(object.kind, object.metadata.namespace ?? '', object.metadata.name)
    const known = this.index.get(key)
    if (known !== undefined) return known
    const owner = object.kind === 'Pod' ? controllerOf(object)?.uid : undefined
    const siblings = owner === undefined ? [] : (this.siblings.get(owner) ?? [])
    const behind = siblings.length >= MOST_SIBLINGS ? siblings.at(-1) : undefined
    const node = behind ?? this.add(object)
    if (node === undefined) return undefined
    this.index.set(key, node)
    if (behind !== undefined) (this.nodes[behind] as GraphNode).more++
    else if (owner !== undefined) this.siblings.set(owner, [...siblings, node])
    if (object.kind === 'Pod') this.pods.push({ object, node })
    return node
  }

  private add({ apiVersion, kind, metadata, ...rest }: KObject): number | undefined {
    if (this.nodes.length >= MOST_NODES) {
      this.left++
      return undefined
    }
    const ref = { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name }
    return this.nodes.push({ ref, missing: false, more: 0, ...standingOf({ apiVersion, kind, metadata, ...rest }) }) - 1
  }

  private join(object: KObject): void {
    const { namespace = '', ownerReferences = [] } = object.metadata
    const own = this.index.get(keyOf(object.kind, namespace, object.metadata.name))
    if (own === undefined) return
    for (const { kind, name } of ownerReferences) {
      const owner = this.index.get(keyOf(kind, namespace, name))
      if (owner !== undefined) this.edge(owner, own, 'owns')
    }
    // A workload's references are its Pods', once it has some.
    if (object.kind === 'Pod' || !this.hasPods(object))
      for (const { relation, kind, name } of referencesOf(object)) {
        const to = this.named(kind, namespace, name)
        if (to !== undefined) this.edge(own, to, relation)
      }
    this.select(object, own)
  }

  private hasPods({ kind, metadata }: KObject): boolean {
    if (kind === 'Ingress' || kind === 'HorizontalPodAutoscaler' || kind === 'PersistentVolumeClaim') return false
    if (this.siblings.has(metadata.uid)) return true
    return [...this.objects.values()].some(
      (each) =>
        controllerOf(each)?.uid === metadata.uid && (each.kind === 'Pod' || this.siblings.has(each.metadata.uid)),
    )
  }

  private select(object: KObject, own: number): void {
    const selector = selectorOf(object)
    const parsed = selector && labelSelector(selector)
    if (!parsed) return
    for (const { object: pod, node } of this.pods)
      if (pod.metadata.namespace === object.metadata.namespace && selectorMatches(parsed, pod.metadata.labels ?? {}))
        this.edge(own, node, 'selects')
  }

  /** The node of a name somebody mentions; one that nobody bears is drawn as missing. */
  private named(kind: string, namespace: string, name: string): number | undefined {
    const scoped = kind === 'PersistentVolume' || kind === 'StorageClass' ? '' : namespace
    const key = keyOf(kind, scoped, name)
    const known = this.index.get(key)
    if (known !== undefined) return known
    const object = this.objects.get(key)
    if (object) return this.place(object)
    if (this.nodes.length >= MOST_NODES) return undefined
    const ref = { apiVersion: 'v1', kind, namespace: scoped, name }
    const node = this.nodes.push({ ref, missing: true, note: 'not there', trouble: true, more: 0 }) - 1
    this.index.set(key, node)
    return node
  }

  private edge(from: number, to: number, relation: Relation): void {
    const key = `${from} ${to} ${relation}`
    if (this.known.has(key)) return
    this.known.add(key)
    this.edges.push({ from, to, relation })
  }
}

/** Not what the cluster brings along, nor a set of Pods that a rollout left empty. */
function isDrawn(object: KObject): boolean {
  const { namespace = '', name } = object.metadata
  if (OWN_NAMESPACES.has(namespace)) return false
  if (object.kind === 'Service' && namespace === 'default' && name === 'kubernetes') return false
  const { spec } = object as { spec?: { replicas?: number } }
  return !(object.kind === 'ReplicaSet' && spec?.replicas === 0 && controllerOf(object) !== undefined)
}
