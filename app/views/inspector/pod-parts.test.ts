import { expect, test } from 'vitest'
import { envRows, volumeRows } from './pod-parts.ts'

const SPEC = {
  containers: [
    {
      name: 'app',
      envFrom: [{ prefix: 'P_', configMapRef: { name: 'all' } }],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'web', key: 'mode' } } },
        { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        { name: 'D', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'E', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
      ],
      volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
    },
  ],
  volumes: [
    { name: 'data', persistentVolumeClaim: { claimName: 'disk' } },
    { name: 'tmp', emptyDir: {} },
    { name: 'token', projected: { sources: [{ serviceAccountToken: {} }, { configMap: {} }] } },
  ],
}

test.each([
  ['a Pod', { spec: SPEC }],
  ['what a workload makes Pods of', { spec: { template: { spec: SPEC } } }],
])('%s: environment and volumes with their sources', (_, object) => {
  expect(envRows(object).map(({ name, value, source }) => `${name}=${value} ${source}`)).toEqual([
    'P_*= all of ConfigMap all',
    'A=1 ',
    'B= ConfigMap web, key mode',
    'C= Secret s, key k',
    "D= the Pod's status.podIP",
    "E= the container's limits.cpu",
  ])
  expect(volumeRows(object)).toEqual([
    { name: 'data', source: 'persistentVolumeClaim disk', mounts: ['app: /data (read only)'] },
    { name: 'tmp', source: 'emptyDir', mounts: [] },
    { name: 'token', source: 'projected: serviceAccountToken, configMap', mounts: [] },
  ])
})

test('objects without Pods have neither', () => {
  expect([envRows({ spec: {} }), volumeRows(undefined)]).toEqual([[], []])
})
