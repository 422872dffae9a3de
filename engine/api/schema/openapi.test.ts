import { describe, expect, test } from 'vitest'
import { schemaDescriptions } from '../../kinds/generated/descriptions.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { OpenapiSource } from './openapi.ts'
import { openapiIndex, openapiV2, openapiV3 } from './openapi.ts'
import type { DocumentedResource } from './openapipaths.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- documents of any shape, picked apart by the expectations
type Json = Record<string, any>

function resource(apiVersion: string, kind: string, rest: Partial<DocumentedResource> = {}): DocumentedResource {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  const plural = `${kind.toLowerCase()}s`
  const names = { resource: plural, plural, singular: kind.toLowerCase(), shortNames: [], categories: [] }
  const schema = builtinSchemas.forKind(apiVersion, kind)?.name ?? `com.example.${version}.${kind}`
  return { info: { ...names, group, version, kind, namespaced: kind !== 'Node' }, schema, ...rest }
}

const everything: OpenapiSource = {
  schemas: builtinSchemas,
  descriptions: schemaDescriptions,
  version: 'v1.32.13',
  resources: [
    ...builtinSchemas.kinds().map(({ apiVersion, kind }) => resource(apiVersion, kind, { status: true })),
    resource('example.com/v1', 'Widget', { inline: { type: 'object', properties: { spec: { type: 'object' } } } }),
  ],
}

const source: OpenapiSource = {
  ...everything,
  resources: [
    resource('v1', 'Pod', { status: true, subresources: ['log'] }),
    resource('v1', 'Node'),
    resource('v1', 'Binding', { verbs: ['create'] }),
    resource('apps/v1', 'Deployment', { status: true, scale: {} }),
    resource('example.com/v1', 'Widget', { inline: { type: 'object' } }),
  ],
}

/** Every `$ref` anywhere in a document. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    return key === '$ref' && typeof item === 'string' ? [item] : references(item)
  })
}

function lookUp(document: Json, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce((at, part) => at?.[part], document)
}

describe('the index', () => {
  test('names a document for each group version, under a URL that changes with what is served', () => {
    const { paths } = openapiIndex(source) as Json
    expect(Object.keys(paths)).toEqual(['api/v1', 'apis/apps/v1', 'apis/example.com/v1'])
    expect(paths['apis/apps/v1'].serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{8}$/)
    expect(openapiIndex(source)).toEqual({ paths })
    const more = openapiIndex({ ...source, resources: [...source.resources, resource('v1', 'Secret')] }) as Json
    expect(more.paths['api/v1']).not.toEqual(paths['api/v1'])
    expect(more.paths['apis/apps/v1']).toEqual(paths['apis/apps/v1'])
  })
})

describe('v3', () => {
  const apps = openapiV3(source, '/apis/apps/v1') as Json
  const core = openapiV3(source, '/api/v1') as Json

  test('every reference resolves inside its document', () => {
    for (const path of Object.keys(openapiIndex(everything).paths as Json)) {
      const document = openapiV3(everything, `/${path}`) as Json
      for (const ref of references(document)) expect(lookUp(document, ref), `${path} ${ref}`).toBeTruthy()
    }
    expect(openapiV3(source, '/apis/batch/v1')).toBeUndefined()
  })

  test('patch takes what kubectl looks for', () => {
    const { patch } = apps.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']
    expect(patch['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', kind: 'Deployment', version: 'v1' })
    const names = patch.parameters.map((parameter: Json) => `${parameter.in} ${parameter.name}`)
    expect(names).toEqual(expect.arrayContaining(['query fieldValidation', 'query dryRun', 'query fieldManager']))
    expect(Object.keys(patch.requestBody.content)).toContain('application/strategic-merge-patch+json')
    const widgets = openapiV3(source, '/apis/example.com/v1') as Json
    const widget = widgets.paths['/apis/example.com/v1/namespaces/{namespace}/widgets/{name}'].patch
    expect(Object.keys(widget.requestBody.content)).not.toContain('application/strategic-merge-patch+json')
  })

  test('paths follow scope, verbs and subresources', () => {
    expect(Object.keys(core.paths)).toEqual([
      '/api/v1/namespaces/{namespace}/bindings',
      '/api/v1/namespaces/{namespace}/pods',
      '/api/v1/namespaces/{namespace}/pods/{name}',
      '/api/v1/namespaces/{namespace}/pods/{name}/status',
      '/api/v1/nodes',
      '/api/v1/nodes/{name}',
      '/api/v1/pods',
    ])
    expect(Object.keys(core.paths['/api/v1/namespaces/{namespace}/bindings'])).toEqual(['post', 'parameters'])
    const scale = apps.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale']
    expect(scale.get['x-kubernetes-group-version-kind']).toEqual({ group: 'autoscaling', kind: 'Scale', version: 'v1' })
  })

  test('schemas carry kinds, types, defaults, enums, merging and descriptions', () => {
    const { schemas } = core.components
    expect(schemas['io.k8s.api.core.v1.Pod']['x-kubernetes-group-version-kind']).toEqual([
      { group: '', kind: 'Pod', version: 'v1' },
    ])
    expect(schemas['io.k8s.api.core.v1.PodSpec'].properties.containers).toMatchObject({
      type: 'array',
      items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Container' }], default: {} },
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
    })
    expect(schemas['io.k8s.api.core.v1.ContainerPort']).toMatchObject({
      required: ['containerPort'],
      properties: {
        containerPort: { default: 0, format: 'int32', type: 'integer' },
        protocol: { default: 'TCP', enum: ['SCTP', 'TCP', 'UDP'] },
      },
    })
    expect(schemas['io.k8s.api.core.v1.ResourceRequirements'].properties.limits.additionalProperties).toEqual({
      $ref: '#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity',
    })
    expect(schemas['io.k8s.api.core.v1.PodSpec'].properties.nodeSelector).toMatchObject({
      additionalProperties: { default: '', type: 'string' },
      'x-kubernetes-map-type': 'atomic',
    })
    expect(schemas['io.k8s.api.core.v1.Pod'].description).toMatch(/^Pod is a collection of containers/)
    expect(schemas['io.k8s.api.core.v1.PodList'].required).toEqual(['items'])
  })
})

test('v2 holds everything in one document whose references resolve', () => {
  const document = openapiV2(everything) as Json
  for (const ref of references(document)) expect(lookUp(document, ref), ref).toBeTruthy()
  expect(document.definitions['io.k8s.api.apps.v1.DeploymentSpec'].properties.template.$ref).toBe(
    '#/definitions/io.k8s.api.core.v1.PodTemplateSpec',
  )
  const { patch } = document.paths['/api/v1/namespaces/{namespace}/pods/{name}']
  expect(patch.parameters.map((parameter: Json) => parameter.name)).toContain('fieldValidation')
})
