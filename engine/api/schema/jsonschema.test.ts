import { describe, expect, test } from 'vitest'
import { schemaDescriptions } from '../../kinds/generated/descriptions.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { brokenRules } from '../../testing/draft07.ts'
import { EDITOR_DEFAULTS } from './editordefaults.ts'
import { editorSchema } from './jsonschema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- schemas and documents of any shape
type Json = Record<string, any>

const schema = editorSchema(builtinSchemas, builtinSchemas.kinds(), schemaDescriptions) as Json

const deployment = (container: Json, spec: Json = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { app: 'd' } },
    template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', ...container }] } },
    ...spec,
  },
})

describe('documents', () => {
  test('good ones pass', () => {
    expect(
      brokenRules(schema, deployment({ image: 'nginx', resources: { limits: { cpu: 1, memory: '1Gi' } } })),
    ).toEqual([])
    expect(
      brokenRules(schema, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } }),
    ).toEqual([])
    expect(brokenRules(schema, { apiVersion: 'example.com/v1', kind: 'Widget', spec: { size: 1 } })).toEqual([])
  })

  const at = '.spec.template.spec.containers[]'
  test.each<[string, Json, string]>([
    ['an unknown field', deployment({ imagee: 'x' }), `${at}.imagee: unknown`],
    ['a wrong type', deployment({}, { replicas: 'three' }), '.spec.replicas: not integer'],
    ['a missing field', { ...deployment({}), spec: {} }, '.spec: misses selector'],
    [
      'a value upstream does not list',
      deployment({ imagePullPolicy: 'Sometimes' }),
      `${at}.imagePullPolicy: none of Always,IfNotPresent,Never`,
    ],
    [
      'a malformed quantity',
      deployment({ resources: { limits: { cpu: '1 core' } } }),
      `${at}.resources.limits.cpu: anyOf`,
    ],
    ['a retired version', { ...deployment({}), apiVersion: 'extensions/v1beta1' }, '.apiVersion: none of apps/v1'],
    ['no kind', { apiVersion: 'v1' }, ': misses kind'],
    ['a number that is too large', deployment({}, { replicas: 2 ** 31 }), '.spec.replicas: range'],
  ])('%s is an error', (_, document, problem) => {
    expect(brokenRules(schema, document)).toContain(problem)
  })
})

test('fields carry description, default and listed values', () => {
  const container = schema.definitions['io.k8s.api.core.v1.Container'].properties
  expect(container.imagePullPolicy).toMatchObject({ type: 'string', enum: ['Always', 'IfNotPresent', 'Never'] })
  expect(container.imagePullPolicy.description).toMatch(/^Image pull policy/)
  expect(schema.definitions['io.k8s.api.apps.v1.DeploymentSpec'].properties.replicas.default).toBe(1)
  expect(schema.definitions['io.k8s.api.core.v1.ServicePort'].properties.protocol.default).toBe('TCP')
})

test('every default belongs to a field', () => {
  const names = builtinSchemas.names().flatMap((name) => {
    const { goName, fields } = builtinSchemas.get(name)
    return fields.map((field) => `${goName}.${field.name}`)
  })
  expect(Object.keys(EDITOR_DEFAULTS).filter((name) => !names.includes(name))).toEqual([])
})

test('only what the kinds reach is in the schema, and every reference resolves', () => {
  const small = editorSchema(builtinSchemas, [{ apiVersion: 'v1', kind: 'ConfigMap' }]) as Json
  expect(
    Object.keys(small.definitions)
      .map((name) => name.split('.').at(-1))
      .sort(),
  ).toEqual(['ConfigMap', 'ManagedFieldsEntry', 'ObjectMeta', 'OwnerReference'])
  const refs = JSON.stringify(schema).match(/#\/definitions\/[\w.-]+/g) ?? []
  for (const ref of new Set(refs)) expect(schema.definitions[ref.slice(14)], ref).toBeTruthy()
})

test('custom kinds bring their own schema', () => {
  const inline = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } }
  const custom = editorSchema(builtinSchemas, [{ apiVersion: 'example.com/v1', kind: 'Widget', inline }]) as Json
  const widget = (size: unknown) => ({ apiVersion: 'example.com/v1', kind: 'Widget', spec: { size } })
  expect(brokenRules(custom, widget(1))).toEqual([])
  expect(brokenRules(custom, widget('big'))).toEqual(['.spec.size: not integer'])
})
