/** Manifests of every workload kind, of every temper: what the soak's plans create. */
import type { Stream } from '../../core/random.ts'

/** Names are few, so that selectors overlap with the past: an object may come again under its old name. */
export const NAMES = ['web', 'api', 'db', 'cache'] as const

export const GOOD_IMAGE = 'nginx:1.27'
const GOOD_IMAGES = [GOOD_IMAGE, 'nginx:1.25', 'nginx:1.26']

/** One in eight cannot be pulled. */
const image = (chance: Stream): string => (chance.below(8) === 0 ? 'nginx:nonsense' : pick(chance, GOOD_IMAGES))

export const pick = <T>(chance: Stream, of: readonly T[]): T => of[chance.below(of.length)] as T
const sometimes = <T extends object>(chance: Stream, oneIn: number, fields: () => T): Partial<T> =>
  chance.below(oneIn) === 0 ? fields() : {}

export const newImage = (chance: Stream) => ({
  spec: { template: { spec: { containers: [{ name: 'app', image: image(chance) }] } } },
})

const GRACES = [0, 1, 3, 20]

function server(chance: Stream): object {
  return {
    name: 'app',
    image: image(chance),
    ...sometimes(chance, 2, () => ({
      readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1 + chance.below(9) },
    })),
    ...sometimes(chance, 3, () => ({
      resources: { requests: { cpu: `${1 + chance.below(12)}00m`, memory: '256Mi' } },
    })),
    ...sometimes(chance, 20, () => ({
      image: 'busybox:1.36',
      command: ['sh', '-c', `sleep ${3 + chance.below(20)}; exit 1`],
    })),
  }
}

const podSpec = (chance: Stream) => ({
  terminationGracePeriodSeconds: pick(chance, GRACES),
  containers: [server(chance)],
})

function workload(kind: string, chance: Stream, spec: object): object {
  const name = pick(chance, NAMES)
  const labels = { app: name, kind: kind.toLowerCase() }
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec(chance) }, ...spec },
  }
}

const share = (chance: Stream): number | string => pick(chance, [0, 1, 2, '25%', '50%'])

function rolling(chance: Stream): { maxSurge: number | string; maxUnavailable: number | string } {
  const maxSurge = share(chance)
  const maxUnavailable = share(chance)
  // Both 0 is refused.
  return maxSurge === 0 && maxUnavailable === 0 ? { maxSurge: 1, maxUnavailable: 0 } : { maxSurge, maxUnavailable }
}

export const deployment = (chance: Stream): object =>
  workload('Deployment', chance, {
    replicas: 2 + chance.below(6),
    minReadySeconds: pick(chance, [0, 0, 3, 10]),
    strategy: chance.below(6) === 0 ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: rolling(chance) },
  })

export const statefulSet = (chance: Stream): object =>
  workload('StatefulSet', chance, {
    serviceName: 'db',
    replicas: chance.below(5),
    minReadySeconds: pick(chance, [0, 0, 5]),
    podManagementPolicy: pick(chance, ['OrderedReady', 'Parallel']),
    ...sometimes(chance, 4, () => ({ ordinals: { start: 3 } })),
    updateStrategy: pick(chance, [
      { type: 'RollingUpdate' },
      { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      { type: 'OnDelete' },
    ]),
  })

export const daemonSet = (chance: Stream): object =>
  workload('DaemonSet', chance, {
    minReadySeconds: pick(chance, [0, 4]),
    updateStrategy: pick(chance, [
      { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 + chance.below(2) } },
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      { type: 'OnDelete' },
    ]),
  })

const task = (chance: Stream) => ({
  restartPolicy: pick(chance, ['Never', 'OnFailure']),
  terminationGracePeriodSeconds: pick(chance, GRACES),
  containers: [
    {
      name: 'app',
      image: 'busybox:1.36',
      command: ['sh', '-c', `sleep ${1 + chance.below(30)}; exit ${chance.below(4) === 0 ? 1 : 0}`],
    },
  ],
})

function jobSpec(chance: Stream): object {
  const indexed = chance.below(2) === 0
  return {
    parallelism: 1 + chance.below(4),
    completions: 1 + chance.below(8),
    backoffLimit: chance.below(4),
    completionMode: indexed ? 'Indexed' : 'NonIndexed',
    ...sometimes(chance, 5, () => ({ activeDeadlineSeconds: 20 + chance.below(60) })),
    ...sometimes(chance, 4, () => ({ ttlSecondsAfterFinished: chance.below(40) })),
    template: { spec: task(chance) },
  }
}

export const job = (chance: Stream): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: pick(chance, NAMES) },
  spec: jobSpec(chance),
})

export const cronJob = (chance: Stream): object => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: pick(chance, NAMES) },
  spec: {
    schedule: '* * * * *',
    concurrencyPolicy: pick(chance, ['Forbid', 'Forbid', 'Allow', 'Replace']),
    successfulJobsHistoryLimit: chance.below(3),
    jobTemplate: {
      spec: { template: { spec: { ...task(chance), restartPolicy: 'Never', containers: [longTask(chance)] } } },
    },
  },
})

/** Now and then longer than the minute to the next run. */
const longTask = (chance: Stream) => ({
  name: 'app',
  image: 'busybox:1.36',
  command: ['sh', '-c', `sleep ${10 + chance.below(110)}`],
})

export const budget = (chance: Stream): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: pick(chance, NAMES) },
  spec: {
    ...pick(chance, [
      { minAvailable: 1 + chance.below(3) },
      { minAvailable: '50%' },
      { maxUnavailable: share(chance) },
    ]),
    ...sometimes(chance, 3, () => ({ unhealthyPodEvictionPolicy: 'AlwaysAllow' })),
    selector: { matchLabels: { app: pick(chance, NAMES) } },
  },
})

export const service = (chance: Stream): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: pick(chance, NAMES) },
  spec: {
    selector: { app: pick(chance, NAMES) },
    ports: [{ port: 80 }],
    ...sometimes(chance, 4, () => ({ clusterIP: 'None' })),
    ...sometimes(chance, 5, () => ({ publishNotReadyAddresses: true })),
  },
})

export const barePod = (chance: Stream): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { generateName: 'bare-', labels: { app: pick(chance, NAMES) } },
  spec: { restartPolicy: pick(chance, ['Always', 'OnFailure', 'Never']), ...podSpec(chance) },
})
