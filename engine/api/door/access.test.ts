/** Users at the door: who they are, what they may do, and what they are told when they may not. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ApiResponse } from '../../protocol/api.ts'
import type { Status } from '../errors.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const DEFAULT = '/api/v1/namespaces/default'

let cluster: Cluster

function send(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, headers: Record<string, string> = {}) {
  return cluster.handle({ method, path, headers, ...(body ? { body: JSON.stringify(body) } : {}) }) as ApiResponse
}
const as = (user: string, groups = '') => ({
  'impersonate-user': user,
  ...(groups ? { 'impersonate-group': groups } : {}),
})
const message = ({ body }: ApiResponse) => (body as Status).message

function grant(name: string, rules: object[], subject: object, namespace = 'default') {
  send('POST', `${RBAC}/namespaces/${namespace}/roles`, { metadata: { name }, rules })
  send('POST', `${RBAC}/namespaces/${namespace}/rolebindings`, {
    metadata: { name },
    roleRef: { kind: 'Role', name },
    subjects: [subject],
  })
}

const reads = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }
const alice = { kind: 'User', name: 'alice' }

beforeEach(() => {
  cluster = new Cluster({ nodes: [] })
})

describe('roles', () => {
  test('are asked for everybody but the learner', () => {
    expect(send('GET', `${DEFAULT}/pods`).code).toBe(200)
    const refused = send('GET', `${DEFAULT}/pods`, undefined, as('alice'))
    expect(refused.code).toBe(403)
    expect(message(refused)).toBe(
      'pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "default"',
    )
  })

  test('give what they say, where they say', () => {
    grant('r', [reads], alice)
    expect(send('GET', `${DEFAULT}/pods`, undefined, as('alice')).code).toBe(200)
    expect(send('GET', '/api/v1/namespaces/kube-system/pods', undefined, as('alice')).code).toBe(403)
    expect(message(send('GET', '/api/v1/nodes/a', undefined, as('alice')))).toBe(
      'nodes "a" is forbidden: User "alice" cannot get resource "nodes" in API group "" at the cluster scope',
    )
  })

  test('of groups hold for their members', () => {
    grant('r', [reads], { kind: 'Group', name: 'dev' })
    expect(send('GET', `${DEFAULT}/pods`, undefined, as('bob', 'dev\nops')).code).toBe(200)
    expect(send('GET', `${DEFAULT}/pods`, undefined, as('bob', 'ops')).code).toBe(403)
  })

  test('cannot be used to give away more than one has', () => {
    const write = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create'] }
    grant('r', [reads, write], alice)
    const more = { metadata: { name: 'more' }, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] }
    const path = `${RBAC}/namespaces/default/roles`
    const refused = send('POST', path, more, as('alice'))
    expect(refused.code).toBe(403)
    expect(message(refused)).toBe(
      'roles.rbac.authorization.k8s.io "more" is forbidden: user "alice" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    )
    const same = { metadata: { name: 'same' }, rules: [reads] }
    expect(send('POST', path, same, as('alice')).code).toBe(201)
    const binding = { metadata: { name: 'b' }, roleRef: { kind: 'ClusterRole', name: 'view' }, subjects: [alice] }
    expect(send('POST', `${RBAC}/namespaces/default/rolebindings`, binding, as('alice')).code).toBe(403)
  })

  test('of upstream are there', () => {
    const { rules } = send('GET', `${RBAC}/clusterroles/view`).body as { rules: object[] }
    expect(rules.length).toBeGreaterThan(5)
    cluster.settle()
    expect((send('GET', `${RBAC}/clusterroles/view`).body as { rules: object[] }).rules).toEqual(rules)
  })
})

describe('impersonation', () => {
  test('takes the right to', () => {
    const headers = { authorization: `Bearer ${tokenOf('default')}`, ...as('alice') }
    expect(message(send('GET', `${DEFAULT}/pods`, undefined, headers))).toBe(
      'users "alice" is forbidden: User "system:serviceaccount:default:default" cannot impersonate resource "users" in API group "" at the cluster scope',
    )
  })

  test('of a service account brings its groups', () => {
    const { body } = send(
      'POST',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      {},
      as('system:serviceaccount:a:b'),
    )
    expect(body).toMatchObject({
      status: {
        userInfo: {
          username: 'system:serviceaccount:a:b',
          groups: ['system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated'],
        },
      },
    })
  })
})

function tokenOf(account: string, request: object = {}): string {
  if (send('GET', `${DEFAULT}/serviceaccounts/${account}`).code === 404) {
    send('POST', `${DEFAULT}/serviceaccounts`, { metadata: { name: account } })
  }
  const { body } = send('POST', `${DEFAULT}/serviceaccounts/${account}/token`, request)
  return (body as { status: { token: string } }).status.token
}

describe('tokens', () => {
  test('are their account', () => {
    const authorization = `Bearer ${tokenOf('robot')}`
    expect(send('GET', `${DEFAULT}/pods`, undefined, { authorization }).code).toBe(403)
    grant('r', [reads], { kind: 'ServiceAccount', name: 'robot' })
    expect(send('GET', `${DEFAULT}/pods`, undefined, { authorization }).code).toBe(200)
  })

  test('end, die with their account, and cannot be made up', () => {
    const authorization = `Bearer ${tokenOf('robot', { spec: { expirationSeconds: 600 } })}`
    const ask = (header: string) => send('GET', '/api', undefined, { authorization: header }).code
    expect(ask(authorization)).toBe(200)
    expect(ask(`${authorization.slice(0, -2)}xx`)).toBe(401)
    expect(ask('Bearer bogus')).toBe(401)
    cluster.server.clock.runUntil(600_000)
    expect(ask(authorization)).toBe(401)
    const fresh = `Bearer ${tokenOf('robot')}`
    expect(ask(fresh)).toBe(200)
    cluster.server.verbs.delete(cluster.server.store.table('serviceaccounts'), 'default', 'robot')
    expect(ask(fresh)).toBe(401)
  })

  test('of one run are the same when it is run again, and nobody else’s', () => {
    const first = tokenOf('robot')
    cluster = new Cluster({ nodes: [] })
    expect(tokenOf('robot')).toBe(first)
    cluster = new Cluster({ nodes: [], seed: 2 })
    tokenOf('robot')
    expect(send('GET', '/api', undefined, { authorization: `Bearer ${first}` }).code).toBe(401)
  })

  test('for others are not for the API', () => {
    const token = tokenOf('robot', { spec: { audiences: ['vault'] } })
    expect(send('GET', '/api', undefined, { authorization: `Bearer ${token}` }).code).toBe(401)
    const review = (audiences?: string[]) =>
      send('POST', '/apis/authentication.k8s.io/v1/tokenreviews', {
        spec: { token, ...(audiences ? { audiences } : {}) },
      }).body
    expect(review(['vault'])).toMatchObject({ status: { authenticated: true, audiences: ['vault'] } })
    expect(review()).not.toHaveProperty('status.authenticated')
  })
})

describe('reviews', () => {
  const ask = (resource: string, verb: string, user = 'alice') =>
    (
      send(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        { spec: { resourceAttributes: { namespace: 'default', resource, verb } } },
        as(user),
      ).body as { status: object }
    ).status

  test('say what the door would', () => {
    expect(ask('pods', 'list')).toEqual({ allowed: false })
    grant('r', [reads], alice)
    expect(ask('pods', 'list')).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "r/default" of Role "r" to User "alice"',
    })
    const other = {
      spec: { user: 'alice', resourceAttributes: { namespace: 'default', resource: 'pods', verb: 'get' } },
    }
    const { body } = send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', other)
    expect(body).toMatchObject({ status: { allowed: true } })
  })

  test('list all rules', () => {
    grant('r', [reads], alice)
    const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
    const { body } = send('POST', path, { spec: { namespace: 'default' } }, as('alice'))
    const { status } = body as { status: { resourceRules: object[]; nonResourceRules: object[]; incomplete: boolean } }
    expect(status.resourceRules).toContainEqual(reads)
    expect(status.nonResourceRules.length).toBeGreaterThan(0)
    expect(status.incomplete).toBe(false)
  })

  test('are refused when they ask nothing', () => {
    const answer = send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { spec: {} })
    expect(answer.code).toBe(422)
  })
})
