/** `pods`: so many Pods are in a state that a learner sees on the stage. */
import type { Pod } from '../../kinds/types.ts'
import { isPodReady } from '../../rules/podutil.ts'
import type { Predicate, Scene } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects, type ObjectQuery } from '../find.ts'

interface Args extends Omit<ObjectQuery, 'kind'> {
  count?: Wanted
  /** Ready, or not. */
  ready?: boolean
  /** Being deleted, or not; not, when it is left out. */
  terminating?: boolean
  /** Some container runs this image. */
  image?: string
  /** Some container waits for this reason (`CrashLoopBackOff`) or ended for it (`OOMKilled`, now or last time). */
  reason?: string
  /** Restarts of all containers together. */
  restarts?: Wanted
  /** Since its deletion was asked for; with `terminating`. */
  endingSeconds?: Wanted
  /** Bound to this node. */
  node?: string
}

export const pods: Predicate<Args> = {
  name: 'pods',
  args: {
    name: 'text?',
    namespace: 'text?',
    labels: 'map?',
    where: 'map?',
    count: 'any?',
    ready: 'yes-no?',
    terminating: 'yes-no?',
    image: 'text?',
    reason: 'text?',
    restarts: 'any?',
    endingSeconds: 'any?',
    node: 'text?',
  },
  livelyMs: ({ endingSeconds }) => (endingSeconds === undefined ? undefined : 200),
  look: (scene, args) => judgeCount(meant(scene, args).length, args.count),
}

function meant(scene: Scene, args: Args): Pod[] {
  const found = findObjects(scene, { ...args, kind: 'Pod' }) as Pod[]
  const likely = found.filter((pod) => isLikeThat(pod, args))
  if (args.endingSeconds === undefined) return likely
  return likely.filter((pod) => judgeCount(endingSeconds(scene, pod), args.endingSeconds).holds)
}

/** A deletion's timestamp says when its grace is over. */
function endingSeconds({ server }: Scene, { metadata }: Pod): number {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata
  const { calendar, clock } = server
  return (clock.nowMs - (calendar.virtualMs(deletionTimestamp) ?? clock.nowMs)) / 1000 + deletionGracePeriodSeconds
}

function isLikeThat(pod: Pod, { ready, terminating = false, image, reason, restarts, node }: Args): boolean {
  if ((pod.metadata.deletionTimestamp !== undefined) !== terminating) return false
  if (ready !== undefined && isPodReady(pod) !== ready) return false
  if (image !== undefined && !pod.spec.containers.some((container) => container.image === image)) return false
  if (reason !== undefined && !reasonsOf(pod).includes(reason)) return false
  if (restarts !== undefined && !judgeCount(restartsOf(pod), restarts).holds) return false
  return node === undefined || pod.spec.nodeName === node
}

const statusesOf = ({ status }: Pod) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]

const restartsOf = (pod: Pod): number => statusesOf(pod).reduce((sum, { restartCount }) => sum + restartCount, 0)

const reasonsOf = (pod: Pod): (string | undefined)[] => [
  pod.status.reason,
  ...statusesOf(pod).flatMap(({ state, lastState }) => [
    state?.waiting?.reason,
    state?.terminated?.reason,
    lastState?.terminated?.reason,
  ]),
]
