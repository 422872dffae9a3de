/** One story in which every controller has something to do; the same deeds at the same times, however it is watched. */
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { UserAction } from '../../protocol/run.ts'
import { MORE_BEGINNING, MORE_DEEDS } from './more.ts'
import { APPS, BATCH, CORE, create, fault, merge, NODES, POLICY, remove, strategic } from '../soak/actions.ts'

interface Deed {
  atMs: number
  actions: readonly UserAction[]
}

const IMAGE = 'nginx:1.27'
/** When the last deed has been done and the machines are well again. */
export const STORY_MS = 700_000

/** Tasks run on machines that stay. */
const onNode1 = { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }

const template = (app: string, image = IMAGE) => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image }] },
})

const stayingTemplate = (app: string) => {
  const { metadata, spec } = template(app)
  return { metadata, spec: { ...spec, ...onNode1 } }
}

const workload = (kind: string, name: string, spec: object) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
})

const task = (seconds: number) => ({
  template: {
    spec: {
      ...onNode1,
      restartPolicy: 'Never',
      containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', `sleep ${seconds}`] }],
    },
  },
})

const job = (name: string, spec: object) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec })

const service = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
})

/** What no Pod answers for, told by hand. */
const outside = (...ips: string[]) => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'outside' },
  subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 80 }] }],
})

const token = (account: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/service-account-token',
  metadata: { name: account, annotations: { 'kubernetes.io/service-account.name': account } },
})

const DOOMED = '/api/v1/namespaces/doomed'

const BEGINNING: readonly UserAction[] = [
  create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'doomed' } }),
  create(`${DOOMED}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }),
  create('/apis/apps/v1/namespaces/doomed/deployments', workload('Deployment', 'lost', { replicas: 2 })),
  create(`${APPS}/deployments`, workload('Deployment', 'web', { replicas: 3, minReadySeconds: 2 })),
  create(`${APPS}/deployments`, workload('Deployment', 'old', { replicas: 2 })),
  create(`${APPS}/deployments`, workload('Deployment', 'anew', { replicas: 2, strategy: { type: 'Recreate' } })),
  create(`${APPS}/replicasets`, workload('ReplicaSet', 'set', { replicas: 3 })),
  create(`${CORE}/pods`, {
    apiVersion: 'v1',
    kind: 'Pod',
    ...template('set'),
    metadata: { name: 'stray', labels: { app: 'set' } },
  }),
  create(`${APPS}/replicasets`, workload('ReplicaSet', 'left', { replicas: 2, template: stayingTemplate('left') })),
  create(`${APPS}/statefulsets`, workload('StatefulSet', 'db', { serviceName: 'db', replicas: 3 })),
  create(`${APPS}/daemonsets`, workload('DaemonSet', 'agent', {})),
  create(`${BATCH}/jobs`, job('many', { completions: 5, parallelism: 2, ...task(3) })),
  create(`${BATCH}/jobs`, job('each', { completions: 4, parallelism: 4, completionMode: 'Indexed', ...task(2) })),
  create(`${BATCH}/jobs`, job('brief', { ttlSecondsAfterFinished: 20, ...task(2) })),
  create(`${BATCH}/cronjobs`, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick' },
    spec: {
      schedule: '* * * * *',
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      jobTemplate: { spec: task(5) },
    },
  }),
  create(`${CORE}/services`, service('web')),
  create(`${CORE}/services`, service('db', { clusterIP: 'None', publishNotReadyAddresses: true })),
  create(`${CORE}/services`, service('outside', { selector: null })),
  create(`${CORE}/endpoints`, outside('192.0.2.1', '192.0.2.2')),
  create(`${CORE}/services`, service('left-alone', { selector: null })),
  create(`${CORE}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } }),
  create(`${CORE}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'gone' } }),
  create(`${CORE}/secrets`, token('robot')),
  create(`${CORE}/secrets`, token('gone')),
  create(`${CORE}/endpoints`, { ...outside('192.0.2.9'), metadata: { name: 'left-alone' } }),
  create(`${POLICY}/poddisruptionbudgets`, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
  }),
]

const FLOW = '/apis/flowcontrol.apiserver.k8s.io/v1'

const image = (name: string) => ({ spec: { template: { spec: { containers: [{ name: 'app', image: name }] } } } })

const DEEDS: readonly Deed[] = [
  { atMs: 100, actions: [...BEGINNING, ...MORE_BEGINNING] },
  {
    atMs: 40_000,
    actions: [
      strategic(`${APPS}/deployments/web`, image('nginx:1.28')),
      strategic(`${APPS}/statefulsets/db`, image('nginx:1.28')),
      strategic(`${APPS}/daemonsets/agent`, image('nginx:1.28')),
      strategic(`${APPS}/deployments/anew`, image('nginx:1.28')),
    ],
  },
  { atMs: 70_000, actions: [fault({ name: 'nodeDown', node: 'node-3' })] },
  {
    atMs: 90_000,
    actions: [
      merge(`${APPS}/deployments/web`, { spec: { replicas: 5 } }),
      merge(`${APPS}/statefulsets/db`, { spec: { replicas: 2 } }),
      merge(`${APPS}/replicasets/set`, { spec: { replicas: 2 } }),
      remove(`${APPS}/deployments/old`, { propagationPolicy: 'Foreground' }),
      remove(`${APPS}/replicasets/left`, { propagationPolicy: 'Orphan' }),
      remove('/api/v1/namespaces/doomed'),
      remove(`${CORE}/serviceaccounts/gone`),
      merge(`${CORE}/endpoints/outside`, { subsets: outside('192.0.2.2', '192.0.2.3').subsets }),
      merge(`${CORE}/services/left-alone`, { spec: { selector: { app: 'nobody' } } }),
      remove(`${FLOW}/prioritylevelconfigurations/system`),
      remove(`${FLOW}/flowschemas/catch-all`),
      merge(`${FLOW}/flowschemas/probes`, { spec: { matchingPrecedence: 7 } }),
    ],
  },
  { atMs: 150_000, actions: [remove(`${NODES}/node-4`)] },
  {
    atMs: 200_000,
    actions: [merge(`${NODES}/node-2`, { spec: { taints: [{ key: 'away', effect: 'NoExecute' }] } })],
  },
  { atMs: 300_000, actions: [merge(`${NODES}/node-2`, { spec: { taints: null } })] },
  { atMs: 600_000, actions: [fault({ name: 'nodeUp', node: 'node-3' })] },
  { atMs: 650_000, actions: [merge(`${BATCH}/cronjobs/tick`, { spec: { suspend: true } })] },
]

/** A cluster before its story. */
export const storyCluster = (seed: number): Cluster => new Cluster({ seed, nodes: workers(5) })

/** Goes on with the story from the present moment to `untilMs`. */
export function tell(cluster: Cluster, untilMs: number): void {
  const { clock } = cluster.server
  const from = cluster.nowMs
  for (const { atMs, actions } of [...DEEDS, ...MORE_DEEDS].sort((a, b) => a.atMs - b.atMs)) {
    if (atMs <= from || atMs > untilMs) continue
    clock.runUntil(atMs)
    for (const action of actions) cluster.act(action)
  }
  clock.runUntil(untilMs)
}
