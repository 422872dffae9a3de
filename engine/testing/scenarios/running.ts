/**
 * A cluster whose containers run: loops, probes, hooks, sessions and traffic from a seed, and whether checkpoints at random
 * moments (in the midst of any of them) change anything of it.
 */
import { digestOf } from '../../digest.ts'
import type { Pod } from '../../kinds/types.ts'
import { pod, service } from '../builders.ts'
import { Chooser } from '../randomcluster.ts'
import { type Deed, live } from './randomlife.ts'
import { SmallCluster } from './smallcluster.ts'

export interface RunSize {
  pods: number
  seconds: number
}

/** A seed of the long suite: long enough for restarts, back-off and every probe, and half as dear as two minutes were. */
export const LONG_RUN: RunSize = { pods: 200, seconds: 60 }

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

function build(seed: number, { pods }: RunSize): SmallCluster {
  const choose = new Chooser(seed)
  const w = new SmallCluster({ seed })
  w.create(
    service('web')
      .port({ port: 80, targetPort: 80 as never })
      .build(),
  )
  for (let i = 0; i < pods; i++) {
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
function deedsOf(choose: Chooser, { pods, seconds }: RunSize): Deed[] {
  const deeds = Array.from({ length: 4 + pods / 4 }, (): Deed => {
    const name = `p-${choose.below(pods)}`
    return { atMs: choose.below(seconds * 1000), what: name, run: choose.chance(50) ? entering(name) : deleting(name) }
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

/** Whether a run that is checkpointed at three moments, goes on, is put back and goes on again ends as the one that was never touched. */
export function survivesCheckpoints(seed: number, size: RunSize): boolean {
  const choose = new Chooser(seed * 7919)
  const deeds = deedsOf(choose, size)
  const [plain, saved] = [build(seed, size), build(seed, size)]
  const startMs = plain.nowMs
  const endMs = size.seconds * 1000
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
  return all(saved) === expected
}
