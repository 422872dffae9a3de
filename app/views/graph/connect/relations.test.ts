import { expect, it } from 'vitest'
import type { ObjectRef } from '../../../../engine/protocol/object.ts'
import { canConnect, connections, type End } from './relations.ts'

const ref = (kind: string, name: string, apiVersion = 'v1'): ObjectRef => ({
  apiVersion,
  kind,
  namespace: 'default',
  name,
})
const template = (labels: Record<string, string>) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'app', image: 'nginx' }] },
})
const deployment = (name: string): End => ({
  ref: ref('Deployment', name, 'apps/v1'),
  value: { spec: { selector: { matchLabels: { app: name } }, template: template({ app: name, tier: 'x' }) } },
})
const service: End = { ref: ref('Service', 'web'), value: { spec: { ports: [{ port: 80 }] } } }
const config: End = { ref: ref('ConfigMap', 'app.settings'), value: {} }

it('a Service selects what a workload selects its Pods by, whichever end the line begins at', () => {
  const wanted = { edited: service.ref, edits: [{ set: ['spec', 'selector'], value: { app: 'web' } }] }
  expect(connections(service, deployment('web'))).toMatchObject([wanted])
  expect(connections(deployment('web'), service)).toMatchObject([wanted])
  const pod: End = {
    ref: ref('Pod', 'web-1'),
    value: { metadata: { labels: { app: 'web', 'pod-template-hash': '5d9' } } },
  }
  expect(connections(service, pod)).toMatchObject([wanted])
})

it('a ConfigMap is mounted, or read as environment', () => {
  const [mount, env] = connections(config, deployment('web'))
  const spec = ['spec', 'template', 'spec']
  expect(mount).toMatchObject({
    edited: deployment('web').ref,
    edits: [
      { set: [...spec, 'volumes', 0], value: { name: 'app-settings', configMap: { name: 'app.settings' } } },
      {
        set: [...spec, 'containers', 0, 'volumeMounts', 0],
        value: { name: 'app-settings', mountPath: '/etc/app.settings', readOnly: true },
      },
    ],
  })
  expect(env?.edits).toEqual([
    { set: [...spec, 'containers', 0, 'envFrom', 0], value: { configMapRef: { name: 'app.settings' } } },
  ])
})

it('a volume that is there already is mounted once more, under a free path', () => {
  const volume = { name: 'conf', configMap: { name: 'app.settings', optional: true } }
  const pod: End = {
    ref: ref('Pod', 'p'),
    value: {
      spec: {
        volumes: [volume],
        containers: [{ name: 'a', volumeMounts: [{ name: 'conf', mountPath: '/etc/app.settings' }] }],
      },
    },
  }
  expect(connections(pod, config)[0]?.edits).toEqual([
    {
      set: ['spec', 'containers', 0, 'volumeMounts', 1],
      value: { name: 'conf', mountPath: '/etc/app.settings-2', readOnly: true },
    },
  ])
})

it('a line between workloads says where Pods go', () => {
  const found = connections(deployment('web'), deployment('cache'))
  expect(found.map(({ id }) => id)).toEqual(['together', 'apart', 'zone'])
  expect(found[1]?.edits).toEqual([
    {
      set: [
        'spec',
        'template',
        'spec',
        'affinity',
        'podAntiAffinity',
        'requiredDuringSchedulingIgnoredDuringExecution',
        0,
      ],
      value: { labelSelector: { matchLabels: { app: 'cache' } }, topologyKey: 'kubernetes.io/hostname' },
    },
  ])
  expect(connections(deployment('web'), deployment('web')).map(({ id }) => id)).toEqual(['apart', 'spread'])
})

it('lights up only what a line can lead to', () => {
  expect(canConnect(service.ref, deployment('web').ref)).toBe(true)
  expect(canConnect(config.ref, deployment('web').ref)).toBe(true)
  expect(canConnect(config.ref, service.ref)).toBe(false)
  expect(canConnect(service.ref, { ...deployment('web').ref, namespace: 'other' })).toBe(false)
  expect(connections(config, service)).toEqual([])
})
