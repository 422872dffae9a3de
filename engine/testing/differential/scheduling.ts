/**
 * Recorded decisions of a real scheduler (scheduling.json), replayed one by one: earlier Pods stand where they were
 * recorded, then one decision is asked for. Compared: the legal choices and every plugin's score; or the message; or the
 * message, the nomination and the victims, and where the Pod went once they were gone.
 */
import type { Pod } from '../../kinds/types.ts'
import { withAffinityLabelKeys } from '../../rules/affinitylabelkeys.ts'
import { verdictsOf } from '../../scheduler/explain.ts'
import { SchedulerWorld } from '../schedulerworld.ts'
import type { Comparison } from './report.ts'

interface Choice {
  nominatedNodeName: string
  preempted: string[]
}

interface Outcome {
  pod: string
  result: 'bound' | 'unschedulable' | 'preempting'
  node?: string
  ties?: string[]
  pluginScores?: Record<string, Record<string, number>>
  message?: string
  preempted?: string[]
  nominatedNodeName?: string
  choices?: Choice[]
  startTime?: string
}

export interface SchedulingScenario {
  id: string
  features: string[]
  nodes: object[]
  services?: object[]
  pdbs?: object[]
  pods: Pod[]
  outcomes: Outcome[]
}

const PRIORITIES: Record<string, number> = { low: 100, mid: 1000, high: 10_000, 'high-never': 10_000 }

/** One comparison a decision. */
export function replayScheduling(scenario: SchedulingScenario): Comparison[] {
  const world = worldOf(scenario)
  const preempts = scenario.features.includes('preempt')
  return scenario.outcomes.map((outcome, i) => {
    const pod = admitted(scenario.pods[i] as Pod)
    const asked = { ...pod, metadata: { ...pod.metadata, uid: `uid-${i}` } } as Pod
    const differences = differencesOf(world, asked, outcome)
    for (const name of outcome.preempted ?? []) remove(world, scenario, name)
    if (outcome.result === 'preempting' && outcome.node) differences.push(...afterwards(world, asked, outcome))
    if (outcome.node) stand(world, pod, outcome, preempts)
    return { id: `${scenario.id} ${outcome.pod}`, differences }
  })
}

function worldOf(scenario: SchedulingScenario): SchedulerWorld {
  const world = new SchedulerWorld()
  for (const team of ['a', 'b']) {
    const name = `sched-${team}`
    world.create('namespaces', { metadata: { name, labels: { team, 'kubernetes.io/metadata.name': name } } })
  }
  for (const node of scenario.nodes) world.create('nodes', node)
  for (const service of scenario.services ?? []) world.create('services', service)
  for (const pdb of scenario.pdbs ?? []) world.create('poddisruptionbudgets.policy', pdb)
  return world
}

/** The Pod as admission leaves it. */
function admitted(pod: Pod): Pod {
  const { priorityClassName } = pod.spec
  const spec = { ...pod.spec, schedulerName: 'default-scheduler', schedulingGates: undefined }
  if (priorityClassName) spec.priority = PRIORITIES[priorityClassName]
  if (priorityClassName === 'high-never') spec.preemptionPolicy = 'Never'
  return { ...pod, spec: withAffinityLabelKeys({ ...pod, spec }), status: { phase: 'Pending' } }
}

function stand(world: SchedulerWorld, pod: Pod, { node, startTime }: Outcome, preempts: boolean): void {
  const status = preempts ? { phase: 'Running', startTime } : pod.status
  world.create('pods', { ...pod, spec: { ...pod.spec, nodeName: node }, status })
}

function remove(world: SchedulerWorld, scenario: SchedulingScenario, name: string): void {
  const namespace = scenario.pods.find((pod) => pod.metadata.name === name)?.metadata.namespace ?? 'default'
  const { store } = world.server
  const table = store.table('pods')
  store.commit(table, table.row(namespace, name), undefined)
}

/** What differs from the recording; empty when nothing does. */
function differencesOf(world: SchedulerWorld, pod: Pod, outcome: Outcome): string[] {
  const { decision, message } = world.scheduler.judge(pod)
  if (outcome.result !== 'bound') {
    const found = message === outcome.message ? [] : [`message ${message} instead of ${outcome.message}`]
    return [...found, ...wrongNomination(world, decision.postFilter, outcome)]
  }
  if (decision.nodeRow < 0) return [`refused: ${message}`]
  const found = wrongScores(world, decision, outcome)
  const chosen = world.scheduler.snapshot.nameOf(decision.nodeRow)
  const legal = outcome.ties ?? [outcome.node]
  if (!legal.includes(chosen)) found.push(`chose ${chosen} of ${legal}`)
  return found
}

type Decision = ReturnType<SchedulerWorld['scheduler']['judge']>['decision']

function wrongScores({ scheduler }: SchedulerWorld, decision: Decision, { pluginScores }: Outcome): string[] {
  if (pluginScores === undefined) return []
  const verdicts = verdictsOf(decision, scheduler.refusals, scheduler.snapshot) ?? []
  const scores = Object.fromEntries(verdicts.filter((v) => v.total !== undefined).map((v) => [v.node, v.scores]))
  const expected = JSON.stringify(sorted(pluginScores))
  const actual = JSON.stringify(sorted(scores as Record<string, Record<string, number>>))
  return actual === expected ? [] : [`scores\n  ${actual}\ninstead of\n  ${expected}`]
}

function sorted(scores: Record<string, Record<string, number>>) {
  return Object.keys(scores)
    .sort()
    .map((node) => [node, Object.entries(scores[node] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))])
}

function wrongNomination({ scheduler }: SchedulerWorld, result: Decision['postFilter'], outcome: Outcome): string[] {
  const { nominate = -1, victims = [] } = result ?? {}
  const text = (node: string, names: readonly string[]) => `${node} without ${[...names].sort()}`
  const name = nominate < 0 ? '' : scheduler.snapshot.nameOf(nominate)
  const actual = text(
    name,
    victims.map((row) => scheduler.snapshot.podAt(row).metadata.name),
  )
  const legal =
    outcome.result === 'preempting'
      ? (outcome.choices ?? []).map((choice) => text(choice.nominatedNodeName, choice.preempted))
      : [text('', [])]
  return legal.includes(actual) ? [] : [`nominated ${actual} instead of ${legal.join(' or ')}`]
}

/** The victims are gone: the Pod goes where it was nominated to. */
function afterwards(world: SchedulerWorld, pod: Pod, { node, nominatedNodeName }: Outcome): string[] {
  const { decision, message } = world.scheduler.judge({ ...pod, status: { ...pod.status, nominatedNodeName } })
  const chosen = decision.nodeRow < 0 ? message : world.scheduler.snapshot.nameOf(decision.nodeRow)
  return chosen === node ? [] : [`then went to ${chosen} instead of ${node}`]
}
