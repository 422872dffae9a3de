import { expect, it } from 'vitest'
import { describe } from './describe.ts'

const SCHEMA = {
  allOf: [
    {
      if: { properties: { apiVersion: { const: 'v1' }, kind: { const: 'Pod' } } },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { $ref: '#/definitions/io.k8s.api.core.v1.Pod' },
    },
  ],
  definitions: {
    'io.k8s.api.core.v1.Pod': { description: 'A Pod.\n\nMore.', properties: { spec: { $ref: '#/definitions/spec' } } },
    spec: {
      description: 'Its spec.',
      properties: { containers: { description: 'Containers.', items: { $ref: '#/definitions/container' } } },
    },
    container: { properties: { image: { description: 'The image.' } } },
  },
}

it('finds kinds and fields, through references and lists', () => {
  expect(describe(SCHEMA, 'Pod')).toBe('A Pod.')
  expect(describe(SCHEMA, 'Pod.spec')).toBe('Its spec.')
  expect(describe(SCHEMA, 'Pod.spec.containers.image')).toBe('The image.')
  expect(describe(SCHEMA, 'Pod.spec.nothing')).toBeUndefined()
  expect(describe(SCHEMA, 'Nothing')).toBeUndefined()
})
