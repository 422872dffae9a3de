/** Disruption: how many Pods each PodDisruptionBudget can spare now. Source: pkg/controller/disruption/disruption.go. */
import { selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import { IntOrStringError } from '../../api/intstr.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Pod, PodDisruptionBudget } from '../../kinds/types.ts'
import { countHealthy, disruptedPods } from '../../rules/disruption/disrupted.ts'
import { DisruptionError, expectation, type ScaleOf } from '../../rules/disruption/expected.ts'
import { budgetStatus, failedStatus } from '../../rules/disruption/status.ts'
import { BY_LABEL, indexLabels, labelKey } from '../indexes.ts'
import { type Controller, type Enqueue, ownRows } from '../runtime.ts'
import { SelectorIndex } from '../selectorindex.ts'
import { scaleFinder } from './scales.ts'
import { StaleTargets } from './stale.ts'
import { selectorText } from './texts.ts'

const NAME = 'disruption'
const RESOURCE = 'poddisruptionbudgets.policy'
const COMPONENT = 'controllermanager'

/** Builds the controller over a server. */
export function disruptionController(server: ApiServer): Controller {
  indexLabels(server, 'pods')
  const sync = new DisruptionSync(server)
  const stale = new StaleTargets(server, NAME)
  return {
    name: NAME,
    title: 'Disruption',
    resource: RESOURCE,
    workers: 1,
    watches: [
      ownRows(RESOURCE),
      {
        resource: 'pods',
        rows: (before, after, enqueue, row) => {
          sync.podChanged((after ?? before) as Pod, enqueue)
          stale.podChanged(row, after as Pod | undefined)
        },
      },
    ],
    reconcile: (row) => sync.reconcile(row),
  }
}

class DisruptionSync {
  private readonly budgets: Table
  private readonly pods: Table
  private readonly selectors: SelectorIndex
  private readonly scaleOf: ScaleOf

  constructor(private readonly server: ApiServer) {
    this.budgets = server.store.table(RESOURCE)
    this.pods = server.store.table('pods')
    this.scaleOf = scaleFinder(server)
    this.selectors = new SelectorIndex(server, RESOURCE, (budget) => {
      const { selector } = (budget as PodDisruptionBudget).spec
      return selector === undefined ? undefined : labelSelector(selector)
    })
  }

  podChanged(pod: Pod, enqueue: Enqueue): void {
    this.selectors.eachMatching(pod, enqueue)
  }

  reconcile(row: number): Result {
    const budget = this.budgets.get(row) as PodDisruptionBudget | undefined
    if (budget === undefined) return undefined
    const pods = this.podsOf(budget)
    if (pods.length === 0) this.record(budget, 'Normal', 'NoPods', 'No matching pods found')
    if (this.budgets.count(budget.metadata.namespace) > 1) for (const pod of pods) this.noteRivals(pod)
    try {
      return this.reckon(row, budget, pods)
    } catch (error) {
      if (!(error instanceof DisruptionError || error instanceof IntOrStringError)) throw error
      const text = `Failed to calculate the number of expected pods: ${error.message}`
      this.record(budget, 'Warning', 'CalculateExpectedPodCountFailed', text)
      this.write(row, failedStatus(budget.status, error.message, this.now))
      return undefined
    }
  }

  private reckon(row: number, budget: PodDisruptionBudget, pods: readonly Pod[]): Result {
    const { expected, desiredHealthy, unmanaged } = expectation(budget, pods, this.scaleOf)
    if (unmanaged.length > 0) this.noteUnmanaged(budget)
    const nowUnixMs = this.server.calendar.epochMs + this.server.clock.nowMs
    const disrupted = disruptedPods(budget, pods, nowUnixMs)
    for (const pod of disrupted.overdue) this.noteOverdue(pod, budget)
    const counts = {
      currentHealthy: countHealthy(pods, disrupted, nowUnixMs),
      desiredHealthy,
      expectedPods: expected,
      disruptedPods: disrupted.pods,
    }
    this.write(row, budgetStatus(budget, counts, this.now))
    const { recheckUnixMs } = disrupted
    // One more millisecond: a grant is over when its time has passed.
    return recheckUnixMs === undefined ? undefined : { afterMs: recheckUnixMs - nowUnixMs + 1 }
  }

  private podsOf({ metadata, spec }: PodDisruptionBudget): Pod[] {
    const found: Pod[] = []
    if (spec.selector === undefined) return found
    const selector = labelSelector(spec.selector)
    const { namespace = '' } = metadata
    const visit = (pod: KObject) => {
      if (selectorMatches(selector, pod.metadata.labels)) found.push(pod as Pod)
    }
    const [pair] = Object.entries(spec.selector.matchLabels ?? {})
    if (pair === undefined) this.pods.each(namespace, visit)
    else this.pods.eachIn(BY_LABEL, labelKey(namespace, ...pair), visit)
    return found
  }

  private noteRivals(pod: Pod): void {
    const names: string[] = []
    this.selectors.eachMatching(pod, (row) => names.push(this.budgets.keyOfRow(row)[1]))
    if (names.length < 2) return
    const { namespace, name } = pod.metadata
    const chosen = names.sort().at(-1)
    const text = `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  Chose "${chosen}" arbitrarily.`
    this.record(pod, 'Warning', 'MultiplePodDisruptionBudgets', text)
  }

  private noteUnmanaged(budget: PodDisruptionBudget): void {
    const text =
      `Pods selected by this PodDisruptionBudget (selector: ${selectorText(budget.spec.selector)}) were found to be unmanaged. ` +
      'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
      'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
    this.record(budget, 'Warning', 'UnmanagedPods', text)
  }

  /** Upstream names the namespace twice. */
  private noteOverdue(pod: Pod, { metadata: { namespace } }: PodDisruptionBudget): void {
    const text = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`
    this.record(pod, 'Warning', 'NotDeleted', text)
  }

  private write(row: number, status: PodDisruptionBudget['status']): void {
    this.server.verbs.replaceStatus<PodDisruptionBudget>(this.budgets, row, status)
  }

  private record(about: KObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.server.events.record(about, type, reason, message, { component: COMPONENT })
  }

  private get now(): string {
    return this.server.calendar.seconds(this.server.clock.nowMs)
  }
}
