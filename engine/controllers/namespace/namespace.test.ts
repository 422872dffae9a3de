import { describe, expect, it } from 'vitest'
import type { ConfigMap, Namespace, Pod } from '../../kinds/types.ts'
import { namespaceLifecycle } from '../../admission/namespacelifecycle.ts'
import { namespace, pod } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { rootCaPublisher } from '../rootca.ts'
import { serviceAccountController } from '../serviceaccount.ts'
import { namespaceController } from './controller.ts'

function world(): World {
  const w = new World({
    controllers: [namespaceController, serviceAccountController, rootCaPublisher],
    admission: [namespaceLifecycle],
  })
  w.create(namespace('team').build())
  w.settle()
  return w
}

const conditions = (w: World) =>
  Object.fromEntries(
    (w.get<Namespace>('namespaces', 'team').status.conditions ?? []).map((c) => [c.type, `${c.status} ${c.message}`]),
  )

describe('a namespace', () => {
  it('gets its service account and the cluster certificate, and gets them back', () => {
    const w = world()
    const published = w.get<ConfigMap>('configmaps', 'team/kube-root-ca.crt').data?.['ca.crt']
    expect(published).toMatch(/^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\n$/)
    w.delete('serviceaccounts', 'team/default')
    w.change<ConfigMap>('configmaps', 'team/kube-root-ca.crt', (map) => ({ ...map, data: { 'ca.crt': 'forged' } }))
    w.settle()
    expect(w.find('serviceaccounts', 'team/default')).toBeDefined()
    expect(w.get<ConfigMap>('configmaps', 'team/kube-root-ca.crt').data?.['ca.crt']).toBe(published)
  })

  it('is emptied, Pods first, and then goes', () => {
    const w = world()
    w.create(pod('web').namespace('team').podAnnotation('fake/kill-ms', '3000').build())
    w.settle()
    w.delete('namespaces', 'team')
    expect(w.get<Namespace>('namespaces', 'team').status.phase).toBe('Terminating')
    expect(() => w.create(pod('late').namespace('team').build())).toThrow(
      expect.objectContaining({ code: 403, message: expect.stringContaining('it is being terminated') as string }),
    )
    w.run(6_000)
    expect(w.find('serviceaccounts', 'team/default')).toBeDefined()
    expect(conditions(w).NamespaceContentRemaining).toBe(
      'True Some resources are remaining: pods. has 1 resource instances',
    )
    w.settle()
    expect(w.find('namespaces', 'team')).toBeUndefined()
    for (const resource of ['pods', 'serviceaccounts', 'configmaps']) expect(w.list(resource, 'team')).toEqual([])
  })

  it('takes its events along', () => {
    const w = world()
    const about = w.create(pod('web').namespace('team').build())
    w.server.events.record(about, 'Normal', 'Noted', 'something happened', { component: 'test' })
    expect(w.list('events', 'team')).toHaveLength(1)
    w.delete('namespaces', 'team')
    w.settle()
    expect(w.list('events', 'team')).toEqual([])
    expect(w.find('namespaces', 'team')).toBeUndefined()
  })

  it('waits for finalizers of its content and says which', () => {
    const w = world()
    w.create(pod('held').namespace('team').finalizer('example.com/hold').build())
    w.settle()
    w.delete('namespaces', 'team')
    w.run(60_000)
    expect(conditions(w).NamespaceFinalizersRemaining).toBe(
      'True Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    )
    w.change<Pod>('pods', 'team/held', (p) => ({ ...p, metadata: { ...p.metadata, finalizers: [] } }))
    w.settle()
    expect(w.find('namespaces', 'team')).toBeUndefined()
  })
})
