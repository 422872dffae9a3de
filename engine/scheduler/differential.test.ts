/**
 * Recorded decisions of a real scheduler, replayed one by one: earlier Pods stand where they were recorded, then one
 * decision is asked for. Compared: the legal choices and every plugin's score, or the message.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Pod } from '../kinds/types.ts'
import { withAffinityLabelKeys } from '../rules/affinitylabelkeys.ts'
import { SchedulerWorld } from '../testing/schedulerworld.ts'
import { sharedDir } from '../testing/shared.ts'
import { verdictsOf } from './explain.ts'

interface Outcome {
  pod: string
  result: 'bound' | 'unschedulable' | 'preempting'
  node?: string
  ties?: string[]
  pluginScores?: Record<string, Record<string, number>>
  message?: string
  preempted?: string[]
  nominatedNodeName?: string
  choices?: unknown[]
}

interface Scenario {
  id: string
  features: string[]
  nodes: object[]
  services: object[]
  pods: Pod[]
  outcomes: Outcome[]
}

const PRIORITIES: Record<string, number> = { low: 100, mid: 1000, high: 10_000, 'high-never': 10_000 }

const shared = sharedDir()
const scenarios: Scenario[] =
  shared === undefined ? [] : JSON.parse(readFileSync(join(shared, 'differential/scheduling.json'), 'utf8'))

/** The Pod as admission leaves it. */
function admitted(pod: Pod): Pod {
  const { priorityClassName } = pod.spec
  const spec = { ...pod.spec, schedulerName: 'default-scheduler', schedulingGates: undefined }
  if (priorityClassName) spec.priority = PRIORITIES[priorityClassName]
  if (priorityClassName === 'high-never') spec.preemptionPolicy = 'Never'
  return { ...pod, spec: withAffinityLabelKeys({ ...pod, spec }), status: { phase: 'Pending' } }
}

function worldOf(scenario: Scenario): SchedulerWorld {
  const world = new SchedulerWorld()
  for (const team of ['a', 'b']) {
    const name = `sched-${team}`
    world.create('namespaces', { metadata: { name, labels: { team, 'kubernetes.io/metadata.name': name } } })
  }
  for (const node of scenario.nodes) world.create('nodes', node)
  for (const service of scenario.services ?? []) world.create('services', service)
  return world
}

/** The message without what preemption says: choosing victims is an issue of its own. */
const reasons = (message = '') => message.split(' preemption: ')[0] as string

/** What differs from the recording; empty when nothing does. */
function differences(world: SchedulerWorld, pod: Pod, outcome: Outcome, preempts: boolean): string[] {
  const { decision, message } = world.scheduler.judge(pod)
  if (outcome.result !== 'bound') {
    const [actual, expected] = preempts ? [reasons(message), reasons(outcome.message)] : [message, outcome.message]
    return actual === expected ? [] : [`message ${actual} instead of ${expected}`]
  }
  if (decision.nodeRow < 0) return [`refused: ${message}`]
  const verdicts = verdictsOf(decision, world.scheduler.refusals, world.scheduler.snapshot) ?? []
  const scores = Object.fromEntries(verdicts.filter((v) => v.total !== undefined).map((v) => [v.node, v.scores]))
  const found: string[] = []
  if (outcome.pluginScores !== undefined) {
    const expected = JSON.stringify(sorted(outcome.pluginScores))
    const actual = JSON.stringify(sorted(scores as Record<string, Record<string, number>>))
    if (actual !== expected) found.push(`scores\n  ${actual}\ninstead of\n  ${expected}`)
  }
  const chosen = world.scheduler.snapshot.nameOf(decision.nodeRow)
  const legal = outcome.ties ?? [outcome.node]
  if (!legal.includes(chosen)) found.push(`chose ${chosen} of ${legal}`)
  return found
}

function sorted(scores: Record<string, Record<string, number>>) {
  return Object.keys(scores)
    .sort()
    .map((node) => [node, Object.entries(scores[node] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))])
}

function replay(scenario: Scenario): string[] {
  const world = worldOf(scenario)
  const preempts = scenario.features.includes('preempt')
  return scenario.outcomes.flatMap((outcome, i) => {
    const pod = admitted(scenario.pods[i] as Pod)
    const stored = { ...pod, metadata: { ...pod.metadata, uid: `uid-${i}` } } as Pod
    const found = differences(world, stored, outcome, preempts).map((text) => `${scenario.id} ${outcome.pod}: ${text}`)
    for (const name of outcome.preempted ?? []) remove(world, scenario, name)
    if (outcome.node) world.create('pods', { ...pod, spec: { ...pod.spec, nodeName: outcome.node } })
    return found
  })
}

function remove(world: SchedulerWorld, scenario: Scenario, name: string): void {
  const namespace = scenario.pods.find((pod) => pod.metadata.name === name)?.metadata.namespace ?? 'default'
  const { store } = world.server
  const table = store.table('pods')
  store.commit(table, table.row(namespace, name), undefined)
}

describe.skipIf(scenarios.length === 0)('recorded decisions', () => {
  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_, scenario) => {
    expect(replay(scenario)).toEqual([])
  })
})
