/**
 * One HorizontalPodAutoscaler over time: what it measured, what it would have liked, what it did; out of the history of writes and
 * of what its controller remembers. What was compacted away before the view was opened is not shown.
 */
import type { KObject } from '../../api/object.ts'
import { milliValue } from '../../api/quantityvalue.ts'
import type { Table } from '../../api/table.ts'
import type { HorizontalPodAutoscaler, Node, Service } from '../../kinds/types.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import type { Autoscale, AutoscaleMetric } from '../../protocol/autoscale.ts'
import type { ScalingHistory } from '../../rules/hpa/history.ts'
import { DOWNSCALE_WINDOW_SECONDS } from '../../rules/hpa/stabilization.ts'
import { tolerancesOf } from '../../rules/hpa/tolerance.ts'
import { OneObject } from './oneobject.ts'
import { tableOf } from './tables.ts'

const RESOURCE = 'horizontalpodautoscalers.autoscaling'
const CONTROLLER = 'horizontalpodautoscaler'
/** Of each curve the latest. */
const MOST_POINTS = 2000

type Curve = [number, number][]

/** A value from here on; the same again is no news. */
function put(curve: Curve, atMs: number, value: number): void {
  const last = curve.at(-1)
  if (last?.[1] === value) return
  if (last && last[0] === atMs) last[1] = value
  else curve.push([atMs, value])
  if (curve.length > MOST_POINTS) curve.shift()
}

export class AutoscaleBatches extends OneObject<Autoscale> {
  private curves = newCurves()
  private readonly nodes = new Map<string, boolean>()

  protected forget(): void {
    this.curves = newCurves()
    this.nodes.clear()
  }

  protected look(ref: ObjectRef): Autoscale | undefined {
    const { store } = this.cluster.server
    const autoscalers = store.table(RESOURCE)
    const row = autoscalers.row(ref.namespace, ref.name)
    const hpa = autoscalers.get(row) as HorizontalPodAutoscaler | undefined
    if (!hpa) return undefined
    const { apiVersion = '', kind, name } = hpa.spec.scaleTargetRef
    const target: ObjectRef = { apiVersion, kind, namespace: ref.namespace, name }
    const targets = tableOf(store, target)
    this.follow(autoscalers, row, targets, targets?.row(target.namespace, name) ?? -1)
    this.recall(row)
    return this.autoscaleOf(ref, hpa, target, targets?.find(target.namespace, name))
  }

  /** Reads what was written since it last looked. */
  private follow(autoscalers: Table, row: number, targets: Table | undefined, targetRow: number): void {
    const machines = this.cluster.server.store.table('nodes')
    if (this.isFresh) this.countFirst(machines)
    this.eachWrite((change) => {
      if (change.table === machines.number) this.nodeWritten(change.before as Node, change.after as Node, change.atMs)
      else if (change.table === autoscalers.number && change.row === row && change.after)
        this.measuredAt(change.after as HorizontalPodAutoscaler, change.atMs)
      else if (targets && change.table === targets.number && change.row === targetRow && change.after)
        this.targetWritten(change.after, change.atMs)
    })
  }

  private countFirst(machines: Table): void {
    const { history } = this.cluster.server.store
    if (history.oldest <= 1) return
    machines.each(undefined, (node) => this.nodes.set(node.metadata.name, takesPods(node as Node)))
    put(this.curves.nodes, 0, [...this.nodes.values()].filter(Boolean).length)
  }

  private nodeWritten(before: Node | undefined, after: Node | undefined, atMs: number): void {
    const { name } = (after ?? (before as Node)).metadata
    if (after) this.nodes.set(name, takesPods(after))
    else this.nodes.delete(name)
    put(this.curves.nodes, atMs, [...this.nodes.values()].filter(Boolean).length)
  }

  private measuredAt({ status }: HorizontalPodAutoscaler, atMs: number): void {
    const value = measuredValue(status?.currentMetrics?.[0])
    if (value !== undefined) put(this.curves.measured, atMs, value)
  }

  private targetWritten(object: KObject, atMs: number): void {
    const { spec, status } = object as KObject & { spec?: { replicas?: number }; status?: { readyReplicas?: number } }
    put(this.curves.replicas, atMs, spec?.replicas ?? 1)
    put(this.curves.ready, atMs, status?.readyReplicas ?? 0)
  }

  /** What the controller would have liked at each of its looks; it remembers as long as its windows reach. */
  private recall(row: number): void {
    const running = this.cluster.controllers.find(({ controller }) => controller.name === CONTROLLER)
    const history = running?.controller.peek?.(row) as ScalingHistory | undefined
    const { epochMs } = this.cluster.server.calendar
    const last = this.curves.recommended.at(-1)?.[0] ?? -1
    const fresh = (history?.recommendations ?? [])
      .map(({ atMs, replicas }): [number, number] => [atMs - epochMs, replicas])
      .filter(([atMs]) => atMs > last)
      .sort(([a], [b]) => a - b)
    this.curves.recommended = [...this.curves.recommended, ...fresh].slice(-MOST_POINTS)
  }

  private autoscaleOf(
    ref: ObjectRef,
    hpa: HorizontalPodAutoscaler,
    target: ObjectRef,
    scaled: KObject | undefined,
  ): Autoscale {
    const { spec, status, metadata } = hpa
    const metric = metricOf(spec.metrics?.[0])
    return {
      ref,
      target,
      createdMs: this.cluster.server.calendar.virtualMs(metadata.creationTimestamp) ?? 0,
      minReplicas: spec.minReplicas ?? 1,
      maxReplicas: spec.maxReplicas,
      ...(metric ? { metric } : {}),
      furtherMetrics: Math.max(0, (spec.metrics?.length ?? 0) - 1),
      tolerance: tolerancesOf(spec).scaleUp,
      upWindowSeconds: spec.behavior?.scaleUp?.stabilizationWindowSeconds ?? 0,
      downWindowSeconds: spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? DOWNSCALE_WINDOW_SECONDS,
      ...structuredClone(this.curves),
      services: scaled ? this.servicesOf(scaled) : [],
      conditions: (status?.conditions ?? []).map(({ type, status: is, reason = '', message = '' }) => ({
        type,
        status: is,
        reason,
        message,
      })),
    }
  }

  /** Services whose selector chooses the target's Pods. */
  private servicesOf(scaled: KObject): Autoscale['services'] {
    const template = (scaled as { spec?: { template?: { metadata?: { labels?: Record<string, string> } } } }).spec
      ?.template
    const labels = template?.metadata?.labels ?? {}
    const services = this.cluster.server.store.table('services').list(scaled.metadata.namespace) as Service[]
    return services
      .filter(
        ({ spec }) => spec.selector && Object.entries(spec.selector).every(([key, value]) => labels[key] === value),
      )
      .map(({ metadata, spec }) => ({
        namespace: metadata.namespace ?? '',
        name: metadata.name,
        port: spec.ports?.[0]?.port ?? 80,
      }))
  }
}

const newCurves = () => ({
  measured: [] as Curve,
  replicas: [] as Curve,
  ready: [] as Curve,
  recommended: [] as Curve,
  nodes: [] as Curve,
})

const takesPods = ({ spec, status }: Node): boolean =>
  !spec.unschedulable &&
  !spec.taints?.some(
    ({ key, effect }) => effect !== 'PreferNoSchedule' && key.startsWith('node-role.kubernetes.io/'),
  ) &&
  (status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false)

type Spec = NonNullable<HorizontalPodAutoscaler['spec']['metrics']>[number]
type Status = NonNullable<HorizontalPodAutoscaler['status']['currentMetrics']>[number]

function metricOf(spec: Spec | undefined): AutoscaleMetric | undefined {
  const of = spec?.resource ?? spec?.containerResource
  const [name, target] = of
    ? [of.name, of.target]
    : spec?.pods
      ? [spec.pods.metric.name, spec.pods.target]
      : spec?.object
        ? [spec.object.metric.name, spec.object.target]
        : [spec?.external?.metric.name ?? '', spec?.external?.target]
  if (!target) return undefined
  if (target.averageUtilization !== undefined)
    return { name, unit: '%', target: target.averageUtilization, targetText: `${target.averageUtilization}%` }
  const quantity = target.averageValue ?? target.value
  if (quantity === undefined) return undefined
  const unit = target.averageValue === undefined ? 'total' : 'perPod'
  return { name, unit, target: amount(quantity), targetText: String(quantity) }
}

function measuredValue(status: Status | undefined): number | undefined {
  const current = (status?.resource ?? status?.containerResource ?? status?.pods ?? status?.object ?? status?.external)
    ?.current
  if (!current) return undefined
  if (current.averageUtilization !== undefined) return current.averageUtilization
  const quantity = current.averageValue ?? current.value
  return quantity === undefined ? undefined : amount(quantity)
}

const amount = (quantity: string): number => milliValue(String(quantity)) / 1000
