/**
 * Why a state is not reached: from the object asked about down to what it waits for, and to what was said of each.
 * Nothing here guesses: a reason is a condition, a container's state, an Event or a comparison of two fields.
 */
import type { KObject } from '../../../api/object.ts'
import type { ObjectRef } from '../../../protocol/object.ts'
import type { Obstacle } from '../../../protocol/time.ts'
import type { HistoryDesk } from '../desk.ts'
import {
  anyObstacles,
  budgetObstacles,
  claimObstacles,
  ingressObstacles,
  nodeObstacles,
  serviceObstacles,
} from './others.ts'
import { podObstacles } from './pods.ts'
import {
  autoscalerObstacles,
  cronJobObstacles,
  daemonSetObstacles,
  deploymentObstacles,
  jobObstacles,
  replicaSetObstacles,
  statefulSetObstacles,
} from './workloads.ts'
import { type Found, refOf, type Said, World } from './world.ts'

type Rule = (object: KObject, world: World) => Found

const RULES: Readonly<Record<string, Rule>> = {
  Pod: podObstacles,
  ReplicaSet: replicaSetObstacles,
  ReplicationController: replicaSetObstacles,
  Deployment: deploymentObstacles,
  StatefulSet: statefulSetObstacles,
  DaemonSet: daemonSetObstacles,
  Job: jobObstacles,
  CronJob: cronJobObstacles,
  HorizontalPodAutoscaler: autoscalerObstacles,
  Service: serviceObstacles,
  Ingress: ingressObstacles,
  PersistentVolumeClaim: claimObstacles,
  PodDisruptionBudget: budgetObstacles,
  Node: nodeObstacles,
}

/** How deep it goes (Ingress, Service, Pod, claim), how many of the same kind it looks at, and how much it tells. */
const MOST_LEVELS = 5
const MOST_SIBLINGS = 20
const MOST_OBSTACLES = 24

/** The nearest first; empty when nothing stands in the way. */
export function whyNot(desk: HistoryDesk, ref: ObjectRef): Obstacle[] {
  const world = new World(desk.travel.cluster)
  const start = world.find(ref)
  const found: Obstacle[] = []
  if (start) visit(desk, world, start, 0, found, new Set())
  return found
}

function visit(
  desk: HistoryDesk,
  world: World,
  object: KObject,
  depth: number,
  found: Obstacle[],
  seen: Set<string>,
): void {
  if (depth > MOST_LEVELS || seen.has(object.metadata.uid)) return
  seen.add(object.metadata.uid)
  const { said, next } = (RULES[object.kind] ?? anyObstacles)(object, world)
  for (const each of said) tell(desk, object, each, depth, found)
  for (const each of next.slice(0, MOST_SIBLINGS)) visit(desk, world, each, depth + 1, found, seen)
}

/** What was said of a sibling in the same words is counted, not told again. */
function tell(desk: HistoryDesk, object: KObject, said: Said, depth: number, found: Obstacle[]): void {
  const { actor, reason, message, path, event } = said
  const ref = refOf(object)
  const general = wordsOnly(message, object)
  const same = found.find(
    (each) =>
      each.depth === depth &&
      each.ref.kind === ref.kind &&
      each.reason === reason &&
      wordsOnly(each.message, { metadata: each.ref }) === general,
  )
  if (same) {
    same.others++
    return
  }
  if (found.length >= MOST_OBSTACLES) return
  const write = event ? undefined : desk.why.last({ ref, ...(path ? { path } : {}) })
  found.push({
    ref,
    depth,
    actor,
    reason,
    message,
    atMs: event?.atMs ?? write?.atMs ?? 0,
    times: event?.count ?? 1,
    others: 0,
    ...(path ? { path } : {}),
    ...(write ? { revision: write.revision } : {}),
  })
}

const UID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Names of Pods' own, their uids and numbers make no difference. */
const wordsOnly = (message: string, { metadata }: { metadata: { name: string } }): string =>
  message.replaceAll(metadata.name, '').replace(UID, '').replace(/\d+/g, '#')
