import { expect, it } from 'vitest'
import { amountEdits, amountOf, amountText, setResourcesLine, shapeOf } from './subject.ts'

const web = {
  spec: {
    replicas: 3,
    template: {
      spec: {
        containers: [
          {
            name: 'app',
            resources: { requests: { cpu: 0.5, memory: '128Mi' }, limits: { memory: '1Gi' } },
            livenessProbe: { periodSeconds: 5 },
          },
        ],
      },
    },
  },
}

it('finds what can be moved in a manifest', () => {
  const { replicas, containers } = shapeOf('Deployment', web)
  expect(replicas).toBe(3)
  expect(containers[0]).toMatchObject({
    name: 'app',
    path: ['spec', 'template', 'spec', 'containers', 0],
    amounts: {
      cpu: { requests: 500, limits: undefined },
      memory: { requests: 128 * 2 ** 20, limits: 2 ** 30 },
    },
    probes: { livenessProbe: { periodSeconds: 5 } },
  })
  expect(shapeOf('Deployment', { spec: {} }).replicas).toBe(1)
  expect(shapeOf('DaemonSet', web).replicas).toBeUndefined()
  expect(shapeOf('Service', web)).toEqual({ replicas: undefined, containers: [] })
})

it('takes the other bound along where a request would be above its limit', () => {
  const [app] = shapeOf('Deployment', web).containers
  if (!app) throw new Error('no container')
  const at = (...steps: string[]) => ['spec', 'template', 'spec', 'containers', 0, 'resources', ...steps]
  expect(amountEdits(app, 'memory', 'requests', 2 ** 31)).toEqual([
    { set: at('requests', 'memory'), value: '2Gi' },
    { set: at('limits', 'memory'), value: '2Gi' },
  ])
  expect(amountEdits(app, 'cpu', 'requests', 750)).toEqual([{ set: at('requests', 'cpu'), value: '750m' }])
})

it('reads and writes quantities as manifests have them', () => {
  expect([amountOf('250m', 'cpu'), amountOf(2, 'cpu'), amountOf('1.5', 'cpu')]).toEqual([250, 2000, 1500])
  expect([amountOf('1G', 'memory'), amountOf('64Mi', 'memory'), amountOf('x', 'memory')]).toEqual([
    1e9,
    64 * 2 ** 20,
    undefined,
  ])
  expect([amountText(2000, 'cpu'), amountText(150, 'cpu'), amountText(2 ** 29, 'memory')]).toEqual([2, '150m', '512Mi'])
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
  expect(setResourcesLine(ref, 'app', 'cpu', 'limits', 250)).toBe(
    'kubectl set resources deployment web -n shop -c app --limits=cpu=250m',
  )
})
