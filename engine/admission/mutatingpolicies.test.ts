/** Policies that change what is written: what they set, what they cannot, and who goes on when they fail. */
import { expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import type { ApiResponse } from '../protocol/api.ts'

const VERSION = 'admissionregistration.k8s.io/v1alpha1'
const PODS = '/api/v1/namespaces/default/pods'
const rules = [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }]

function world(spec: object) {
  const cluster = new Cluster({ nodes: [], features: { [VERSION]: true } })
  const send = (path: string, body: object) =>
    cluster.handle({ method: 'POST', path, body: JSON.stringify(body) }) as ApiResponse & { body: any }
  const policy = { metadata: { name: 'p' }, spec: { matchConstraints: { resourceRules: rules }, ...spec } }
  expect(send(`/apis/${VERSION}/mutatingadmissionpolicies`, policy)).toMatchObject({ code: 201 })
  const binding = { metadata: { name: 'b' }, spec: { policyName: 'p' } }
  expect(send(`/apis/${VERSION}/mutatingadmissionpolicybindings`, binding)).toMatchObject({ code: 201 })
  const containers = [{ name: 'app', image: 'nginx' }]
  return (metadata: object = {}) => send(PODS, { metadata: { name: 'web', ...metadata }, spec: { containers } })
}

const apply = (expression: string) => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } })
const patch = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } })

test('an apply configuration merges, a JSON patch changes, one after the other', () => {
  const create = world({
    variables: [{ name: 'team', expression: 'object.metadata.name + "-team"' }],
    mutations: [
      apply('Object{metadata: Object.metadata{labels: {"team": variables.team}}}'),
      apply('Object{spec: Object.spec{initContainers: [Object.spec.initContainers{name: "mesh", image: "envoy"}]}}'),
      patch('[JSONPatch{op: "add", path: "/metadata/labels/seen", value: string(has(object.metadata.labels))}]'),
    ],
  })
  const { code, body } = create()
  expect(code).toBe(201)
  expect(body.metadata.labels).toEqual({ team: 'web-team', seen: 'true' })
  expect(body.spec.initContainers).toMatchObject([
    { name: 'mesh', image: 'envoy', terminationMessagePath: '/dev/termination-log' },
  ])
  expect(body.spec.containers).toHaveLength(1)
})

test('conditions say whom it concerns', () => {
  const create = world({
    matchConditions: [{ name: 'labelled', expression: 'has(object.metadata.labels)' }],
    mutations: [apply('Object{metadata: Object.metadata{annotations: {"a": "1"}}}')],
  })
  expect(create().body.metadata.annotations).toBeUndefined()
  expect(create({ name: 'other', labels: { x: 'y' } }).body.metadata.annotations).toEqual({ a: '1' })
})

test('what is replaced as a whole cannot be applied', () => {
  const create = world({
    mutations: [apply('Object{spec: Object.spec{containers: [Object.spec.containers{name: "app", args: ["x"]}]}}')],
  })
  const { code, body } = create()
  expect(code).toBe(422)
  expect(body.message).toContain(
    "policy 'p' with binding 'b' denied request: error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays",
  )
})

test('a policy that may be ignored changes nothing when it fails', () => {
  const mutations = [
    apply('Object{metadata: Object.metadata{labels: {"a": "1"}}}'),
    patch('[JSONPatch{op: "remove", path: "/none"}]'),
  ]
  const { code, body } = world({ failurePolicy: 'Ignore', mutations })()
  expect([code, body.metadata.labels]).toEqual([201, undefined])
  expect(world({ mutations })().code).toBe(422)
})

test('the release reported serves none unless it is asked to', () => {
  const cluster = new Cluster({ nodes: [] })
  expect(cluster.handle({ method: 'GET', path: `/apis/${VERSION}/mutatingadmissionpolicies` })).toMatchObject({
    code: 404,
    body: '404 page not found\n',
  })
})
