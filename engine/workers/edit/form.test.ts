import { describe, expect, it } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ApiResponse } from '../../protocol/api.ts'
import type { FormField } from '../../protocol/edit.ts'
import { formOf } from './form.ts'

const TEXT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  colour: red
  selector:
    matchLabels:
      app: web
  template:
    spec:
      containers:
        - name: app
          image: nginx
          resources:
            requests:
              cpu: 100m
          livenessProbe:
            tcpSocket:
              port: http
---
apiVersion: example.com/v1
kind: Widget
metadata:
  name: one
spec:
  size: 4
`

/** The field of a path, whether it is set or not. */
function field(fields: readonly FormField[], at: string): FormField {
  const found = fields.find((each) => at === each.at || at.startsWith(`${each.at}.`) || at.startsWith(`${each.at}[`))
  if (!found) throw new Error(`no field ${at} in ${fields.map((each) => each.at).join(' ')}`)
  return found.at === at ? found : field(found.fields ?? [], at)
}

const POD = 'spec.template.spec'

describe('a document as a form', () => {
  const cluster = new Cluster({ seed: 1 })
  const answer = formOf(cluster, TEXT, { line: 3 })
  const { fields = [] } = answer.form ?? {}

  it('is the one a line stands in', () => {
    expect(answer.documents.map(({ label }) => label)).toEqual(['Deployment web', 'Widget one'])
    expect(answer.form).toMatchObject({ index: 0, kind: 'Deployment', name: 'web', fromLine: 1 })
    expect(fields.map(({ name }) => name)).toEqual(['metadata', 'spec'])
  })

  it('has what is set with its place, and what could be set with what it means', () => {
    expect(field(fields, 'spec.replicas')).toMatchObject({
      shape: 'integer',
      value: 2,
      fallback: 1,
      minimum: 0,
      line: 6,
      explain: 'deployment.spec.replicas',
    })
    expect(field(fields, 'spec.replicas').description).toMatch(/\w+ \w+/)
    expect(field(fields, 'spec.minReadySeconds')).toMatchObject({ isSet: false, unit: 's', fallback: 0 })
    expect(field(fields, 'spec.strategy').isSet).toBe(false)
    expect(field(fields, 'spec.selector').required).toBe(true)
    expect(field(fields, `${POD}.containers[0].imagePullPolicy`).choices).toEqual(['Always', 'IfNotPresent', 'Never'])
  })

  it('knows quantities, numbers that may be names, lists and maps', () => {
    const app = `${POD}.containers[0]`
    expect(field(fields, `${app}.resources.requests.cpu`)).toMatchObject({
      shape: 'quantity',
      unit: 'CPU',
      value: '100m',
    })
    expect(field(fields, `${app}.resources.requests.cpu`).explain).toBe(
      'deployment.spec.template.spec.containers.resources.requests',
    )
    expect(field(fields, `${app}.livenessProbe.tcpSocket.port`)).toMatchObject({ shape: 'intOrString', value: 'http' })
    expect(field(fields, `${app}.livenessProbe.periodSeconds`)).toMatchObject({ minimum: 1, fallback: 10, unit: 's' })
    expect(field(fields, `${POD}.containers`)).toMatchObject({ type: '[]Container', itemBlank: { name: '' } })
    expect(field(fields, 'spec.selector.matchLabels')).toMatchObject({ shape: 'map', itemBlank: '' })
  })

  it('keeps what the schema does not know, as YAML', () => {
    expect(field(fields, 'spec.colour')).toMatchObject({ unknown: true, shape: 'free', yaml: 'red' })
    expect(formOf(cluster, TEXT, { document: 1 }).form).toMatchObject({
      kind: 'Widget',
      noSchema: 'The cluster serves no Widget in example.com/v1, so nothing is known of its fields.',
    })
  })

  it('of a custom resource has the fields of its definition', () => {
    const size = { type: 'integer', minimum: 1, maximum: 9, description: 'How large it is.' }
    const openAPIV3Schema = {
      type: 'object',
      properties: {
        spec: { type: 'object', required: ['size'], properties: { size, mode: { type: 'string', enum: ['a', 'b'] } } },
      },
    }
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
      },
    }
    const made = cluster.handle({
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: JSON.stringify(crd),
      headers: { 'content-type': 'application/json' },
    }) as ApiResponse
    expect(made.code).toBe(201)
    cluster.server.clock.runUntil(cluster.nowMs + 5000)
    const { form } = formOf(cluster, TEXT, { document: 1 })
    expect(form?.noSchema).toBeUndefined()
    expect(field(form?.fields ?? [], 'spec.size')).toMatchObject({
      value: 4,
      minimum: 1,
      maximum: 9,
      required: true,
      description: 'How large it is.',
    })
    expect(field(form?.fields ?? [], 'spec.mode').choices).toEqual(['a', 'b'])
  })

  it('of a text that is none says where', () => {
    const { form, broken } = formOf(cluster, 'kind: Pod\n a: b: c\n', { line: 1 })
    expect(form).toBeUndefined()
    expect(broken).toMatchObject({ reason: 'Parse', range: { line: 1 } })
    expect(formOf(cluster, '', { line: 1 })).toEqual({ documents: [] })
  })
})
