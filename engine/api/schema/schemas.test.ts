import { describe, expect, test } from 'vitest'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { FieldType } from './definition.ts'
import { parseField } from './notation.ts'

const core = 'io.k8s.api.core.v1'
const field = (definition: string, name: string) => builtinSchemas.get(definition).byName.get(name)

function leaf(type: FieldType): FieldType {
  return type.of ? leaf(type.of) : type
}

test('every reference leads to a definition, and aliases are unique', () => {
  const names = builtinSchemas.names()
  for (const name of names) {
    for (const { type } of builtinSchemas.get(name).fields) {
      const { shape, ref = '' } = leaf(type)
      if (shape === 'ref') expect(builtinSchemas.get(ref).name, name).toBe(ref)
    }
  }
  expect(new Set(names.map((name) => name.split('.').slice(-3).join('.'))).size).toBe(names.length)
})

test('every kind has its definition, with kind, apiVersion and metadata', () => {
  for (const { apiVersion, kind } of builtinSchemas.kinds()) {
    const fields = builtinSchemas.forKind(apiVersion, kind)?.fields.map((entry) => entry.name)
    expect(fields?.slice(0, 3), `${apiVersion} ${kind}`).toEqual(['kind', 'apiVersion', 'metadata'])
  }
  expect(builtinSchemas.forKind('apps/v1beta1', 'Deployment')).toBeUndefined()
})

describe('merging facts', () => {
  test.each([
    ['PodSpec', 'containers', 'map', ['name'], ['merge'], 'name'],
    ['PodSpec', 'volumes', 'map', ['name'], ['merge', 'retainKeys'], 'name'],
    ['PodSpec', 'imagePullSecrets', 'map', ['name'], ['merge'], 'name'],
    ['PodSpec', 'hostAliases', 'map', ['ip'], ['merge'], 'ip'],
    ['PodSpec', 'tolerations', 'atomic', [], [], ''],
    ['PodSpec', 'topologySpreadConstraints', 'map', ['topologyKey', 'whenUnsatisfiable'], ['merge'], 'topologyKey'],
    ['Container', 'ports', 'map', ['containerPort', 'protocol'], ['merge'], 'containerPort'],
    ['Container', 'volumeMounts', 'map', ['mountPath'], ['merge'], 'mountPath'],
    ['Container', 'volumeDevices', 'map', ['devicePath'], ['merge'], 'devicePath'],
    ['Container', 'env', 'map', ['name'], ['merge'], 'name'],
    ['Container', 'command', 'atomic', [], [], ''],
    ['ServiceSpec', 'ports', 'map', ['port', 'protocol'], ['merge'], 'port'],
    ['PodStatus', 'conditions', 'map', ['type'], ['merge'], 'type'],
    ['NodeSpec', 'podCIDRs', 'set', [], ['merge'], ''],
  ])('%s.%s', (definition, name, listType, listKeys, patchStrategies, mergeKey) => {
    expect(field(`${core}.${definition}`, name)).toMatchObject({ listType, listKeys, patchStrategies, mergeKey })
  })

  test('metadata, selectors and strategy', () => {
    const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
    expect(field(`${meta}.ObjectMeta`, 'ownerReferences')).toMatchObject({ listKeys: ['uid'], mergeKey: 'uid' })
    expect(field(`${meta}.ObjectMeta`, 'finalizers')).toMatchObject({ listType: 'set', patchStrategies: ['merge'] })
    expect(builtinSchemas.get(`${meta}.LabelSelector`).atomic).toBe(true)
    expect(field(`${core}.PodSpec`, 'nodeSelector')?.atomic).toBe(true)
    expect(field('io.k8s.api.apps.v1.DeploymentSpec', 'strategy')?.patchStrategies).toEqual(['retainKeys'])
  })
})

test('types carry what decoding errors and documents say of them', () => {
  expect(field(`${core}.PodSpec`, 'containers')?.type.goType).toBe('[]v1.Container')
  expect(field(`${core}.Container`, 'imagePullPolicy')?.type).toMatchObject({
    goType: 'v1.PullPolicy',
    values: ['Always', 'IfNotPresent', 'Never'],
  })
  expect(field(`${core}.Secret`, 'data')?.type).toMatchObject({ shape: 'map', of: { shape: 'bytes' } })
  expect(field(`${core}.ResourceRequirements`, 'limits')?.type).toMatchObject({
    goType: 'v1.ResourceList',
    of: { shape: 'quantity', goType: 'resource.Quantity' },
  })
  expect(field('io.k8s.api.apps.v1.DeploymentSpec', 'replicas')).toMatchObject({
    pointer: true,
    type: { shape: 'int32' },
  })
})

test('text that is not the notation is refused', () => {
  expect(() => parseField('name', String)).toThrow('not a field')
  expect(() => parseField('name:', String)).toThrow('not a field')
})
