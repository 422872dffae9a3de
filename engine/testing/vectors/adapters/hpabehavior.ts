/** Adapter of hpa_behavior.json: limits, policies and what is remembered of them (pkg/controller/podautoscaler). */
import { SCALE_DOWN_RULES, SCALE_UP_RULES } from '../../../kinds/horizontalpodautoscaler/defaults.ts'
import type { HPAScalingRules } from '../../../kinds/types.ts'
import { changeWithin, NO_HISTORY, type ScaleEvent, withScaleEvent } from '../../../rules/hpa/history.ts'
import { limitByBehavior, limitByRules } from '../../../rules/hpa/limits.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapter, type Adapters, type Fields, plain, same } from '../adapter.ts'
import { runAutoscaler } from './hpacontroller.ts'

const TEST = 'podautoscaler/horizontal_test.go'

const eventsOf = (events: Fields): ScaleEvent[] =>
  (events ?? []).map(({ replicaChange, timestamp, outdated }: Fields) => ({
    change: replicaChange,
    atMs: unixMs(timestamp) ?? 0,
    outdated,
  }))

/** The test spreads its events evenly over the time before now. */
function evenNowMs(events: readonly ScaleEvent[]): number {
  const [last, before] = [events.at(-1), events.at(-2)]
  return last && before ? last.atMs + (last.atMs - before.atMs) / 2 : 0
}

const filled = (rules: Fields, defaults: HPAScalingRules): HPAScalingRules => ({
  ...defaults,
  ...(plain(rules ?? {}) as HPAScalingRules),
})

const scaledByRules: Adapter = ({ in: input, out }) => {
  const [ups, downs] = [eventsOf(input.scaleUpEvents), eventsOf(input.scaleDownEvents)]
  const nowMs = evenNowMs(ups.length > 0 ? ups : downs)
  const rules = {
    scaleUp: filled(input.scaleUpRules, SCALE_UP_RULES),
    scaleDown: filled(input.scaleDownRules, SCALE_DOWN_RULES),
  }
  const bounds = { current: input.currentReplicas, min: input.specMinReplicas, max: input.specMaxReplicas }
  const history = { ...NO_HISTORY, ups, downs }
  const limited = limitByBehavior(bounds, input.prenormalizedDesiredReplicas, rules, history, nowMs)
  same([limited.replicas, limited.reason], [out.expectedReplicas, out.expectedCondition])
}

const stored: Adapter = ({ in: input, out }) => {
  const wanted = eventsOf(input.newScaleEvents)
  const nowMs = Math.max(0, ...wanted.map(({ atMs }) => atMs))
  const prev = eventsOf(input.prevScaleEvents)
  same(changeWithin(prev, 60, nowMs), out.expectedReplicasChange, 'change')
  const rules = plain(input.scalingRules) as HPAScalingRules | null
  const behavior = rules === null ? undefined : { scaleUp: rules, scaleDown: rules }
  for (const [list, from, to] of [
    ['ups', 10 - input.replicaChange, 10],
    ['downs', 10, 10 - input.replicaChange],
  ] as const) {
    const next = withScaleEvent({ ...NO_HISTORY, [list]: prev }, behavior, { from, to }, nowMs)[list]
    const shown = (events: readonly ScaleEvent[]) => events.map(({ change, outdated }) => [change, outdated])
    // Nothing is kept without a behavior: the row has the old list with its time moved.
    same(shown(next), shown(wanted), list)
  }
}

export const hpaBehaviorAdapters: Adapters = {
  [`${TEST}:TestConvertDesiredReplicasWithRules`]: ({ in: input, out }) => {
    const bounds = { current: input.currentReplicas, min: input.hpaMinReplicas, max: input.hpaMaxReplicas }
    const limited = limitByRules(bounds, out.expectedDesiredReplicas)
    same([limited.replicas, limited.reason], [out.expectedConvertedDesiredReplicas, out.expectedCondition])
  },
  [`${TEST}:TestScalingWithRules`]: scaledByRules,
  [`${TEST}:TestStoreScaleEvents`]: stored,
  [`${TEST}:TestConfigurableTolerance`]: (row) => {
    const { in: input, out } = row
    const replicas = { minReplicas: 1, maxReplicas: 5, specReplicas: input.replicas, statusReplicas: input.replicas }
    const { desired, conditions } = runAutoscaler(
      { ...input, ...replicas, CPUTarget: 100, useMetricsAPI: true },
      row.recordedAt,
      { HPAConfigurableTolerance: input.configurableToleranceGate },
    )
    const able = conditions.find(({ type }: Fields) => type === 'AbleToScale')
    same([desired, able?.reason], [out.expectedDesiredReplicas, out.expectedConditionReason])
  },
}
