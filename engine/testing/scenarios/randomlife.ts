/**
 * Random life for property tests: a small cluster, Deployments and Pods of every temper, users and faults at random
 * times. One seed, one life; the plan is made before the run, so that two clusters can be led through the same one.
 */
import { mix32 } from '../../core/random.ts'
import type { Deployment } from '../../kinds/types.ts'
import { type Cluster } from '../../cluster.ts'
import { deployment, pod } from '../builders.ts'
import type { SmallCluster } from './smallcluster.ts'

/** Something that is done to a cluster at a time. */
export interface Deed {
  atMs: number
  what: string
  run(world: SmallCluster): void
}

/** Numbers from a seed, for plans (not the engine's own chance). */
export class Dice {
  private n = 0
  constructor(private readonly seed: number) {}
  below(bound: number): number {
    return mix32(mix32(this.seed * 7919 + 17) + this.n++ * 104729) % bound
  }
  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T
  }
}

const IMAGES = ['nginx:1.27', 'registry.test/app:1.0', 'nginx:nope', 'k8spatterns/random-generator:1.0', 'busybox:1.36']

const COMMANDS = [
  undefined,
  undefined,
  ['sh', '-c', 'sleep 7; exit 1'],
  ['sh', '-c', 'echo hello; sleep 40'],
  ['sh', '-c', 'while true; do echo tick; sleep 13; done'],
]

const http = { httpGet: { path: '/actuator/health/readiness', port: 8080 as never } }
const PROBES = [
  {},
  { readinessProbe: { ...http, periodSeconds: 3 } },
  { readinessProbe: { tcpSocket: { port: 80 as never }, periodSeconds: 7, successThreshold: 2 } },
  { livenessProbe: { ...http, periodSeconds: 11, initialDelaySeconds: 4 } },
  { startupProbe: { ...http, periodSeconds: 2, failureThreshold: 5 }, livenessProbe: { ...http, periodSeconds: 5 } },
  { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 10 } },
]

const PATHS = ['/toggle-ready', '/toggle-live', '/shutdown']

/** A life of `lengthMs` from a seed. */
export function plan(seed: number, lengthMs: number): Deed[] {
  const dice = new Dice(seed)
  const deeds: Deed[] = []
  const add = (what: string, run: Deed['run'], atMs = dice.below(lengthMs)) => deeds.push({ atMs, what, run })
  const workloads = 2 + dice.below(3)
  for (let n = 0; n < workloads; n++) addWorkload(dice, n, add)
  for (let n = 3 + dice.below(8); n > 0; n--) addDisturbance(dice, workloads, add, lengthMs)
  return deeds.sort((a, b) => a.atMs - b.atMs)
}

type Add = (what: string, run: Deed['run'], atMs?: number) => void

function addWorkload(dice: Dice, n: number, add: Add): void {
  const name = `app-${n}`
  const command = dice.one(COMMANDS)
  const container = { image: dice.one(IMAGES), ...dice.one(PROBES), ...(command ? { command } : {}) }
  const spec = { terminationGracePeriodSeconds: dice.one([1, 5, 30]) }
  const replicas = 1 + dice.below(5)
  const restartPolicy = dice.one(['Always', 'OnFailure', 'Never'])
  const atMs = dice.below(20_000)
  if (dice.below(3) === 0) {
    const manifest = pod(name)
      .container(container)
      .pod({ ...spec, restartPolicy })
      .build()
    add(`create pod ${name}`, (w) => void w.create(manifest), atMs)
    return
  }
  const manifest = deployment(name).replicas(replicas).container(container).pod(spec).build()
  add(`create deployment ${name}`, (w) => void w.create(manifest), atMs)
}

function addDisturbance(dice: Dice, workloads: number, add: Add, lengthMs: number): void {
  const name = `app-${dice.below(workloads)}`
  const image = dice.one(IMAGES)
  const replicas = dice.below(6)
  const pick = dice.below(100)
  const node = `node-${1 + dice.below(3)}`
  const path = dice.one(PATHS)
  const change = (w: SmallCluster, fields: (spec: Deployment['spec']) => Partial<Deployment['spec']>) => {
    if (w.find('deployments.apps', name) === undefined) return
    w.change<Deployment>('deployments.apps', name, (old) => ({ ...old, spec: { ...old.spec, ...fields(old.spec) } }))
  }
  const kinds: [string, Deed['run']][] = [
    [`scale ${name}`, (w) => change(w, () => ({ replicas }))],
    [`image of ${name}`, (w) => change(w, ({ template }) => ({ template: withImage(template, image) }))],
    [`delete ${name}`, (w) => w.find('deployments.apps', name) && w.delete('deployments.apps', name)],
    ['delete a pod', (w) => onPod(w, pick, (pod) => w.delete('pods', pod))],
    ['delete a pod now', (w) => onPod(w, pick, (pod) => w.delete('pods', pod, { gracePeriodSeconds: 0 }))],
    ['crash a container', (w) => onPod(w, pick, (pod) => w.fault('crashContainer', { namespace: 'default', pod }))],
    ['kill a pod', (w) => onPod(w, pick, (pod) => w.fault('killPod', { namespace: 'default', pod }))],
    ['ask a pod', (w) => onPod(w, pick, (pod) => request(w.cluster, pod, path))],
  ]
  const [what, run] = dice.one(kinds)
  add(what, run)
  if (dice.below(4) !== 0) return
  const downMs = dice.below(lengthMs)
  add(`${node} down`, (w) => void w.fault('nodeDown', { node }), downMs)
  add(`${node} up`, (w) => void w.fault('nodeUp', { node }), downMs + 1000 + dice.below(60_000))
}

function withImage(template: Deployment['spec']['template'], image: string): Deployment['spec']['template'] {
  const [first, ...rest] = template.spec?.containers ?? []
  return { ...template, spec: { ...template.spec, containers: [{ ...first, name: 'app', image }, ...rest] } }
}

/** Some Pod that is there; nothing when there is none. */
function onPod(w: SmallCluster, pick: number, run: (name: string) => unknown): void {
  const pods = w.table('pods').list('default')
  const one = pods[pick % Math.max(1, pods.length)]
  if (one !== undefined) run(one.metadata.name)
}

function request({ kubelets, server }: Cluster, pod: string, path: string): void {
  const [running] = kubelets.worker.processes(server.store.table('pods').row('default', pod))
  const runtime = kubelets.runtime as unknown as { http(process: number, port: number, path: string): unknown }
  if (running) runtime.http(running.process, 8080, path)
}

/** Leads a cluster through a life, from the present moment on, to `untilMs` of that life. */
export function live(
  world: SmallCluster,
  deeds: readonly Deed[],
  fromMs: number,
  untilMs: number,
  startMs: number,
): void {
  const { clock } = world.cluster.server
  for (const deed of deeds) {
    if (deed.atMs < fromMs || deed.atMs >= untilMs) continue
    clock.runUntil(Math.max(clock.nowMs, startMs + deed.atMs))
    deed.run(world)
  }
  clock.runUntil(startMs + untilMs)
}
