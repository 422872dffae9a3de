import { expect, it } from 'vitest'
import type { AdmissionRequest } from '../api/admission.ts'
import type { KObject } from '../api/object.ts'
import { ADMIN } from '../api/user.ts'
import { Cluster } from '../cluster.ts'
import { fromBytes, toBytes } from '../core/bytes.ts'
import type { CallRequest, ClusterCalls } from '../core/calls.ts'
import { mutatingWebhooks } from './mutatingwebhooks.ts'

/** Answers every review with this patch. */
const patching = (patch: object[]): ClusterCalls => ({
  service: (_namespace, _name, _port, { body }: CallRequest) => {
    const { uid } = (JSON.parse(fromBytes(body)) as { request: { uid: string } }).request
    const response = { uid, allowed: true, patchType: 'JSONPatch', patch: btoa(JSON.stringify(patch)) }
    const review = { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response }
    return { response: { status: 200, headers: {}, body: toBytes(JSON.stringify(review)), latencyMs: 1, reset: false } }
  },
  address: () => ({ failure: 'refused', message: '' }),
})

it('puts back managed fields that a webhook has made unreadable, and says so', () => {
  const { server } = new Cluster({ nodes: [] })
  const webhook = {
    name: 'old.example.com',
    clientConfig: { service: { namespace: 'default', name: 'hook' } },
    rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
  }
  const configurations = server.store.table('mutatingwebhookconfigurations.admissionregistration.k8s.io')
  server.verbs.create(configurations, { metadata: { name: 'old' }, webhooks: [webhook] } as never)
  const managedFields = [
    { manager: 'me', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': {} } },
  ]
  const metadata = { name: 'c', namespace: 'default', managedFields }
  const request = {
    operation: 'CREATE',
    info: server.verbs.definition('configmaps').info,
    subresource: '',
    namespace: 'default',
    name: 'c',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata } as unknown as KObject,
    old: undefined,
    user: ADMIN,
    dryRun: false,
    warnings: [],
    audit: {},
  } as AdmissionRequest
  const calls = patching([
    { op: 'remove', path: '/metadata/managedFields/0/fieldsType' },
    { op: 'add', path: '/data', value: { a: 'b' } },
  ])
  const made = mutatingWebhooks({ ...server, calls }).mutate?.(request)
  expect(made).toMatchObject({ data: { a: 'b' }, metadata: { managedFields } })
  expect(request.warnings).toEqual([
    expect.stringMatching(/^\.metadata\.managedFields was in an invalid state after admission; .* entry 0$/),
  ])
})
