/** A cluster for rows of plugins that look beyond one node: objects as given, and the plugins over them. */
import type { Node, Pod } from '../../kinds/types.ts'
import { interPodAffinity, type InterPodAffinityArgs } from '../../scheduler/plugins/interpodaffinity.ts'
import { AffinityRelation } from '../../scheduler/plugins/interpodaffinity/relation.ts'
import { SpreadSelections } from '../../scheduler/plugins/podtopologyspread/counting.ts'
import { type SpreadDefaults, SYSTEM_DEFAULTS } from '../../scheduler/plugins/podtopologyspread/plan.ts'
import { SpreadRelation } from '../../scheduler/plugins/podtopologyspread/relation.ts'
import { podTopologySpread } from '../../scheduler/plugins/podtopologyspread.ts'
import type { RelationPlugin } from '../../scheduler/plugin.ts'
import { Selections } from '../../scheduler/selections.ts'
import { Topology } from '../../scheduler/topology.ts'
import { SchedulerWorld } from '../schedulerworld.ts'
import type { Fields } from './adapter.ts'
import { nodeOf, podOf } from './objects.ts'

const NAMESPACE = 'default'
const TABLES: Readonly<Record<string, string>> = {
  'v1.Service': 'services',
  'v1.ReplicaSet': 'replicasets.apps',
  'v1.StatefulSet': 'statefulsets.apps',
  'v1.ReplicationController': 'replicationcontrollers',
}
/** Namespaces that upstream's tests keep out of their tables. */
const TEAMS = ['team1', 'team2'].flatMap((team) =>
  ['subteam1', 'subteam2'].map((sub) => ({ team, name: `${sub}.${team}` })),
)

/** The Pod as the API server would have it: in a namespace, terms that name the empty namespace included. */
export function storedPod(object: Fields): Pod {
  const copy = JSON.parse(JSON.stringify(object), (key, value) =>
    key === 'namespaces' && value ? value.map(named) : value,
  )
  const pod = podOf(copy)
  return { ...pod, metadata: { ...pod.metadata, namespace: named(pod.metadata.namespace) } }
}

const named = (namespace: string | undefined) => namespace || NAMESPACE

/** Null and absent alike are undefined. */
export function optional<T>(object: Fields, read: (object: Fields) => T): T | undefined {
  return object ? read(object) : undefined
}

export class SchedRowWorld {
  readonly world = new SchedulerWorld()
  private readonly context: { topology: Topology; selections: SpreadSelections }
  private readonly counts: Selections
  private pods = 0
  private readonly removals: (() => void)[] = []

  constructor(
    nodes: readonly Fields[] | null,
    pods: readonly Fields[] | null,
    others: readonly Fields[] | null = null,
  ) {
    const { snapshot } = this.world.scheduler
    const topology = new Topology(snapshot)
    this.counts = new Selections(snapshot, topology)
    this.context = { topology, selections: new SpreadSelections(this.counts) }
    this.put('namespaces', { metadata: { name: NAMESPACE } })
    for (const { name, team } of TEAMS) this.put('namespaces', { metadata: { name, labels: { team } } })
    for (const node of nodes ?? []) this.put('nodes', nodeOf(node))
    for (const pod of pods ?? []) this.addPod(pod)
    for (const other of others ?? []) this.addOther(other)
  }

  /** Adds a Pod where it says, and returns how to take it away. */
  addPod(object: Fields): () => void {
    const pod = storedPod(object)
    const name = `existing-${this.pods++}`
    const remove = this.put('pods', { ...pod, metadata: { ...pod.metadata, name, uid: name } })
    this.removals.push(remove)
    return remove
  }

  /** Takes the Pod away that was added as the nth. */
  removePod(nth: number): void {
    this.removals[nth]?.()
  }

  /** Counts a Pod out of its node, as preemption tries; it need not be there. */
  countOut(object: Fields): void {
    const pod = storedPod(object)
    const { census } = this.world.scheduler.snapshot
    if (pod.spec.nodeName) census.count(census.classOf(pod), this.node(pod.spec.nodeName), -1)
  }

  node(name: string): number {
    return this.world.server.store.table('nodes').row('', name)
  }

  spread(pod: Pod, defaults: SpreadDefaults = SYSTEM_DEFAULTS): SpreadRelation | undefined {
    const { store } = this.world.server
    return relate(podTopologySpread(store, this.context, defaults), pod) as SpreadRelation | undefined
  }

  affinity(pod: Pod, args?: InterPodAffinityArgs): AffinityRelation | undefined {
    const { store } = this.world.server
    const { census } = this.world.scheduler.snapshot
    return relate(interPodAffinity(store, census, this.counts, args), pod) as AffinityRelation | undefined
  }

  /** Normalized scores of the nodes; undefined when the plugin skips the Pod. */
  scores(relation: { scores?: SpreadRelation['scores'] } | undefined, nodes: readonly Node[]): number[] | undefined {
    const rows = Int32Array.from(nodes, ({ metadata }) => this.node(metadata.name))
    const out = new Int32Array(rows.length)
    return relation?.scores?.(rows, rows.length, out) ? [...out] : undefined
  }

  private addOther(object: Fields): void {
    const { store } = this.world.server
    const table = TABLES[object.$type]
    if (table === undefined || !store.hasTable(table)) return
    const { name = `other-${object.$type.length}`, ...metadata } = object.metadata
    this.put(table, { ...object, metadata: { ...metadata, name, namespace: named(metadata.namespace) } })
  }

  /** Puts an object as it is, and returns how to take it away. */
  put(resource: string, object: Fields): () => void {
    const { store } = this.world.server
    const table = store.table(resource)
    const row = table.row(object.metadata.namespace ?? '', object.metadata.name)
    store.commit(table, row, (resourceVersion) => ({
      ...object,
      apiVersion: table.info.version,
      kind: table.info.kind,
      metadata: { ...object.metadata, resourceVersion },
    }))
    return () => {
      store.commit(table, row, undefined)
    }
  }
}

function relate(plugin: RelationPlugin, pod: Pod) {
  return plugin.relate(pod)
}
