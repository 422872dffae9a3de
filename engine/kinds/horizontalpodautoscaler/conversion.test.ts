import { describe, expect, it } from 'vitest'
import type { ApiRequest, ApiResponse } from '../../api/request.ts'
import { Cluster } from '../../cluster.ts'

// biome-ignore lint/suspicious/noExplicitAny: bodies of two versions
type Json = any

const at = (version: string, name = '') =>
  `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers${name && `/${name}`}`

function send(c: Cluster, method: ApiRequest['method'], path: string, body?: Json, type = 'application/json'): Json {
  const headers = { 'content-type': type, accept: 'application/json' }
  const text = body === undefined ? {} : { body: JSON.stringify(body) }
  return (c.handle({ method, path, headers, ...text }) as ApiResponse).body
}

const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
const kind = 'HorizontalPodAutoscaler'
const memory = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } },
}
const cpu = (percent: number) => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } },
})

describe('autoscaling/v1', () => {
  it('is served beside the preferred v2', () => {
    const c = new Cluster({ nodes: [] })
    const group = send(c, 'GET', '/apis/autoscaling')
    expect(group.versions.map(({ version }: Json) => version)).toEqual(['v2', 'v1'])
    expect(group.preferredVersion.version).toBe('v2')
    const names = send(c, 'GET', '/apis/autoscaling/v1').resources.map(({ name }: Json) => name)
    expect(names).toEqual(['horizontalpodautoscalers', 'horizontalpodautoscalers/status'])
    expect(send(c, 'GET', '/openapi/v3/apis/autoscaling/v1').components.schemas).toHaveProperty(
      'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler',
    )
  })

  it('has a field for CPU, which is a metric in v2', () => {
    const c = new Cluster({ nodes: [] })
    const spec = { scaleTargetRef: target, maxReplicas: 5, targetCPUUtilizationPercentage: 60 }
    const made = send(c, 'POST', at('v1'), { apiVersion: 'autoscaling/v1', kind, metadata: { name: 'web' }, spec })
    expect(made).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { ...spec, minReplicas: 1 } })
    expect(send(c, 'GET', at('v2', 'web')).spec.metrics).toEqual([cpu(60)])
    const patch = { spec: { targetCPUUtilizationPercentage: 70 } }
    send(c, 'PATCH', at('v1', 'web'), patch, 'application/merge-patch+json')
    expect(send(c, 'GET', at('v2', 'web')).spec.metrics).toEqual([cpu(70)])
    expect(send(c, 'GET', at('v1')).items[0].spec.targetCPUUtilizationPercentage).toBe(70)
  })

  it('keeps what it has no field for', () => {
    const c = new Cluster({ nodes: [] })
    const spec = {
      scaleTargetRef: target,
      maxReplicas: 5,
      metrics: [memory, cpu(50)],
      behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
    }
    const made = send(c, 'POST', at('v2'), { apiVersion: 'autoscaling/v2', kind, metadata: { name: 'web' }, spec })
    const old = send(c, 'GET', at('v1', 'web'))
    expect(JSON.parse(old.metadata.annotations['autoscaling.alpha.kubernetes.io/metrics'])).toEqual([
      { type: 'Resource', resource: { name: 'memory', targetAverageValue: '100Mi' } },
    ])
    send(c, 'PUT', at('v1', 'web'), { ...old, spec: { ...old.spec, maxReplicas: 9 } })
    const now = send(c, 'GET', at('v2', 'web'))
    expect(now.spec).toEqual({ ...made.spec, maxReplicas: 9, metrics: [cpu(50), memory] })
    expect(now.metadata.annotations).toBeUndefined()
  })

  it('can be applied', () => {
    const c = new Cluster({ nodes: [] })
    const spec = { scaleTargetRef: target, maxReplicas: 5, targetCPUUtilizationPercentage: 60 }
    const body = { apiVersion: 'autoscaling/v1', kind, metadata: { name: 'web' }, spec }
    const headers = { 'content-type': 'application/apply-patch+yaml' }
    const query = { fieldManager: 'me' }
    const answer = c.handle({ method: 'PATCH', path: at('v1', 'web'), headers, query, body: JSON.stringify(body) })
    expect((answer as ApiResponse).body).toMatchObject({ apiVersion: 'autoscaling/v1', spec })
  })
})
