/**
 * Containers that run are state like the rest: a cluster with loops, probes and traffic that is checkpointed at random
 * moments, goes on, is put back and goes on again is the cluster that was never touched. A thousand seeds and 200 Pods in
 * the long suite.
 */
import { expect, it } from 'vitest'
import { digestOf } from '../../digest.ts'
import type { Pod } from '../../kinds/types.ts'
import { pod, service } from '../builders.ts'
import { Chooser } from '../randomcluster.ts'
import { SmallCluster } from './smallcluster.ts'

const LONG = process.env.DRYDOCK_LONG !== undefined
const [SEEDS, PODS, SECONDS] = LONG ? [1_000, 200, 120] : [20, 6, 25]

const SCRIPTS = [
  'while true; do date; sleep 5; done',
  'i=0; while true; do i=$((i+1)); echo "$i $RANDOM"; sleep 1; done',
  'trap "echo bye; exit 0" TERM; while true; do sleep 1 & wait; done',
  'sleep 7; echo failing >&2; exit 3',
  'while true; do echo $(date +%S) | sed s/^/at-/ > /tmp/now; cat /tmp/now; sleep 3; done',
  'yes | head -2000 | sort | uniq -c; sleep 4',
]

function build(seed: number): SmallCluster {
  const choose = new Chooser(seed)
  const w = new SmallCluster({ seed })
  w.create(
    service('web')
      .port({ port: 80, targetPort: 80 as never })
      .build(),
  )
  for (let i = 0; i < PODS; i++) {
    if (i % 4 === 0) {
      w.create(pod(`web-${i}`).container({ name: 'app', image: 'nginx:1.27' }).podLabel('app', 'web').build())
      continue
    }
    const livenessProbe = choose.maybe(30, () => ({ exec: { command: ['test', '-e', '/tmp/now'] }, periodSeconds: 4 }))
    const command = ['sh', '-c', choose.of(SCRIPTS)]
    w.create(
      pod(`p-${i}`)
        .container({ name: 'app', image: 'busybox:1.36', command, ...(livenessProbe && { livenessProbe }) })
        .build(),
    )
  }
  const target = { kind: 'service', namespace: 'default', name: 'web' } as const
  w.cluster.load.start({ name: 'load', target, shape: [{ atSeconds: 0, ratePerSecond: 5 }], clients: 3 })
  return w
}

/** Everything there is: objects, waiting events, chance, and what every container said. */
function all(w: SmallCluster): string {
  const { cluster } = w
  const logs = w
    .table('pods')
    .list()
    .map((object) => {
      const { metadata } = object as unknown as Pod
      const lines = cluster.kubelets.lines('default', metadata.name as string, 'app', false) ?? []
      return `${metadata.name} ${lines.map(({ atMs, text }) => `${atMs} ${text}`).join('\n')}`
    })
  return `${digestOf(cluster.server)} ${logs.join('\n')}`
}

it(`is the same with and without checkpoints, ${SEEDS} seeds of ${PODS} Pods`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const choose = new Chooser(seed * 7919)
    const [plain, saved] = [build(seed), build(seed)]
    const endMs = plain.nowMs + SECONDS * 1000
    plain.run(SECONDS * 1000)
    const expected = all(plain)
    saved.run(choose.below(SECONDS * 500))
    const checkpoint = saved.cluster.checkpoint()
    saved.run(choose.below(SECONDS * 500))
    saved.cluster.restore(checkpoint)
    saved.run(endMs - saved.nowMs)
    expect([seed, all(saved) === expected]).toEqual([seed, true])
  }
}, 3_600_000)
