/** DaemonSet: one Pod on every node that is meant. Source: pkg/controller/daemon/daemon_controller.go. */
import { StatusError } from '../../api/errors.ts'
import { isEmptySelector, selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { DaemonSet, Node, Pod } from '../../kinds/types.ts'
import { nodeVerdict } from '../../rules/daemonset/nodes.ts'
import { firstToBecomeAvailable } from '../../rules/podutil.ts'
import { claimPods } from '../claimpods.ts'
import { REVISIONS, RevisionHistory } from '../history/history.ts'
import { indexOwned } from '../indexes.ts'
import { OwnerWatch } from '../ownerwatch.ts'
import { PodControl } from '../podcontrol.ts'
import { type Controller, type Enqueue, ownRowsButStatus } from '../runtime.ts'
import { FailureBackoff } from './failures.ts'
import { cleanUpHistory, daemonRevisions, hashOf } from './history.ts'
import { DaemonSync } from './sync.ts'
import { ReadyTally } from './tally.ts'

const NAME = 'daemonset'
const RESOURCE = 'daemonsets.apps'
const COMPONENT = 'daemonset-controller'
const WORKERS = 2

/** Builds the controller over a server. */
export function daemonSetController(server: ApiServer): Controller {
  indexOwned(server, 'pods')
  const owners = new OwnerWatch(server, RESOURCE, 'DaemonSet')
  const tally = new ReadyTally(server.checkpoints)
  const daemons = new Daemons(server, tally)
  return {
    name: NAME,
    title: 'DaemonSet',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [
      tally.walking(ownRowsButStatus(server, RESOURCE, NAME)),
      tally.pods(owners.rule('pods')),
      tally.walking(owners.rule(REVISIONS)),
      tally.walking({
        resource: 'nodes',
        rows: (before, after, enqueue) => daemons.nodeChanged(before as Node, after as Node, enqueue),
      }),
    ],
    reconcile: (row) => daemons.reconcile(row),
  }
}

class Daemons {
  private readonly sets: Table
  private readonly nodes: Table
  private readonly history: RevisionHistory
  private readonly control: PodControl
  private readonly backoff: FailureBackoff

  constructor(
    private readonly server: ApiServer,
    private readonly tally: ReadyTally,
  ) {
    this.sets = server.store.table(RESOURCE)
    this.nodes = server.store.table('nodes')
    this.history = new RevisionHistory(server)
    this.control = new PodControl(server, COMPONENT)
    this.backoff = new FailureBackoff(server)
  }

  /** Concerns the DaemonSets that think otherwise of the node now. */
  nodeChanged(before: Node | undefined, after: Node | undefined, enqueue: Enqueue): void {
    if (before?.spec === after?.spec && before?.metadata.labels === after?.metadata.labels) return
    this.sets.each(undefined, (set, row) => {
      const { template } = (set as DaemonSet).spec
      const [was, is] = [before, after].map((node) => node && nodeVerdict(template, node))
      if (after === undefined || was?.shouldRun !== is?.shouldRun || was?.shouldContinue !== is?.shouldContinue) {
        enqueue(row)
      }
    })
  }

  reconcile(row: number): Result {
    const set = this.sets.get(row) as DaemonSet | undefined
    if (set === undefined) return undefined
    if (isEmptySelector(labelSelector(set.spec.selector))) return this.selectsAll(set)
    // What is left of it belongs to the garbage collector.
    if (set.metadata.deletionTimestamp !== undefined) return undefined
    const status = this.tally.statusOf(row, set.status)
    if (status !== undefined) {
      this.server.verbs.replaceStatus<DaemonSet>(this.sets, row, status)
      return undefined
    }
    try {
      return this.sync(row, set)
    } catch (error) {
      if (error instanceof StatusError) return 'retry'
      throw error
    }
  }

  private selectsAll(set: KObject): Result {
    const why = 'This daemon set is selecting all pods. A non-empty selector is required.'
    this.server.events.record(set, 'Warning', 'SelectingAll', why, { component: COMPONENT })
    return undefined
  }

  private sync(row: number, set: DaemonSet): Result {
    this.tally.begin(row)
    const nodes: Node[] = []
    this.nodes.each(undefined, (node) => nodes.push(node as Node))
    let pods = this.podsOf(set)
    const revisions = daemonRevisions(this.server, this.history, set, pods)
    if (revisions === undefined) return this.collided(row, set)
    const hash = hashOf(revisions.current)
    const build = () => new DaemonSync(this.server, this.control, this.backoff, set, nodes, pods, hash)
    let step = build()
    step.run()
    const { refused, waitMs, acted } = step
    if (acted) {
      pods = this.podsOf(set)
      step = build()
    }
    cleanUpHistory(this.history, set, revisions.old, pods)
    const status = step.status()
    this.server.verbs.replaceStatus<DaemonSet>(this.sets, row, status)
    if (refused !== undefined) return 'retry'
    const due = this.next(set, pods, waitMs)
    if (due === undefined && !acted) this.tally.settle(row, { spec: set.spec, status })
    return due
  }

  /** Two templates, one hash: the next sync makes another name of it. */
  private collided(row: number, { status }: DaemonSet): Result {
    const collisionCount = (status.collisionCount ?? 0) + 1
    this.server.verbs.replaceStatus<DaemonSet>(this.sets, row, { ...status, collisionCount })
    return 'retry'
  }

  /** Pods become available, and waits end, by time alone. */
  private next({ spec }: DaemonSet, pods: readonly Pod[], waitMs = Number.POSITIVE_INFINITY): Result {
    const nowUnixMs = this.server.calendar.epochMs + this.server.clock.nowMs
    const first = spec.minReadySeconds ? firstToBecomeAvailable(pods, spec.minReadySeconds, nowUnixMs) : undefined
    const afterMs = Math.min(waitMs, first?.waitMs ?? Number.POSITIVE_INFINITY)
    return afterMs === Number.POSITIVE_INFINITY ? undefined : { afterMs }
  }

  private podsOf(set: DaemonSet): Pod[] {
    const selector = labelSelector(set.spec.selector)
    // Pods of one template share their labels: one look at them is enough for all.
    const alike = new Map<object | undefined, boolean>()
    return claimPods(this.server, set, ({ metadata: { labels } }) => {
      const known = alike.get(labels) ?? selectorMatches(selector, labels)
      alike.set(labels, known)
      return known
    })
  }
}
