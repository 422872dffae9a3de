/** Policies in CEL at the door. */
import { beforeEach, expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import type { Status } from '../api/errors.ts'
import type { ApiResponse } from '../protocol/api.ts'

const GROUP = '/apis/admissionregistration.k8s.io/v1'
const DEFAULT = '/api/v1/namespaces/default'
let cluster: Cluster

const post = (path: string, body: object) =>
  cluster.handle({ method: 'POST', path, body: JSON.stringify(body) }) as ApiResponse
const message = ({ body }: ApiResponse) => (body as Status).message

const rule = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] }

function policy(spec: object, binding: object = {}): void {
  const made = post(`${GROUP}/validatingadmissionpolicies`, {
    metadata: { name: 'p' },
    spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
  })
  expect(made.code).toBe(201)
  const bound = post(`${GROUP}/validatingadmissionpolicybindings`, {
    metadata: { name: 'b' },
    spec: { policyName: 'p', validationActions: ['Deny'], ...binding },
  })
  expect(bound.code).toBe(201)
}

function deployment(replicas: number, labels: object = {}) {
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } }
  return post('/apis/apps/v1/namespaces/default/deployments', {
    metadata: { name: 'web', labels },
    spec: { replicas, selector: { matchLabels: { a: 'b' } }, template },
  })
}

beforeEach(() => {
  cluster = new Cluster({ nodes: [] })
  cluster.settle()
})

test('a rule that does not hold refuses', () => {
  policy({ validations: [{ expression: 'object.spec.replicas <= 5' }] })
  const answer = deployment(6)
  expect(answer.code).toBe(422)
  expect(message(answer)).toBe(
    `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: object.spec.replicas <= 5`,
  )
  expect(deployment(5).code).toBe(201)
})

test('warns instead, with its own words', () => {
  policy(
    {
      validations: [
        { expression: 'object.spec.replicas <= 5', messageExpression: '"too many: " + string(object.spec.replicas)' },
      ],
    },
    { validationActions: ['Warn'] },
  )
  const { code, warnings } = deployment(6)
  expect(code).toBe(201)
  expect(warnings).toEqual(["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': too many: 6"])
})

test('takes parameters, variables and conditions', () => {
  post(`${DEFAULT}/configmaps`, { metadata: { name: 'limits' }, data: { max: '3' } })
  policy(
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConditions: [
        { name: 'not-free', expression: '!has(object.metadata.labels) || !("free" in object.metadata.labels)' },
      ],
      variables: [
        { name: 'max', expression: 'int(params.data.max)' },
        { name: 'over', expression: 'object.spec.replicas > variables.max' },
      ],
      validations: [{ expression: '!variables.over', message: 'over the limit', reason: 'Forbidden' }],
    },
    { paramRef: { name: 'limits', namespace: 'default', parameterNotFoundAction: 'Deny' } },
  )
  const answer = deployment(4)
  expect(answer.code).toBe(403)
  expect(message(answer)).toContain('denied request: over the limit')
  expect(deployment(4, { free: 'yes' }).code).toBe(201)
})

test('what cannot be worked out counts as the policy says', () => {
  policy({ validations: [{ expression: 'object.spec.nothing == 1' }], failurePolicy: 'Ignore' })
  expect(deployment(1).code).toBe(201)
})

test('is not about other namespaces or users than it says', () => {
  policy(
    { validations: [{ expression: 'request.userInfo.username == "kubernetes-admin"' }] },
    { matchResources: { namespaceSelector: { matchLabels: { strict: 'yes' } } } },
  )
  expect(deployment(1).code).toBe(201)
})
