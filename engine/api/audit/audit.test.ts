/** What admission notes for those who audit, and where they read it. */
import { expect, it } from 'vitest'
import { Cluster, type ClusterOptions } from '../../cluster.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'

const POLICIES = '/apis/admissionregistration.k8s.io/v1'
const PODS = '/api/v1/namespaces/default/pods'
const CONFIGS = '/api/v1/namespaces/default/configmaps'

interface AuditEvent {
  verb: string
  requestURI: string
  user: { username: string }
  impersonatedUser?: { username: string }
  objectRef: { resource: string; name?: string }
  responseStatus: { code: number; reason?: string }
  annotations: Record<string, string>
}

function started(options: Partial<ClusterOptions> = {}) {
  const cluster = new Cluster({ nodes: [], ...options })
  cluster.settle()
  const ask = (method: ApiRequest['method'], path: string, body?: object, headers: Record<string, string> = {}) =>
    cluster.handle({
      method,
      path,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }) as ApiResponse
  const last = () => cluster.audit.events().at(-1) as AuditEvent
  return { cluster, ask, last }
}

type Ask = ReturnType<typeof started>['ask']

function policy(ask: Ask, spec: object, actions: string[]): void {
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }
  const made = ask('POST', `${POLICIES}/validatingadmissionpolicies`, {
    metadata: { name: 'p.example.com' },
    spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
  })
  expect(made.body).toMatchObject({ kind: 'ValidatingAdmissionPolicy' })
  ask('POST', `${POLICIES}/validatingadmissionpolicybindings`, {
    metadata: { name: 'b.example.com' },
    spec: { policyName: 'p.example.com', validationActions: actions },
  })
}

const config = (name: string, data: object = {}) => ({ metadata: { name }, data })

it('tells who wrote what, as whom, and what became of it; reads leave no trace', () => {
  const { cluster, ask, last } = started()
  ask('POST', CONFIGS, config('a'))
  expect(last()).toMatchObject({
    verb: 'create',
    requestURI: CONFIGS,
    user: { username: 'kubernetes-admin' },
    objectRef: { resource: 'configmaps' },
    responseStatus: { code: 201 },
    annotations: { 'authorization.k8s.io/decision': 'allow' },
  })
  const count = cluster.audit.events().length
  ask('GET', `${CONFIGS}/a`)
  expect(cluster.audit.events()).toHaveLength(count)
  ask('DELETE', `${CONFIGS}/a`, undefined, { 'impersonate-user': 'alice' })
  expect(last()).toMatchObject({
    verb: 'delete',
    user: { username: 'kubernetes-admin' },
    impersonatedUser: { username: 'alice' },
    responseStatus: { code: 403, reason: 'Forbidden' },
    annotations: { 'authorization.k8s.io/decision': 'forbid' },
  })
})

it('goes back in time with the run', () => {
  const { cluster, ask } = started()
  const saved = cluster.checkpoint()
  const before = cluster.audit.events()
  ask('POST', CONFIGS, config('a'))
  cluster.restore(saved)
  expect(cluster.audit.events()).toEqual(before)
})

it('has the failures that a policy only audits, and what the policy notes', () => {
  const { ask, last } = started()
  policy(
    ask,
    {
      validations: [{ expression: 'true' }, { expression: '!("loud" in object.data)', message: 'too loud' }],
      auditAnnotations: [
        { key: 'keys', valueExpression: 'string(object.data.size())' },
        { key: 'nothing', valueExpression: 'null' },
      ],
    },
    ['Audit'],
  )
  expect(ask('POST', CONFIGS, config('a', { loud: 'yes' })).code).toBe(201)
  const { annotations } = last()
  expect(JSON.parse(annotations['validation.policy.admission.k8s.io/validation_failure'] ?? '')).toEqual([
    {
      message: 'too loud',
      policy: 'p.example.com',
      binding: 'b.example.com',
      expressionIndex: 1,
      validationActions: ['Audit'],
    },
  ])
  expect(annotations['p.example.com/keys']).toBe('1')
  expect(annotations).not.toHaveProperty('p.example.com/nothing')
})

it('lets a policy ask what somebody may do', () => {
  const { ask } = started()
  policy(
    ask,
    {
      validations: [
        { expression: "authorizer.group('').resource('secrets').namespace('default').check('get').allowed()" },
        { expression: "authorizer.requestResource.check('create').allowed()" },
        { expression: "authorizer.path('/healthz').check('get').allowed()" },
        {
          expression:
            "!authorizer.serviceAccount('default', 'nobody').group('').resource('secrets').check('get').allowed()",
        },
      ],
    },
    ['Deny'],
  )
  expect(ask('POST', CONFIGS, config('a')).code).toBe(201)
  ask('POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles', {
    metadata: { name: 'writer' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }],
  })
  ask('POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
    metadata: { name: 'writer' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'writer' },
    subjects: [{ kind: 'User', name: 'alice', apiGroup: 'rbac.authorization.k8s.io' }],
  })
  const refused = ask('POST', CONFIGS, config('b'), { 'impersonate-user': 'alice' })
  expect(refused.code).toBe(422)
  expect((refused.body as { message: string }).message).toContain("resource('secrets')")
})

it('gives a message no such look', () => {
  const { ask } = started()
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }
  const messageExpression = "string(authorizer.requestResource.check('get').allowed())"
  const answer = ask('POST', `${POLICIES}/validatingadmissionpolicies`, {
    metadata: { name: 'p' },
    spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'true', messageExpression }] },
  })
  expect(answer.code).toBe(422)
})

const privileged = { containers: [{ name: 'a', image: 'x', securityContext: { privileged: true } }] }

it('Pod Security notes what it enforced, what it audits and whom it left alone', () => {
  const exemptions = { usernames: ['alice'], namespaces: ['free'] }
  const { ask, last } = started({ podSecurity: { defaults: { enforce: 'baseline', audit: 'restricted' }, exemptions } })
  const refused = ask('POST', PODS, { metadata: { name: 'p' }, spec: privileged })
  expect(refused.code).toBe(403)
  expect((refused.body as { message: string }).message).toContain('violates PodSecurity "baseline:latest"')
  const { annotations } = last()
  expect(annotations['pod-security.kubernetes.io/enforce-policy']).toBe('baseline:latest')
  expect(annotations['pod-security.kubernetes.io/audit-violations']).toMatch(
    /^would violate PodSecurity "restricted:latest"/,
  )
  ask('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'alice' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'User', name: 'alice', apiGroup: 'rbac.authorization.k8s.io' }],
  })
  const byAlice = ask('POST', PODS, { metadata: { name: 'p' }, spec: privileged }, { 'impersonate-user': 'alice' })
  expect(byAlice.code).toBe(201)
  expect(last().annotations['pod-security.kubernetes.io/exempt']).toBe('user')
  ask('POST', '/api/v1/namespaces', { metadata: { name: 'free' } })
  expect(ask('POST', '/api/v1/namespaces/free/pods', { metadata: { name: 'p' }, spec: privileged }).code).toBe(201)
  expect(last().annotations['pod-security.kubernetes.io/exempt']).toBe('namespace')
})
