/**
 * A whole small cluster for tests of its nodes: what a user does, how time passes, and the words a test reads the world
 * in. `state('web')` is `kubectl get pod`'s line, `events('web')` its history.
 */
import type { KObject } from '../../api/object.ts'
import type { Table } from '../../api/table.ts'
import type { DeleteOptions } from '../../api/verbs/options.ts'
import { type NodeGroup, workers } from '../../boot.ts'
import { Cluster, type ClusterOptions } from '../../cluster.ts'
import { podSummary } from '../../kinds/printing/podstatus.ts'
import type { Event, Node, Pod } from '../../kinds/types.ts'
import type { Manifest } from '../builders.ts'

export class SmallCluster {
  readonly cluster: Cluster

  /** @param options beside those of a cluster: three nodes unless `nodes` says otherwise */
  constructor(options: Partial<ClusterOptions> = {}) {
    this.cluster = new Cluster({ seed: 1, nodes: workers(3), ...options })
    this.cluster.settle()
  }

  get nowMs(): number {
    return this.cluster.nowMs
  }

  table(resource: string): Table {
    return this.cluster.server.store.table(resource)
  }

  create<T extends KObject>(manifest: Manifest<T>): T {
    this.act()
    const group = manifest.apiVersion.includes('/') ? (manifest.apiVersion.split('/')[0] as string) : ''
    return this.cluster.server.verbs.create<T>(
      this.cluster.server.store.tableOfKind(group, manifest.kind) as Table,
      manifest,
    )
  }

  delete(resource: string, name: string, options: DeleteOptions = {}): void {
    this.act()
    const table = this.table(resource)
    this.cluster.server.verbs.delete(table, table.info.namespaced ? 'default' : '', name, options)
  }

  /** Changes an object of the namespace default (or of none) as a user would. */
  change<T extends KObject>(resource: string, name: string, change: (object: T) => T): void {
    this.act()
    const table = this.table(resource)
    const namespace = table.info.namespaced ? 'default' : ''
    this.cluster.server.verbs.modify<T>(table, namespace, name, change, { trusted: false })
  }

  /** Runs for so many milliseconds. */
  run(ms: number): this {
    this.cluster.server.clock.runUntil(this.nowMs + ms)
    return this
  }

  /** Runs until `holds`, at most `limitMs`, and returns how long it took. @throws when it never held */
  until(what: string, holds: () => boolean, limitMs = 900_000): number {
    const { clock } = this.cluster.server
    const start = this.nowMs
    while (!holds()) {
      if (clock.nextMs > start + limitMs) throw new Error(`not ${what} within ${limitMs} ms`)
      clock.step()
    }
    return this.nowMs - start
  }

  find<T extends KObject>(resource: string, name: string): T | undefined {
    const table = this.table(resource)
    return table.find(table.info.namespaced ? 'default' : '', name) as T | undefined
  }

  pod(name: string): Pod {
    const pod = this.find<Pod>('pods', name)
    if (pod === undefined) throw new Error(`no Pod ${name}`)
    return pod
  }

  node(name: string): Node {
    return this.table('nodes').find('', name) as Node
  }

  /** `1/1 Running 0` as `kubectl get pod` prints it; `gone` when there is none. */
  state(name: string): string {
    const pod = this.find<Pod>('pods', name)
    if (pod === undefined) return 'gone'
    const { ready, total, status, restarts } = podSummary(pod)
    return `${ready}/${total} ${status} ${restarts}`
  }

  /** Runs until the state reads so, and returns how long it took. */
  untilState(name: string, state: string, limitMs?: number): number {
    return this.until(`${name} ${state} (${this.state(name)})`, () => this.state(name) === state, limitMs)
  }

  /** `Reason message` of the events about a Pod, oldest first; `×3` behind those that were counted. */
  events(name: string): string[] {
    return (this.table('events').list() as Event[])
      .filter(({ involvedObject }) => involvedObject.name === name)
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map(({ reason, message, count }) => `${reason} ${message}${(count ?? 1) > 1 ? ` ×${count}` : ''}`)
  }

  /** The reasons alone. */
  reasons(name: string): string[] {
    return this.events(name).map((line) => line.split(' ')[0] as string)
  }

  fault(name: string, args: Record<string, unknown>): boolean {
    this.act()
    return this.cluster.fault(name, args)
  }

  /** What a file on a machine's disk says. */
  fileOn(node: string, path: string): string | undefined {
    const { nodes, worker } = this.cluster.kubelets
    return worker.hostPaths.filesAt(nodes.rowOf(node), path)[0]?.[1]
  }

  /** Lines a container of a Pod has logged. */
  log(pod: string, container = 'app', previous = false): string[] {
    return (this.cluster.kubelets.lines('default', pod, container, previous) ?? []).map(({ text }) => text)
  }

  private act(): void {
    const { trace } = this.cluster.server
    trace.begin(trace.actorNumber('user/test'), 'action', 0)
  }
}

/** One big node, so that every Pod lands on it. */
export const oneNode = (fields: Partial<NodeGroup> = {}): NodeGroup[] => [
  { name: 'node-1', count: 1, cpu: '4', memory: '8Gi', pods: 110, ...fields },
]
