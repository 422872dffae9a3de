/**
 * Random runs: a cluster to which creates, updates, deletes, scales and faults happen at random times. The log of such a
 * run, carried out again anywhere, must end in the same bytes.
 */
import { controlPlane, workers } from '../boot.ts'
import { Cluster } from '../cluster.ts'
import { Checkpoints } from '../core/checkpoint.ts'
import { Random, type Stream } from '../core/random.ts'
import type { ApiRequest } from '../protocol/api.ts'
import type { ActionLog, FaultAction, UserAction } from '../protocol/run.ts'

export interface RandomRun {
  seed: number
  log: ActionLog
  /** How far the run goes after its last action. */
  untilMs: number
  digest: string
}

const NAMES = ['web', 'api', 'jobs', 'cache']
const IMAGES = ['nginx:1.27', 'k8spatterns/random-generator:1.0', 'k8spatterns/random-generator:2.0', 'nginx:nonsense']
const MOST_ACTIONS = 25
const LONGEST_PAUSE_MS = 12_000
const LAST_STRETCH_MS = 60_000

/** Makes and runs the run of a seed. */
export function randomRun(seed: number): RandomRun {
  const chance = new Random(seed, new Checkpoints()).stream('random log')
  const cluster = new Cluster({ seed, nodes: [controlPlane(), ...workers(2 + chance.below(4))] })
  const { clock } = cluster.server
  for (let n = 5 + chance.below(MOST_ACTIONS - 5); n > 0; n--) {
    // Often at once, so that actions meet the same instant.
    if (chance.below(3) > 0) clock.runUntil(clock.nowMs + chance.below(LONGEST_PAUSE_MS))
    cluster.act(randomAction(chance, cluster))
  }
  const untilMs = clock.nowMs + chance.below(LAST_STRETCH_MS)
  clock.runUntil(untilMs)
  return { seed, log: cluster.log(), untilMs, digest: cluster.digest() }
}

/** Carries a log out in a new cluster; returns the digest at `untilMs`. */
export function digestOfLog(log: ActionLog, untilMs: number): string {
  const cluster = Cluster.replay(log)
  cluster.server.clock.runUntil(untilMs)
  return cluster.digest()
}

type Make = (chance: Stream, cluster: Cluster) => UserAction

/** What may happen; more lines of a kind make it likelier. */
const MAKERS: readonly Make[] = [
  (chance) => request('POST', DEPLOYMENTS, deployment(chance)),
  (chance) => request('POST', DEPLOYMENTS, deployment(chance)),
  (chance) => request('POST', `${CORE}/services`, service(chance)),
  (chance) => request('POST', `${CORE}/pods`, barePod(chance)),
  (chance) => merge(`${DEPLOYMENTS}/${pick(chance, NAMES)}`, { spec: { replicas: chance.below(8) } }),
  (chance) => merge(`${DEPLOYMENTS}/${pick(chance, NAMES)}/scale`, { spec: { replicas: chance.below(6) } }),
  (chance) => strategic(`${DEPLOYMENTS}/${pick(chance, NAMES)}`, newImage(chance)),
  (chance) => request('DELETE', `${DEPLOYMENTS}/${pick(chance, NAMES)}`, deletion(chance)),
  (chance, cluster) => request('DELETE', `${CORE}/pods/${somePod(chance, cluster)}`, undefined),
  (chance, cluster) =>
    strategic(`/api/v1/nodes/${someNode(chance, cluster)}`, { spec: { unschedulable: chance.below(2) === 1 } }),
  (chance, cluster) => fault({ name: 'killPod', namespace: 'default', pod: somePod(chance, cluster) }),
  (chance, cluster) =>
    fault({ name: 'crashContainer', namespace: 'default', pod: somePod(chance, cluster), exitCode: chance.below(3) }),
  (chance, cluster) => fault({ name: 'nodeDown', node: someNode(chance, cluster) }),
  (chance, cluster) => fault({ name: 'nodeUp', node: someNode(chance, cluster) }),
]

const CORE = '/api/v1/namespaces/default'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'

const randomAction = (chance: Stream, cluster: Cluster): UserAction => pick(chance, MAKERS)(chance, cluster)

const pick = <T>(chance: Stream, of: readonly T[]): T => of[chance.below(of.length)] as T

function request(method: ApiRequest['method'], path: string, body: unknown, type = 'application/json'): UserAction {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': type } }
  return { verb: 'request', request: { method, path, ...sent } }
}
const merge = (path: string, body: unknown) => request('PATCH', path, body, 'application/merge-patch+json')
const strategic = (path: string, body: unknown) =>
  request('PATCH', path, body, 'application/strategic-merge-patch+json')
const fault = (action: FaultAction): UserAction => ({ verb: 'fault', fault: action })

const somePod = (chance: Stream, cluster: Cluster): string => someName(chance, cluster, 'pods', 'default')
const someNode = (chance: Stream, cluster: Cluster): string => someName(chance, cluster, 'nodes')

/** A name that exists, or `nobody`. */
function someName(chance: Stream, cluster: Cluster, resource: string, namespace?: string): string {
  const objects = cluster.server.store.table(resource).list(namespace)
  return objects.length === 0 ? 'nobody' : pick(chance, objects).metadata.name
}

function container(chance: Stream): object {
  const probe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 + chance.below(9) }
  return {
    name: 'app',
    image: pick(chance, IMAGES),
    ports: [{ containerPort: 8080 }],
    ...(chance.below(2) ? { readinessProbe: probe } : {}),
    ...(chance.below(4) === 0 ? { livenessProbe: probe } : {}),
    ...(chance.below(3) === 0 ? { resources: { requests: { cpu: `${1 + chance.below(3)}` } } } : {}),
    ...(chance.below(5) === 0
      ? { image: 'busybox:1.36', command: ['sh', '-c', `sleep ${chance.below(9)}; exit 1`] }
      : {}),
  }
}

function deployment(chance: Stream): object {
  const name = pick(chance, NAMES)
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: chance.below(7),
      selector: { matchLabels: labels },
      ...(chance.below(4) === 0 ? { strategy: { type: 'Recreate' } } : {}),
      template: {
        metadata: { labels },
        spec: { terminationGracePeriodSeconds: chance.below(20), containers: [container(chance)] },
      },
    },
  }
}

function barePod(chance: Stream): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'bare-' },
    spec: { restartPolicy: pick(chance, ['Always', 'OnFailure', 'Never']), containers: [container(chance)] },
  }
}

function service(chance: Stream): object {
  const name = pick(chance, NAMES)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
  }
}

const newImage = (chance: Stream) => ({
  spec: { template: { spec: { containers: [{ name: 'app', image: pick(chance, IMAGES) }] } } },
})

const deletion = (chance: Stream) => ({ propagationPolicy: pick(chance, ['Background', 'Foreground', 'Orphan']) })
