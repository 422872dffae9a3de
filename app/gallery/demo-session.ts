/** A session whose cluster is invented: the page cannot tell the difference. */
import type { ApplyResult } from '../../engine/protocol/apply.ts'
import type { ObjectRef } from '../../engine/protocol/object.ts'
import type { Actions, Outcome } from '../session/actions.ts'
import type { Session } from '../session/context.tsx'
import * as line from '../session/kubectl-line.ts'
import { applyBatch, createMirror } from '../session/mirror.ts'
import { createRunStatus } from '../session/run-status.ts'
import { createUi } from '../session/ui.ts'
import type { DemoCluster, DemoPod } from './demo-cluster.ts'

export interface DemoOptions {
  speed: number
  playing: boolean
  /** Stays in its loading state. */
  booting?: boolean
}

/** Runs the cluster on animation frames, one batch a frame. */
export function demoSession(cluster: DemoCluster, { speed, playing, booting = false }: DemoOptions): Session {
  const mirror = createMirror()
  const run = createRunStatus(speed)
  const ui = createUi()
  if (booting) return { mirror, run, ui, actions: demoActions(cluster, run, () => undefined) }
  run.setState({ phase: playing ? 'running' : 'paused' })
  const clockSpeed = () => (run.getState().phase === 'running' ? run.getState().speed : 0)
  const send = (reset = false) => applyBatch(mirror, cluster.take(clockSpeed(), reset), performance.now())
  send(true)
  let last = performance.now()
  const frame = (now: number) => {
    const byMs = clockSpeed() === Number.POSITIVE_INFINITY ? 60_000 : (now - last) * clockSpeed()
    last = now
    if (byMs > 0) {
      cluster.advance(byMs)
      send()
    }
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  return { mirror, run, ui, actions: demoActions(cluster, run, send) }
}

function demoActions(cluster: DemoCluster, run: Session['run'], send: () => void): Actions {
  const owned = (ref: ObjectRef) =>
    [...cluster.pods.values()].filter((pod) => cluster.workloads[pod.workload]?.name === ref.name)
  const named = (name: string) => [...cluster.pods.values()].filter((pod) => pod.name === name)
  const nodeId = (name: string) => [...cluster.nodes.values()].find((node) => node.name === name)?.id ?? -1
  const onNode = (name: string) => [...cluster.pods.values()].filter((pod) => pod.node === nodeId(name))
  const done = (kubectl: string, output: string, change: () => void): Promise<Outcome> => {
    cluster.flag(kubectl)
    change()
    send()
    return Promise.resolve({ kubectl, output, ok: true })
  }
  const clock = async (change: () => void) => {
    change()
    send()
  }
  const each = (pods: DemoPod[], change: (pod: DemoPod) => void) => () => pods.forEach(change)
  return {
    play: () => clock(() => run.setState({ phase: 'running' })),
    pause: () => clock(() => run.setState({ phase: 'paused' })),
    step: () => clock(() => cluster.advance(Math.max(1, cluster.nextEventMs() - cluster.nowMs || 1))),
    setSpeed: (speed) => clock(() => run.setState({ speed })),
    apply: () => Promise.resolve(applied(cluster, send)),
    dryRun: () => Promise.resolve({ documents: [], kubectl: 'kubectl apply --dry-run=server -f -' }),
    select: () => Promise.resolve(),
    load: (_spec, words) => done(`# load: ${words}`, 'nobody asks an invented cluster', () => undefined),
    endLoad: () => done('# load ends', 'nobody asks an invented cluster', () => undefined),
    scale: (ref, replicas) =>
      done(line.scaleLine(ref, replicas), `${line.typeAndName(ref)} scaled`, () =>
        scale(cluster, ref, owned(ref), replicas),
      ),
    ask: () => Promise.resolve(),
    showRollout: () => Promise.resolve(),
    pauseRollout: (ref, paused) =>
      done(line.pauseLine(ref, paused), `${line.typeAndName(ref)} paused`, () => undefined),
    boundRollout: (ref, surge, unavailable) =>
      done(line.boundsLine(ref, surge, unavailable), `${line.typeAndName(ref)} patched`, () => undefined),
    restart: (ref) =>
      done(
        line.restartLine(ref),
        `${line.typeAndName(ref)} restarted`,
        each(owned(ref), (pod) => cluster.terminate(pod)),
      ),
    delete: (ref) =>
      done(
        line.deleteLine(ref),
        `${ref.kind.toLowerCase()} "${ref.name}" deleted`,
        each(ref.kind === 'Pod' ? named(ref.name) : owned(ref), (pod) => cluster.terminate(pod)),
      ),
    addNodes: (nodes) => done(line.addNodesLine(nodes), 'no machines join an invented cluster', () => undefined),
    cordon: (node) =>
      done(line.cordonLine(node), `node/${node} cordoned`, () => cluster.changeNode(nodeId(node), { cordoned: true })),
    uncordon: (node) =>
      done(line.uncordonLine(node), `node/${node} uncordoned`, () =>
        cluster.changeNode(nodeId(node), { cordoned: false, draining: false }),
      ),
    drain: (node) =>
      done(line.drainLine(node), `node/${node} drained`, () => {
        cluster.changeNode(nodeId(node), { cordoned: true, draining: true })
        for (const pod of onNode(node)) cluster.terminate(pod)
      }),
    disturb: (_fault, words) => done(`# ${words}`, 'nothing there to disturb', () => undefined),
    nodeDown: (node) =>
      done(line.nodeDownLine(node), '', () => {
        cluster.changeNode(nodeId(node), { ready: false })
        for (const pod of onNode(node)) cluster.enter(pod, 'unknown', Number.NaN)
      }),
    nodeUp: (node) =>
      done(line.nodeUpLine(node), '', () => {
        cluster.changeNode(nodeId(node), { ready: true })
        for (const pod of onNode(node)) cluster.enter(pod, 'running', 3000)
      }),
    killPod: (namespace, pod) => done(line.killPodLine(namespace, pod), '', each(named(pod), crash(cluster))),
    crashContainer: (namespace, pod) =>
      done(line.crashContainerLine(namespace, pod), '', each(named(pod), crash(cluster))),
  }
}

const crash = (cluster: DemoCluster) => (pod: DemoPod) => {
  pod.restarts++
  cluster.enter(pod, 'backoff', 10_000)
}

function scale(cluster: DemoCluster, ref: ObjectRef, pods: DemoPod[], replicas: number): void {
  const workload = cluster.workloads.findIndex((each) => each.name === ref.name)
  for (const pod of pods.slice(replicas)) {
    cluster.terminate(pod)
    pod.note = 'scaled down'
  }
  for (let i = pods.length; i < replicas; i++) cluster.add({ workload, plan: 'serve' })
}

function applied(cluster: DemoCluster, send: (reset?: boolean) => void): ApplyResult {
  cluster.flag('kubectl apply -f web.yaml')
  if (cluster.workloads.length === 0) {
    cluster.workloads.push({ kind: 'Deployment', namespace: 'default', name: 'web' })
    for (let i = 0; i < 4; i++) cluster.add({ workload: 0, plan: 'serve' })
  }
  send(true)
  return {
    documents: [{ index: 0, object: 'deployment.apps/web', outcome: 'created', warnings: [] }],
    kubectl: 'kubectl apply -f web.yaml',
  }
}
