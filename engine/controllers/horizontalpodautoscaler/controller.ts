/**
 * HorizontalPodAutoscaler: as many Pods as the load needs. Source: pkg/controller/podautoscaler/horizontal.go.
 *
 * Every fifteen seconds each autoscaler is looked at; looks that can change nothing are left out (docs/decisions/0014):
 * when the last one changed nothing, every Pod is past its start and what the Pods use stays the same until the metrics
 * say otherwise. What wakes one at rest wakes it at the next point of its grid.
 */
import { equal } from '../../api/equal.ts'
import type { Selector } from '../../api/labels.ts'
import { selectorMatches } from '../../api/labels.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { Alarms } from '../../core/alarms.ts'
import { Cell } from '../../core/checkpoint.ts'
import { PagedArray, PagedFloats, PagedInts } from '../../core/paged.ts'
import type { Result } from '../../core/workqueue.ts'
import type { HorizontalPodAutoscaler, Pod } from '../../kinds/types.ts'
import type { ScalingHistory } from '../../rules/hpa/history.ts'
import { BY_LABEL, indexLabels, labelKey } from '../indexes.ts'
import type { Controller, Enqueue, WatchRule } from '../runtime.ts'
import { metricsClient } from './client.ts'
import { changesNothing, withMissedLooks } from './rest.ts'
import { TargetSelectors } from './selectors.ts'
import { type Outcome, syncAutoscaler } from './sync.ts'
import { findTarget, rescale, type Target, targetScale } from './target.ts'

const NAME = 'horizontalpodautoscaler'
const RESOURCE = 'horizontalpodautoscalers.autoscaling'
const COMPONENT = 'horizontal-pod-autoscaler'
const WORKERS = 5
/** --horizontal-pod-autoscaler-sync-period. */
const SYNC_MS = 15_000
const BY_TARGET = 'target'

/** Builds the controller over a server. */
export function horizontalPodAutoscalerController(server: ApiServer): Controller {
  indexLabels(server, 'pods')
  const sync = new AutoscalerSync(server)
  const scalable = server.verbs.allDefinitions().filter(({ scale }) => scale !== undefined)
  return {
    name: NAME,
    title: 'HorizontalPodAutoscaler',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [
      { resource: RESOURCE, rows: (before, after, _enqueue, row) => sync.ownChanged(before, after, row) },
      { resource: 'pods', rows: (before, after) => sync.podChanged((after ?? before) as Pod) },
      ...scalable.map(
        ({ info }): WatchRule => ({
          resource: info.resource,
          rows: (before, after) => sync.targetChanged((after ?? before) as KObject),
        }),
      ),
    ],
    begin: (wake) => sync.begin(wake),
    reconcile: (row) => sync.reconcile(row),
    peek: (row) => sync.historyOf(row),
  }
}

class AutoscalerSync {
  private readonly autoscalers: Table
  private readonly pods: Table
  private readonly histories: PagedArray<ScalingHistory>
  /** When each was last looked at. */
  private readonly lastMs: PagedFloats
  /** 1 = at rest: no alarm is set. */
  private readonly resting: PagedInts
  private readonly restingCount: Cell<number>
  private readonly selectors: TargetSelectors
  /** The next look; a sync goes on for ever, so it is no work left to do. */
  private readonly alarms: Alarms
  private wake: Enqueue = () => {}

  constructor(private readonly server: ApiServer) {
    const { store, clock, checkpoints } = server
    this.autoscalers = store.table(RESOURCE)
    this.pods = store.table('pods')
    this.histories = checkpoints.register(new PagedArray<ScalingHistory>(checkpoints.epoch))
    this.lastMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.resting = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.restingCount = checkpoints.register(new Cell(0))
    this.selectors = new TargetSelectors(server, this.autoscalers)
    this.autoscalers.addIndex(BY_TARGET, (hpa) => targetKey(hpa as HorizontalPodAutoscaler))
    const ring = (row: number) => this.wake(row)
    this.alarms = new Alarms(clock, checkpoints, 'controller/horizontalpodautoscaler/due', ring, { periodic: true })
  }

  begin(wake: Enqueue): void {
    this.wake = wake
    this.server.metrics.resource?.onChange((row) => {
      const pod = this.pods.get(row) as Pod | undefined
      if (pod !== undefined) this.podChanged(pod)
    })
  }

  /** A new autoscaler waits one period; a changed one is looked at when it would be anyway. */
  ownChanged(before: KObject | undefined, after: KObject | undefined, row: number): void {
    if (after === undefined) return this.forget(row)
    if (before === undefined) this.alarms.set(row, this.server.clock.nowMs + SYNC_MS)
    else if ((before as HorizontalPodAutoscaler).spec !== (after as HorizontalPodAutoscaler).spec) this.rouse(row)
  }

  private forget(row: number): void {
    this.rest(row, false)
    this.alarms.clear(row)
    this.histories.set(row, undefined)
    this.selectors.forget(row)
  }

  podChanged(pod: Pod): void {
    if (this.restingCount.value > 0) this.selectors.eachMatching(pod, (row) => this.rouse(row))
  }

  targetChanged(object: KObject): void {
    if (this.restingCount.value === 0) return
    this.autoscalers.eachIn(BY_TARGET, keyOf(object), (_, row) => this.rouse(row))
  }

  historyOf(row: number): ScalingHistory | undefined {
    return this.histories.get(row)
  }

  private rest(row: number, isResting: boolean): void {
    const before = this.resting.get(row)
    if (before === Number(isResting)) return
    this.resting.set(row, Number(isResting))
    this.restingCount.value += isResting ? 1 : -1
  }

  /** Back to looking, at the point of the grid where the next look would have been. */
  private rouse(row: number): void {
    if (this.resting.get(row) === 0) return
    this.rest(row, false)
    const { nowMs } = this.server.clock
    const last = this.lastMs.get(row)
    const missed = Math.floor((nowMs - last) / SYNC_MS)
    const history = this.histories.get(row)
    if (history && missed > 0) this.histories.set(row, withMissedLooks(history, this.unixMs(last + missed * SYNC_MS)))
    this.alarms.set(row, last + (missed + 1) * SYNC_MS)
  }

  private unixMs(virtualMs: number): number {
    return this.server.calendar.epochMs + virtualMs
  }

  reconcile(row: number): Result {
    const hpa = this.autoscalers.get(row) as HorizontalPodAutoscaler | undefined
    if (hpa === undefined) return undefined
    const { clock, verbs } = this.server
    this.lastMs.set(row, clock.nowMs)
    const look = this.look(row, hpa)
    this.histories.set(row, look.outcome.history)
    const { status } = look.outcome
    const isSame = !look.acted && equal(hpa.status, status)
    if (!isSame) verbs.replaceStatus<HorizontalPodAutoscaler>(this.autoscalers, row, status)
    if (isSame && this.staysSo(hpa, look.pods)) this.rest(row, true)
    else this.alarms.set(row, clock.nowMs + SYNC_MS)
    return undefined
  }

  private staysSo(hpa: HorizontalPodAutoscaler, pods: readonly Pod[]): boolean {
    const { metrics, clock } = this.server
    const { namespace = '' } = hpa.metadata
    const isSteady = ({ metadata }: Pod) => metrics.resource?.steady(this.pods.row(namespace, metadata.name)) ?? false
    return changesNothing(hpa, pods, this.unixMs(clock.nowMs)) && pods.every(isSteady)
  }

  /** One sync; `acted` when it wrote an event or the target. */
  private look(row: number, hpa: HorizontalPodAutoscaler): { outcome: Outcome; pods: readonly Pod[]; acted: boolean } {
    const { server } = this
    const { namespace = '' } = hpa.metadata
    let target: Target | string = ''
    let pods: readonly Pod[] = []
    let acted = false
    const outcome = syncAutoscaler(hpa, this.histories.get(row), {
      nowMs: this.unixMs(server.clock.nowMs),
      now: server.calendar.seconds(server.clock.nowMs),
      features: server.features,
      scale: () => {
        target = findTarget(server, hpa)
        return typeof target === 'string' ? target : targetScale(target)
      },
      pods: (selector, text) => {
        this.selectors.set(row, namespace, text)
        pods = this.podsOf(namespace, selector)
        return pods
      },
      rivals: (_, of) => this.selectors.rivals(of),
      client: (_, of) => metricsClient(server, namespace, of),
      rescale: (replicas) => {
        acted = true
        return rescale(server, target as Target, replicas)
      },
      event: (type, reason, message) => {
        acted = true
        server.events.record(hpa, type, reason, message, { component: COMPONENT })
      },
    })
    return { outcome, pods, acted }
  }

  /** The Pods of a selector, by the label it pins where it pins one. */
  private podsOf(namespace: string, selector: Selector): Pod[] {
    const found: Pod[] = []
    const take = (pod: KObject) => {
      if (selectorMatches(selector, pod.metadata.labels)) found.push(pod as Pod)
    }
    const pinned = selector.requirements.find(({ operator, values }) => operator !== '!=' && values.length === 1)
    if (pinned === undefined) this.pods.each(namespace, take)
    else this.pods.eachIn(BY_LABEL, labelKey(namespace, pinned.key, pinned.values[0] as string), take)
    return found
  }
}

const targetKey = ({ metadata, spec }: HorizontalPodAutoscaler): string => {
  const { apiVersion = '', kind, name } = spec.scaleTargetRef
  return `${groupOf(apiVersion)}/${kind} ${metadata.namespace}/${name}`
}

const keyOf = ({ apiVersion, kind, metadata }: KObject): string =>
  `${groupOf(apiVersion)}/${kind} ${metadata.namespace}/${metadata.name}`

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '')
