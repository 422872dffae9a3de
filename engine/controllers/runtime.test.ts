/** What all controllers have in common. */
import { expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'

const hook = {
  metadata: { name: 'hook' },
  webhooks: [
    {
      name: 'check.example.com',
      clientConfig: { service: { namespace: 'default', name: 'gone' } },
      rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
    },
  ],
}
const HOOKS = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'

test('a write that a webhook refuses is tried again until it goes through', () => {
  const cluster = new Cluster({ nodes: [] })
  const { store, clock } = cluster.server
  const rootCa = () => store.table('configmaps').find('team', 'kube-root-ca.crt')
  cluster.handle({ method: 'POST', path: HOOKS, body: JSON.stringify(hook) })
  cluster.handle({ method: 'POST', path: '/api/v1/namespaces', body: JSON.stringify({ metadata: { name: 'team' } }) })
  clock.runUntil(cluster.nowMs + 10_000)
  expect(rootCa()).toBeUndefined()
  cluster.handle({ method: 'DELETE', path: `${HOOKS}/hook` })
  clock.runUntil(cluster.nowMs + 60_000)
  expect(rootCa()).toBeDefined()
})
