/** A way through a step, told: each move, the warnings and news it led to, and the checks as they change. */
import { CheckRun } from '../../checks/checkrun.ts'
import type { Lesson, Move, Step } from '../../../lessons/lesson.ts'
import type { ApiResponse } from '../../protocol/api.ts'
import type { Cluster } from '../../cluster.ts'
import { followingCues } from '../../workers/lesson/cues.ts'
import { doMove, runFor } from '../../workers/lesson/moves.ts'
import { startOf } from './play.ts'

/** After the last move the cluster has so long to come round. */
const AFTER_MS = 600_000
const LOOK_EVERY_MS = 1000

export function* narrate(lesson: Lesson, step: Step, moves: readonly Move[]): Generator<string> {
  const { seed, nodes } = lesson
  const cluster = startOf(step, { seed, ...(nodes ? { nodes } : {}) })
  const checks = new CheckRun(
    cluster,
    step.checks,
    step.almost.map((one) => one.checks),
    step,
  )
  const watcher = followingCues(cluster, checks, step.cues)
  const told = new Set(eventsOf(cluster).map(({ key }) => key))
  const before = step.checks.map(() => '')
  function* news(): Generator<string> {
    for (const { key, text } of eventsOf(cluster)) {
      if (told.has(key)) continue
      told.add(key)
      yield `${clock(cluster)}   ${text}`
    }
    for (const [i, { state }] of checks.outcome().checks.entries()) {
      if (state === before[i]) continue
      before[i] = state
      yield `${clock(cluster)}   [${state}] ${step.checks[i]?.say}`
    }
  }
  yield* news()
  for (const move of moves) {
    yield `${clock(cluster)} > ${words(move)}`
    doMove(cluster, move, watcher)
    yield* news()
  }
  for (let ms = 0; ms < AFTER_MS && checks.outcome().passedMs === undefined; ms += LOOK_EVERY_MS) {
    runFor(cluster, LOOK_EVERY_MS, watcher)
    yield* news()
  }
  const { passedMs, almost } = checks.outcome()
  if (almost !== undefined && passedMs === undefined) yield `almost: ${step.almost[almost]?.say}`
  yield passedMs === undefined ? 'not passed' : `passed at ${passedMs / 1000} s`
  yield `digest ${cluster.digest()}`
}

const clock = (cluster: Cluster): string => `${(cluster.nowMs / 1000).toFixed(3).padStart(9)} s`

function words(move: Move): string {
  switch (move.do) {
    case 'apply':
      return `kubectl apply -f ${move.file ?? '-'}`
    case 'kubectl':
      return `kubectl ${move.line}`
    case 'wait':
      return `wait ${move.ms / 1000} s`
    case 'until':
      return `until ${move.check.say}`
    case 'fault':
      return `fault ${JSON.stringify(move.fault)}`
    case 'load':
      return `load ${move.load.name}`
    case 'endLoad':
      return `end load ${move.name}`
    case 'tell':
      return `answer ${move.fact}`
  }
}

interface EventItem {
  metadata: { name: string; namespace: string }
  type: string
  reason: string
  message?: string
  note?: string
  involvedObject?: { kind: string; name: string }
}

function eventsOf(cluster: Cluster): { key: string; text: string }[] {
  const { body } = cluster.handle({ method: 'GET', path: '/api/v1/events' }) as ApiResponse
  return ((body as { items?: EventItem[] }).items ?? []).map(({ metadata, type, reason, message, involvedObject }) => ({
    key: `${metadata.namespace}/${metadata.name}`,
    text: `${type} ${reason} ${involvedObject?.kind ?? ''}/${involvedObject?.name ?? ''}: ${message ?? ''}`,
  }))
}
