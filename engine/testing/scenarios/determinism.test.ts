/**
 * Containers that run are state like the rest: a cluster with loops, probes, hooks, sessions and traffic that is checkpointed at
 * random moments (in the midst of any of them), goes on, is put back and goes on again is the cluster that was never touched. A
 * thousand seeds and 200 Pods in the long suite; `DRYDOCK_SEEDS=101-150` takes some of them.
 */
import { expect, it } from 'vitest'
import { digestOf } from '../../digest.ts'
import type { Pod } from '../../kinds/types.ts'
import { pod, service } from '../builders.ts'
import { Chooser } from '../randomcluster.ts'
import { type Deed, live } from './randomlife.ts'
import { SmallCluster } from './smallcluster.ts'

const LONG = process.env.DRYDOCK_LONG !== undefined
const [LAST, PODS, SECONDS] = LONG ? [1_000, 200, 120] : [20, 8, 25]
const [FROM, TO] = (process.env.DRYDOCK_SEEDS ?? `1-${LAST}`).split('-').map(Number) as [number, number]

const SCRIPTS = [
  'while true; do date; sleep 5; done',
  'i=0; while true; do i=$((i+1)); echo "$i $RANDOM"; sleep 1; done',
  'trap "echo bye; exit 0" TERM; while true; do sleep 1 & wait; done',
  'sleep 7; echo failing >&2; exit 3',
  'while true; do echo $(date +%S) | sed s/^/at-/ > /tmp/now; cat /tmp/now; sleep 3; done',
  'yes | head -2000 | sort | uniq -c; sleep 4',
  'while true; do wget -qO- http://web | wc -c; sleep 0.3; done',
  '(while true; do echo hello; sleep 1; done) | nc -l -p 9000 & while sleep 1; do nc -w 3 localhost 9000 </dev/null; done',
  'while true; do nslookup web.default.svc.cluster.local | tail -2; sleep 2; done',
]

const HOOKS = [
  { postStart: { exec: { command: ['sh', '-c', 'sleep 3; touch /tmp/begun'] } } },
  { preStop: { exec: { command: ['sh', '-c', 'for i in 1 2 3; do date > /tmp/going; sleep 1; done'] } } },
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
      w.create(pod(`p-${i}`).container({ name: 'app', image: 'nginx:1.27' }).podLabel('app', 'web').build())
      continue
    }
    const livenessProbe = choose.maybe(30, () => ({ exec: { command: ['test', '-e', '/tmp/now'] }, periodSeconds: 4 }))
    const lifecycle = choose.maybe(40, () => choose.of(HOOKS))
    const command = ['sh', '-c', choose.of(SCRIPTS)]
    const more = { ...(livenessProbe && { livenessProbe }), ...(lifecycle && { lifecycle }) }
    w.create(
      pod(`p-${i}`)
        .container({ name: 'app', image: 'busybox:1.36', command, ...more })
        .build(),
    )
  }
  const target = { kind: 'service', namespace: 'default', name: 'web' } as const
  w.cluster.load.start({ name: 'load', target, shape: [{ atSeconds: 0, ratePerSecond: 5 }], clients: 3 })
  return w
}

/** What people do meanwhile: they enter containers, and delete Pods. */
function deedsOf(choose: Chooser): Deed[] {
  const deeds = Array.from({ length: 4 + PODS / 4 }, (): Deed => {
    const name = `p-${choose.below(PODS)}`
    return { atMs: choose.below(SECONDS * 1000), what: name, run: choose.chance(50) ? entering(name) : deleting(name) }
  })
  return deeds.sort((a, b) => a.atMs - b.atMs)
}

const SESSION = { command: ['sh', '-c', 'for i in 1 2 3 4; do date | tee /tmp/entered; sleep 1; done'] }

const entering =
  (name: string): Deed['run'] =>
  ({ cluster }) => {
    const process = cluster.kubelets.runningProcess('default', name, 'app')
    if (process !== undefined) cluster.kubelets.execSessions?.exec(process, SESSION)
  }

const deleting =
  (name: string): Deed['run'] =>
  (w) => {
    if (w.find('pods', name) !== undefined) w.delete('pods', name)
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

it(`is the same with and without checkpoints, seeds ${FROM} to ${TO} of ${PODS} Pods`, () => {
  for (let seed = FROM; seed <= TO; seed++) {
    const choose = new Chooser(seed * 7919)
    const deeds = deedsOf(choose)
    const [plain, saved] = [build(seed), build(seed)]
    const startMs = plain.nowMs
    const endMs = SECONDS * 1000
    live(plain, deeds, 0, endMs, startMs)
    const expected = all(plain)
    let atMs = 0
    for (let moment = 0; moment < 3; moment++) {
      const nextMs = atMs + choose.below(endMs / 3)
      live(saved, deeds, atMs, nextMs, startMs)
      const checkpoint = saved.cluster.checkpoint()
      live(saved, deeds, nextMs, nextMs + choose.below(endMs / 3), startMs)
      saved.cluster.restore(checkpoint)
      atMs = nextMs
    }
    live(saved, deeds, atMs, endMs, startMs)
    expect([seed, all(saved) === expected]).toEqual([seed, true])
  }
}, 3_600_000)
