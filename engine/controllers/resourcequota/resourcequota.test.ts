import { describe, expect, it } from 'vitest'
import type { Pod, ResourceQuota } from '../../kinds/types.ts'
import { pod } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { resourceQuotaController } from './controller.ts'

const world = () => new World({ controllers: [resourceQuotaController] })

function quota(w: World, name: string, hard: Record<string, string>, spec = {}) {
  w.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard, ...spec } } as never)
}

const used = (w: World, name: string) => w.get<ResourceQuota>('resourcequotas', name).status.used
const asking = (name: string, cpu: string) => pod(name).requests({ cpu }).build()

describe('ResourceQuota', () => {
  it('counts what there is, and again what is given back', () => {
    const w = world()
    w.create(asking('a', '500m'))
    w.create(asking('b', '1'))
    quota(w, 'all', { pods: '5', 'requests.cpu': '4', 'count/configmaps': '3', 'services.loadbalancers': '1' })
    w.settle()
    expect(w.get<ResourceQuota>('resourcequotas', 'all').status).toEqual({
      hard: { pods: '5', 'requests.cpu': '4', 'count/configmaps': '3', 'services.loadbalancers': '1' },
      used: { pods: '2', 'requests.cpu': '1500m', 'count/configmaps': '0', 'services.loadbalancers': '0' },
    })
    w.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } } as never)
    w.delete('pods', 'a', { gracePeriodSeconds: 0 })
    w.settle()
    expect(used(w, 'all')).toMatchObject({ pods: '1', 'requests.cpu': '1', 'count/configmaps': '1' })
  })

  it('forgets Pods that have ended, but not that they are there', () => {
    const w = world()
    quota(w, 'all', { pods: '5', 'count/pods': '5', cpu: '4' })
    w.create(asking('a', '1'))
    w.settle()
    expect(used(w, 'all')).toEqual({ pods: '1', 'count/pods': '1', cpu: '1' })
    const row = w.table('pods').row('default', 'a')
    const { status } = w.get<Pod>('pods', 'a')
    w.server.verbs.replaceStatus<Pod>(w.table('pods'), row, { ...status, phase: 'Succeeded' })
    w.settle()
    expect(used(w, 'all')).toEqual({ pods: '0', 'count/pods': '1', cpu: '0' })
  })

  it('looks at scopes', () => {
    const w = world()
    w.create(pod('idle').build())
    w.create(asking('busy', '1'))
    quota(w, 'best', { pods: '5' }, { scopes: ['BestEffort'] })
    const matchExpressions = [{ scopeName: 'PriorityClass', operator: 'DoesNotExist' }]
    quota(w, 'plain', { pods: '5' }, { scopeSelector: { matchExpressions } })
    w.settle()
    expect([used(w, 'best'), used(w, 'plain')]).toEqual([{ pods: '1' }, { pods: '2' }])
  })

  it('drops names that are no longer limited', () => {
    const w = world()
    quota(w, 'all', { pods: '5', secrets: '5' })
    w.settle()
    w.change<ResourceQuota>('resourcequotas', 'all', (stored) => ({ ...stored, spec: { hard: { secrets: '9' } } }))
    w.settle()
    expect(w.get<ResourceQuota>('resourcequotas', 'all').status).toEqual({
      hard: { secrets: '9' },
      used: { secrets: '0' },
    })
  })
})
