/** Adapter of disruption_pdb_sequences.json: recorded calls of pkg/controller/disruption, step by step. */
import { selectorMatches } from '../../../api/labels.ts'
import { LabelSelectorError, labelSelector } from '../../../api/labelselector.ts'
import type { OwnerReference } from '../../../api/object.ts'
import type { Pod, PodDisruptionBudget } from '../../../kinds/types.ts'
import { countHealthy, disruptedPods } from '../../../rules/disruption/disrupted.ts'
import { type ControllerScale, DisruptionError, expectation } from '../../../rules/disruption/expected.ts'
import { budgetStatus, failedStatus } from '../../../rules/disruption/status.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapter, type Adapters, type Fields, plain, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

/** The scale upstream's fake scale client gives a custom resource (TestScaleResource). */
const CUSTOM_SCALE = 10

/** The world of a recorded sequence: one budget, Pods, controllers. */
class Sequence {
  private budget: PodDisruptionBudget | undefined
  private readonly pods = new Map<string, Pod>()
  private readonly controllers = new Map<string, Fields>()

  constructor(private readonly now: string) {}

  /** Pods have containers (maybe null), budgets bounds, the rest are controllers. */
  put(object: Fields): void {
    const { spec = {}, metadata } = object
    if ('containers' in spec) this.pods.set(metadata.name, podOf(object))
    else if ('minAvailable' in spec || 'maxUnavailable' in spec) this.budget = budgetOf(object)
    else this.controllers.set(metadata.uid, object)
  }

  remove({ metadata }: Fields): void {
    this.pods.delete(metadata.name)
    this.controllers.delete(metadata.uid)
  }

  sync(): void {
    const budget = this.budget as PodDisruptionBudget
    this.budget = { ...budget, status: this.statusOf(budget) }
  }

  private statusOf(budget: PodDisruptionBudget): PodDisruptionBudget['status'] {
    try {
      const selector = labelSelector(budget.spec.selector)
      const pods = [...this.pods.values()].filter(({ metadata }) => selectorMatches(selector, metadata.labels))
      const { expected, desiredHealthy } = expectation(budget, pods, (reference) => this.scaleOf(reference))
      const nowUnixMs = unixMs(this.now) ?? 0
      const disrupted = disruptedPods(budget, pods, nowUnixMs)
      const currentHealthy = countHealthy(pods, disrupted, nowUnixMs)
      const counts = { currentHealthy, desiredHealthy, expectedPods: expected, disruptedPods: disrupted.pods }
      return budgetStatus(budget, counts, this.now)
    } catch (error) {
      if (!(error instanceof DisruptionError || error instanceof LabelSelectorError)) throw error
      return failedStatus(budget.status, error.message, this.now)
    }
  }

  /** A ReplicaSet's owner stands for it. */
  private scaleOf({ uid, kind }: OwnerReference): ControllerScale | undefined {
    const found = this.controllers.get(uid)
    const owner = found?.metadata.ownerReferences?.find((reference: Fields) => reference.controller)
    const controller = this.controllers.get(owner?.uid) ?? found
    if (controller !== undefined) return { uid: controller.metadata.uid, scale: controller.spec.replicas ?? 1 }
    return kind === 'customresource' ? { uid, scale: CUSTOM_SCALE } : undefined
  }

  check(expected: Fields): void {
    const { status } = this.budget as PodDisruptionBudget
    const { disruptedPodMap, ...counts } = expected
    const read = status as unknown as Record<string, unknown>
    same(Object.fromEntries(Object.keys(counts).map((name) => [name, read[name] ?? 0])), counts)
    if (disruptedPodMap !== undefined) same(status.disruptedPods ?? {}, disruptedPodMap)
  }
}

function budgetOf(object: Fields): PodDisruptionBudget {
  return plain(object) as PodDisruptionBudget
}

const sequence: Adapter = (row) => {
  const world = new Sequence(row.recordedAt)
  for (const [at, step] of row.in.steps.entries()) {
    if (step.op === 'add' || step.op === 'update') world.put(step.obj)
    if (step.op === 'remove' || step.op === 'delete') world.remove(step.obj)
    const expected = row.out.perStep[at]
    if (step.op === 'sync' || expected) world.sync()
    if (expected) world.check(expected)
  }
}

const TESTS = [
  'disruption/disruption_test.go:TestNoSelector',
  'disruption/disruption_test.go:TestIntegerMaxUnavailable',
  'disruption/disruption_test.go:TestPercentageMaxUnavailableWithScaling',
  'disruption/disruption_test.go:TestNakedPod',
  'disruption/disruption_test.go:TestUnsupportedControllerPod',
  'disruption/disruption_test.go:TestTotalUnmanagedPods',
  'disruption/disruption_test.go:TestReplicaSet',
  'disruption/disruption_test.go:TestScaleResource',
  'disruption/disruption_test.go:TestReplicationController',
  'disruption/disruption_test.go:TestTwoControllers',
  'disruption/disruption_test.go:TestUpdateDisruptedPods',
  'disruption_test.go:TestInvalidSelectors/illegal_value_key',
]

export const disruptionAdapters: Adapters = Object.fromEntries(TESTS.map((test) => [test, sequence]))
