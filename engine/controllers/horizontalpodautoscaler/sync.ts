/** One look at an autoscaler: measure, decide, rescale, say why. Source: horizontal.go reconcileAutoscaler. */
import { parseSelector, type Selector } from '../../api/labels.ts'
import type { HorizontalPodAutoscaler, MetricStatus } from '../../kinds/types.ts'
import { hasConditionStatus } from '../../rules/conditions.ts'
import type { Scene } from '../../rules/hpa/calculator.ts'
import { type Conditions, setAutoscalerCondition } from '../../rules/hpa/conditions.ts'
import { NO_HISTORY, type ScalingHistory, withScaleEvent } from '../../rules/hpa/history.ts'
import { computeMetrics, type MetricsVerdict } from '../../rules/hpa/metrics.ts'
import { normalize } from '../../rules/hpa/normalize.ts'
import { DEFAULT_READINESS } from '../../rules/hpa/podgroups.ts'
import { DEFAULT_TOLERANCES, tolerancesOf } from '../../rules/hpa/tolerance.ts'
import type { ObjectScale } from '../../rules/scale.ts'
import type { AutoscalerPorts } from './ports.ts'

type Status = HorizontalPodAutoscaler['status']

export interface Outcome {
  readonly status: Status
  readonly history: ScalingHistory
}

const SCALED_TO_ZERO = 'ScaledToZero'

/** @param history undefined at the first look: what there is then counts as what was wanted */
export function syncAutoscaler(
  hpa: HorizontalPodAutoscaler,
  history: ScalingHistory | undefined,
  ports: AutoscalerPorts,
): Outcome {
  return new Sync(hpa, history, ports).run()
}

/** What is to be done, before it is done. */
interface Decision {
  desired: number
  reason: string
  rescale: boolean
  statuses: MetricStatus[]
}

class Sync {
  private conditions: Conditions
  private history: ScalingHistory
  private readonly isFirst: boolean
  private readonly fewest: number

  constructor(
    private readonly hpa: HorizontalPodAutoscaler,
    history: ScalingHistory | undefined,
    private readonly ports: AutoscalerPorts,
  ) {
    this.isFirst = history === undefined
    this.history = history ?? NO_HISTORY
    this.conditions = hpa.status?.conditions ?? []
    this.fewest = hpa.spec.minReplicas ?? 1
  }

  run(): Outcome {
    const scale = this.ports.scale()
    if (typeof scale === 'string') return this.withoutScale(scale)
    const said = "the HPA controller was able to get the target's current scale"
    this.say('AbleToScale', 'True', 'SucceededGetScale', said)
    if (this.isFirst) {
      const first = { replicas: scale.replicas, atMs: this.ports.nowMs }
      this.history = { ...this.history, recommendations: [first] }
    }
    const decision = this.decide(scale)
    if (decision === undefined) return this.undecided(scale)
    return this.carryOut(scale, decision)
  }

  private say(type: string, status: 'True' | 'False', reason: string, message: string): void {
    this.conditions = setAutoscalerCondition(this.conditions, type, status, { reason, message }, this.ports.now)
  }

  private withoutScale(why: string): Outcome {
    this.ports.event('Warning', 'FailedGetScale', why)
    const message = `the HPA controller was unable to get the target's current scale: ${why}`
    this.say('AbleToScale', 'False', 'FailedGetScale', message)
    return { status: { ...this.hpa.status, conditions: [...this.conditions] }, history: this.history }
  }

  /** Metrics that could not be measured, kept for the status. */
  private unmeasured: MetricsVerdict | undefined

  private decide(scale: ObjectScale): Decision | undefined {
    const { maxReplicas } = this.hpa.spec
    const none: MetricStatus[] = []
    if (scale.replicas === 0 && !this.mayLeaveZero()) {
      const said = 'scaling is disabled since the replica count of the target is zero'
      this.say('ScalingActive', 'False', 'ScalingDisabled', said)
      return { desired: 0, reason: '', rescale: false, statuses: none }
    }
    if (scale.replicas > maxReplicas) {
      const reason = 'Current number of replicas above Spec.MaxReplicas'
      return { desired: maxReplicas, reason, rescale: true, statuses: none }
    }
    if (scale.replicas < this.fewest) {
      const reason = 'Current number of replicas below Spec.MinReplicas'
      return { desired: this.fewest, reason, rescale: true, statuses: none }
    }
    const verdict = this.measure(scale)
    return verdict === undefined || verdict.replicas === -1 ? undefined : this.judge(scale, verdict)
  }

  /** Who set the target to zero by hand wants it to stay there. */
  private mayLeaveZero(): boolean {
    const { features } = this.ports
    return (features.HPAScaleToZero ?? false) && hasConditionStatus(this.conditions, SCALED_TO_ZERO, 'True')
  }

  private measure(scale: ObjectScale): MetricsVerdict | undefined {
    const selector = this.selectorOf(scale)
    if (selector === undefined) return undefined
    const { ports, hpa } = this
    const pods = ports.pods(selector, scale.selector)
    if (this.isAmbiguous(scale, selector, ports.rivals(selector, pods))) return undefined
    const configurable = ports.features.HPAConfigurableTolerance ?? true
    const scene: Scene = {
      pods,
      replicas: scale.replicas,
      tolerances: configurable ? tolerancesOf(hpa.spec) : DEFAULT_TOLERANCES,
      readiness: DEFAULT_READINESS,
      nowMs: ports.nowMs,
      podLevel: ports.features.PodLevelResources ?? true,
    }
    const verdict = computeMetrics(hpa, scene, scale.present, ports.client(selector, pods))
    for (const { reason, message } of verdict.failures) ports.event('Warning', reason, message)
    this.unmeasured = verdict
    const [first] = verdict.failures
    if (verdict.replicas === -1 && first) {
      const message = `the HPA was unable to compute the replica count: ${first.message}`
      this.say('ScalingActive', 'False', first.reason, message)
    } else {
      const message = `the HPA was able to successfully calculate a replica count from ${verdict.name}`
      this.say('ScalingActive', 'True', 'ValidMetricFound', message)
    }
    return verdict
  }

  private refuseSelector(reason: string, event: string, message: string, condition = message): undefined {
    this.ports.event('Warning', event, message)
    this.say('ScalingActive', 'False', reason, condition)
    this.failure = message
    return undefined
  }

  /** Why no size could be computed, when it is not the metrics' fault. */
  private failure = ''

  private selectorOf({ selector }: ObjectScale): Selector | undefined {
    if (selector === '') {
      const condition = "the HPA target's scale is missing a selector"
      return this.refuseSelector('InvalidSelector', 'SelectorRequired', 'selector is required', condition)
    }
    try {
      return parseSelector(selector)
    } catch (error) {
      const why = `couldn't convert selector into a corresponding internal selector object: ${(error as Error).message}`
      return this.refuseSelector('InvalidSelector', 'InvalidSelector', why)
    }
  }

  private isAmbiguous(scale: ObjectScale, _selector: Selector, rivals: readonly string[]): boolean {
    if (rivals.length <= 1) return false
    const message = `pods by selector ${scale.selector} are controlled by multiple HPAs: [${rivals.join(' ')}]`
    this.refuseSelector('AmbiguousSelector', 'AmbiguousSelector', message)
    return true
  }

  private judge(scale: ObjectScale, verdict: MetricsVerdict): Decision {
    const { hpa, ports, history, fewest } = this
    const wanted = Math.max(verdict.replicas, 0)
    const bounds = { current: scale.replicas, min: fewest, max: hpa.spec.maxReplicas }
    const result = normalize(hpa.spec.behavior, bounds, wanted, history, ports.nowMs)
    this.history = { ...history, recommendations: result.recommendations }
    this.say('AbleToScale', 'True', result.able.reason, result.able.message)
    const { replicas, reason, message } = result.limited
    this.say('ScalingLimited', result.isLimited ? 'True' : 'False', reason, message)
    const why =
      wanted > scale.replicas
        ? `${verdict.name} above target`
        : wanted < scale.replicas
          ? 'All metrics below target'
          : ''
    return { desired: replicas, reason: why, rescale: replicas !== scale.replicas, statuses: verdict.statuses }
  }

  /** Nothing is known: the size stays, the status says so. */
  private undecided(scale: ObjectScale): Outcome {
    const why = this.failure || this.unmeasured?.error || ''
    const status = this.statusOf(scale, this.hpa.status?.desiredReplicas ?? 0, this.unmeasured?.statuses ?? [], false)
    this.ports.event('Warning', 'FailedComputeMetricsReplicas', why)
    return { status, history: this.history }
  }

  private carryOut(scale: ObjectScale, { desired, reason, rescale, statuses }: Decision): Outcome {
    if (!rescale) {
      this.noteZero(scale.replicas, false)
      return { status: this.statusOf(scale, scale.replicas, statuses, false), history: this.history }
    }
    const refusal = this.ports.rescale(desired)
    if (refusal !== undefined) return this.refused(scale, desired, reason, refusal, statuses)
    const said = `the HPA controller was able to update the target scale to ${desired}`
    this.say('AbleToScale', 'True', 'SucceededRescale', said)
    this.noteZero(desired, true)
    this.ports.event('Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`)
    const change = { from: scale.replicas, to: desired }
    this.history = withScaleEvent(this.history, this.hpa.spec.behavior, change, this.ports.nowMs)
    return { status: this.statusOf(scale, desired, statuses, true), history: this.history }
  }

  /** Whether the autoscaler itself left nothing running; else it was a person, who wants no autoscaling. */
  private noteZero(replicas: number, rescaled: boolean): void {
    const present = this.conditions.some(({ type }) => type === SCALED_TO_ZERO)
    if (!(this.ports.features.HPAScaleToZero ?? false)) {
      if (present) this.conditions = this.conditions.filter(({ type }) => type !== SCALED_TO_ZERO)
      return
    }
    if (replicas > 0 && present) {
      this.say(SCALED_TO_ZERO, 'False', 'NotScaledToZero', 'the HPA controller scaled the target to more than zero')
    } else if (replicas === 0 && rescaled) {
      this.say(SCALED_TO_ZERO, 'True', 'ScaledToZero', 'the HPA controller scaled the target to zero')
    }
  }

  private refused(scale: ObjectScale, desired: number, reason: string, why: string, statuses: MetricStatus[]): Outcome {
    const said = `New size: ${desired}; reason: ${reason}; error: ${why}`
    this.ports.event('Warning', 'FailedRescale', said)
    const message = `the HPA controller was unable to update the target scale: ${why}`
    this.say('AbleToScale', 'False', 'FailedUpdateScale', message)
    const kept = this.hpa.status?.desiredReplicas ?? 0
    return { status: this.statusOf(scale, kept, statuses, false), history: this.history }
  }

  private statusOf(scale: ObjectScale, desired: number, statuses: MetricStatus[], rescaled: boolean): Status {
    const lastScaleTime = rescaled ? this.ports.now : this.hpa.status?.lastScaleTime
    return {
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
      ...(scale.replicas === 0 ? {} : { currentReplicas: scale.replicas }),
      desiredReplicas: desired,
      currentMetrics: statuses.length === 0 ? (null as never) : statuses,
      conditions: [...this.conditions],
    }
  }
}
