/** B6: what a checkpoint of 150,000 Pods costs, and what taking one every 100,000 writes adds to B1. */
import { cpu } from './measure.ts'
import { apply, benchCluster, runToReady, type Size, WARM_UP_ROUNDS, warmUp } from './workload.ts'

export interface B6Figures {
  pods: number
  checkpointMs: number
  overheadRatio: number
  checkpoints: number
}

const WRITES_BETWEEN = 100_000
const TAKES = 50

export function b6(size: Size, warmUpRounds = WARM_UP_ROUNDS): B6Figures {
  warmUp(warmUpRounds)
  const plain = timed(size, false)
  const checkpointed = timed(size, true)
  const { seconds } = cpu(() => {
    for (let i = 0; i < TAKES; i++) checkpointed.cluster.checkpoint()
  })
  return {
    pods: size.pods,
    checkpointMs: (seconds / TAKES) * 1000,
    overheadRatio: checkpointed.seconds / plain.seconds,
    checkpoints: checkpointed.checkpoints,
  }
}

function timed(size: Size, checkpointing: boolean) {
  const cluster = benchCluster(size)
  const kept: unknown[] = []
  let writes = 0
  if (checkpointing) {
    // A write may not be interrupted: the checkpoint is taken when the step that made it is over.
    cluster.server.store.observe(() => {
      writes++
    })
  }
  const { clock } = cluster.server
  const { seconds } = cpu(() => {
    const pods = apply(cluster, size)
    while (checkpointing && clock.pendingWork > 0) {
      clock.step()
      if (writes < WRITES_BETWEEN) continue
      writes = 0
      kept.push(cluster.checkpoint())
    }
    runToReady(cluster, pods)
  })
  return { cluster, seconds, checkpoints: kept.length }
}

export const B6_SIZE: Size = { pods: 150_000, nodes: 5_000, replicas: 30 }
