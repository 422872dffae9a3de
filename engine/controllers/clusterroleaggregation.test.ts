import { describe, expect, it } from 'vitest'
import type { ClusterRole } from '../kinds/types.ts'
import { World } from '../testing/world.ts'
import { clusterRoleAggregationController } from './clusterroleaggregation.ts'

const RESOURCE = 'clusterroles.rbac.authorization.k8s.io'
const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] })

const role = (name: string, labels: Record<string, string>, fields: object) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, labels },
  ...fields,
})

const all = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'all' } }] } }

function world(): World {
  const w = new World({ controllers: [clusterRoleAggregationController], nodes: 0 })
  w.create(role('b', { to: 'all' }, { rules: [rule('pods'), rule('secrets')] }))
  w.create(role('all', { to: 'all' }, all))
  w.create(role('a', { to: 'all' }, { rules: [rule('services'), rule('pods')] }))
  w.create(role('other', {}, { rules: [rule('nodes')] }))
  w.settle()
  return w
}

const resources = (w: World, name = 'all') =>
  (w.get<ClusterRole>(RESOURCE, name).rules ?? []).map((each) => each.resources?.[0])

describe('ClusterRole aggregation', () => {
  it('gives a role the rules of those it selects, by name, each once, its own left out', () => {
    expect(resources(world())).toEqual(['services', 'pods', 'secrets'])
  })

  it('follows roles that change, come and go', () => {
    const w = world()
    w.change<ClusterRole>(RESOURCE, 'a', (stored) => ({ ...stored, rules: [rule('events')] }))
    w.delete(RESOURCE, 'b')
    w.settle()
    expect(resources(w)).toEqual(['events'])
    w.change<ClusterRole>(RESOURCE, 'other', (stored) => ({
      ...stored,
      metadata: { ...stored.metadata, labels: { to: 'all' } },
    }))
    w.settle()
    expect(resources(w)).toEqual(['events', 'nodes'])
  })

  it('takes back what somebody else wrote into it', () => {
    const w = world()
    w.change<ClusterRole>(RESOURCE, 'all', (stored) => ({ ...stored, rules: [rule('nodes')] }))
    w.settle()
    expect(resources(w)).toEqual(['services', 'pods', 'secrets'])
  })
})
