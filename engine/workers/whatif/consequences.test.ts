/** Previews of kinds that run no Pods: each sentence is read from the branch. */
import { expect, test } from 'vitest'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { ClusterSession, PROTOCOL } from '../session.ts'
import { Follower } from './follower.ts'
import { previewOf } from './preview.ts'

const APPLY = { dryRun: false, namespace: 'default' }

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      serviceAccountName: bot
      containers:
        - name: app
          image: 'k8spatterns/random-generator:1.0'
          ports: [{ containerPort: 8080 }]
          resources: { requests: { cpu: 100m } }
          envFrom: [{ configMapRef: { name: settings } }]
---
apiVersion: v1
kind: Pod
metadata: { name: reader, labels: { app: reader } }
spec:
  containers:
    - { name: app, image: busybox, command: [sleep, '9999'], volumeMounts: [{ name: s, mountPath: /s }] }
  volumes: [{ name: s, configMap: { name: settings } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { A: b }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: bot }
`

const follower = new Follower()

function run() {
  const made = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  made.boot(PROTOCOL, { seed: 5 })
  made.step(1_000)
  made.apply(WEB, APPLY)
  made.step(60_000)
  return made.log()
}

const log = run()

function said(text: string): string[] {
  const cluster = follower.at(log, 61_000)
  const digest = cluster.digest()
  const { sentences } = follower.tried(cluster, () => previewOf(cluster, builtinSchemas, text, 'default'))
  expect(cluster.digest()).toBe(digest)
  return sentences
}

const meta = (apiVersion: string, kind: string, name: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name} }\n`

test('a Service has those behind it whom its selector finds', () => {
  const service = (app: string) =>
    `${meta('v1', 'Service', 'door')}spec: { selector: { app: ${app} }, ports: [{ port: 80, targetPort: 8080 }] }`
  expect(said(service('web'))).toContain('Service door would have 3 ready Pods behind it.')
  expect(said(service('wbe'))).toContain('Service door would have 0 ready Pods behind it.')
})

test('of a ConfigMap: who sees the change, and who keeps the old', () => {
  expect(said(`${meta('v1', 'ConfigMap', 'settings')}data: { A: c }`)).toEqual([
    'ConfigMap settings would change: data.A b → c.',
    '1 Pod would see ConfigMap settings change in a volume, without a restart.',
    '3 Pods would keep what ConfigMap settings said when the container started, until a restart.',
  ])
})

test('a NetworkPolicy shuts connections that were open', () => {
  const sentences = said(
    `${meta('networking.k8s.io/v1', 'NetworkPolicy', 'shut')}spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress] }`,
  )
  expect(sentences).toContain('Connections that would be refused: reader to web on 8080, web to web on 8080.')
})

test('a role and its binding give rights', () => {
  const role = `${meta('rbac.authorization.k8s.io/v1', 'Role', 'look')}rules: [{ apiGroups: [''], resources: [pods], verbs: [get, list] }]\n`
  const binding = `${meta('rbac.authorization.k8s.io/v1', 'RoleBinding', 'look')}roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: look }\nsubjects: [{ kind: ServiceAccount, name: bot, namespace: default }]\n`
  expect(said(`${role}---\n${binding}`).join(' ')).toContain(
    'ServiceAccount bot could get, list pods in namespace default',
  )
})

test('a budget allows so many evictions', () => {
  const budget = `${meta('policy/v1', 'PodDisruptionBudget', 'web')}spec: { minAvailable: 2, selector: { matchLabels: { app: web } } }`
  expect(said(budget)).toContain('PodDisruptionBudget web would allow 1 eviction, with 3 of 3 Pods healthy.')
})

test('an autoscaler says what it would want, or why it does not scale', () => {
  const hpa = (name: string) =>
    `${meta('autoscaling/v2', 'HorizontalPodAutoscaler', 'web')}spec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} }\n  minReplicas: 2\n  maxReplicas: 9\n  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]\n`
  expect(said(hpa('nobody')).join(' ')).toMatch(/HorizontalPodAutoscaler web would not scale: .*nobody/)
  expect(said(hpa('web')).join(' ')).toMatch(/HorizontalPodAutoscaler web would want \d replicas/)
})

test('a definition is served, a Namespace comes with its own', () => {
  const crd = `${meta('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com')}spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, singular: widget, kind: Widget, listKind: WidgetList }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`
  expect(said(crd)).toContain(
    'CustomResourceDefinition widgets.example.com would have Widget served as example.com/v1.',
  )
  expect(said(meta('v1', 'Namespace', 'shop')).join(' ')).toMatch(
    /Namespace shop would be created.*ServiceAccount default/,
  )
})
