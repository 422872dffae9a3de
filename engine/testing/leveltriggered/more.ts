/** The story's part of what is asked for less often: storage, quotas, roles, scaling by load, kinds of one's own, a new machine. */
import type { UserAction } from '../../protocol/run.ts'
import { APPS, BATCH, CORE, create, merge, NODES, remove } from '../soak/actions.ts'

const IMAGE = 'nginx:1.27'
const RBAC = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const WIDGETS = '/apis/example.dev/v1/namespaces/default/widgets'

const claim = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
})

/** A Pod that keeps its claim in use. */
const holder = (name: string, claimName: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 1,
    nodeSelector: { 'kubernetes.io/hostname': 'node-1' },
    containers: [{ name: 'app', image: IMAGE, volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  },
})

const volume = (name: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage: '2Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'by-hand',
    hostPath: { path: `/srv/${name}` },
  },
})

const STORAGE: readonly UserAction[] = [
  create(`${CORE}/persistentvolumeclaims`, claim('kept')),
  create(`${CORE}/persistentvolumeclaims`, claim('given-up')),
  create(`${CORE}/pods`, holder('keeper', 'kept')),
  create(`${CORE}/pods`, holder('quitter', 'given-up')),
  create('/api/v1/persistentvolumes', volume('left')),
  create('/api/v1/persistentvolumes', volume('removed')),
  create(`${CORE}/persistentvolumeclaims`, claim('static', { storageClassName: 'by-hand', volumeName: 'left' })),
  create(`${CORE}/persistentvolumeclaims`, claim('let-go', { storageClassName: 'by-hand', volumeName: 'removed' })),
]

const idle = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'idle' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'idle' } },
    template: {
      metadata: { labels: { app: 'idle' } },
      spec: { containers: [{ name: 'app', image: IMAGE, resources: { requests: { cpu: '100m' } } }] },
    },
  },
}

const role = (name: string, rest: object) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, labels: { part: name } },
  rules: [],
  ...rest,
})

const widgets = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.dev' },
  spec: {
    group: 'example.dev',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
}

export const MORE_BEGINNING: readonly UserAction[] = [
  ...STORAGE,
  create(`${CORE}/resourcequotas`, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'things' },
    spec: { hard: { 'count/configmaps': '50', services: '50' } },
  }),
  create(RBAC, role('sum', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'one' } }] } })),
  create(RBAC, role('one', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] })),
  create(`${APPS}/deployments`, idle),
  create('/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'idle' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'idle' },
      maxReplicas: 5,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
      ],
    },
  }),
  create(`${CORE}/replicationcontrollers`, {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'early' },
    spec: {
      replicas: 3,
      template: { metadata: { labels: { app: 'early' } }, spec: { containers: [{ name: 'app', image: IMAGE }] } },
    },
  }),
  create(CRDS, widgets),
  create(`${BATCH}/jobs`, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'abandoned' },
    spec: {
      template: {
        spec: {
          nodeSelector: { 'kubernetes.io/hostname': 'node-1' },
          restartPolicy: 'Never',
          containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 400'] }],
        },
      },
    },
  }),
]

export const MORE_DEEDS: readonly { atMs: number; actions: readonly UserAction[] }[] = [
  {
    atMs: 60_000,
    actions: [
      create(NODES, {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'node-6', labels: { 'kubernetes.io/hostname': 'node-6' } },
      }),
      create(WIDGETS, { apiVersion: 'example.dev/v1', kind: 'Widget', metadata: { name: 'w' } }),
      create('/apis/apiregistration.k8s.io/v1/apiservices', {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1.made.elsewhere' },
        spec: {
          group: 'made.elsewhere',
          version: 'v1',
          groupPriorityMinimum: 100,
          versionPriority: 10,
          service: { namespace: 'default', name: 'nobody' },
        },
      }),
      remove(`${CORE}/persistentvolumeclaims/given-up`),
      remove('/api/v1/persistentvolumes/removed'),
    ],
  },
  {
    atMs: 120_000,
    actions: [
      remove(`${CORE}/pods/quitter`),
      remove(`${CORE}/persistentvolumeclaims/let-go`),
      remove(`${BATCH}/jobs/abandoned`, { propagationPolicy: 'Orphan' }),
      merge(`${CORE}/replicationcontrollers/early`, { spec: { replicas: 2 } }),
      merge(`${RBAC}/one`, { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] }),
      create(`${CORE}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'counted' } }),
    ],
  },
  { atMs: 250_000, actions: [remove(`${CRDS}/widgets.example.dev`)] },
]
