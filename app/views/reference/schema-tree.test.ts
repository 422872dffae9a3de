/** Against the schema the page gets: built-in kinds, and one that somebody defined. */
import { describe, expect, it } from 'vitest'
import { search } from './glossary.ts'
import { allPaths, fieldAt, kindsOf } from './schema-tree.ts'

const ref = (name: string) => ({ $ref: `#/definitions/${name}` })
const rule = (apiVersion: string, kind: string, then: object) => ({
  if: { properties: { apiVersion: { const: apiVersion }, kind: { const: kind } } },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then,
})
const SCHEMA = {
  definitions: {
    'x.Pod': { description: 'A Pod.', required: ['spec'], properties: { spec: ref('x.PodSpec') } },
    'x.PodSpec': {
      properties: {
        containers: { description: 'What runs.\n\nMore.', type: 'array', items: ref('x.Container') },
        restartPolicy: { type: 'string', enum: ['Always', 'Never'], default: 'Always' },
      },
    },
    'x.Container': { description: 'A container.', properties: { image: { type: 'string' } } },
    'x.Deployment': {
      properties: { template: ref('x.PodSpec'), labels: { additionalProperties: { type: 'string' } } },
    },
  },
  allOf: [
    rule('v1', 'Pod', ref('x.Pod')),
    rule('apps/v1', 'Deployment', ref('x.Deployment')),
    rule('events/v1', 'Pod', ref('x.Deployment')),
    rule('example.com/v1', 'Widget', { properties: { size: { type: 'integer', description: 'How big.' } } }),
    JSON.parse('{"if":{"properties":{"kind":{"const":"Pod"}}},"then":{}}'),
  ],
}

describe('the schema as a tree', () => {
  it('lists kinds once, the older group first', () => {
    expect(kindsOf(SCHEMA)).toEqual([
      { kind: 'Deployment', apiVersion: 'apps/v1' },
      { kind: 'Pod', apiVersion: 'v1' },
      { kind: 'Widget', apiVersion: 'example.com/v1' },
    ])
  })

  it('describes a field, and what it holds', () => {
    expect(fieldAt(SCHEMA, 'Pod.spec')).toMatchObject({ type: 'PodSpec', required: true })
    expect(fieldAt(SCHEMA, 'Pod.spec.containers')).toMatchObject({
      type: '[]Container',
      words: 'What runs.\n\nMore.',
      fields: [{ name: 'image', type: 'string', required: false }],
    })
    expect(fieldAt(SCHEMA, 'Pod.spec.restartPolicy')).toMatchObject({
      fallback: '"Always"',
      values: ['Always', 'Never'],
    })
    expect(fieldAt(SCHEMA, 'Deployment.labels')?.type).toBe('map of string')
    expect(fieldAt(SCHEMA, 'Widget.size')?.words).toBe('How big.')
  })

  it('knows nothing that is not there, whatever it is called', () => {
    for (const path of ['Nothing', 'Pod.nothing', 'Pod.constructor', 'Pod.spec.containers.__proto__', ''])
      expect(fieldAt(SCHEMA, path)).toBeUndefined()
    expect(fieldAt(undefined, 'Pod')).toBeUndefined()
  })

  it('has each field once, under the first kind asked for', () => {
    const paths = allPaths(SCHEMA, ['Deployment'])
    expect(paths.filter((path) => path.endsWith('.image'))).toEqual(['Deployment.template.containers.image'])
    expect(search('image', SCHEMA, paths).fields.map(({ key }) => key)).toEqual([
      'Deployment.template.containers.image',
    ])
  })
})

describe('search', () => {
  it('finds terms by other spellings and by what is said of them', () => {
    expect(search('pdb', SCHEMA, []).terms[0]?.title).toBe('disruption budget')
    expect(search('term kill', SCHEMA, []).terms.map(({ title }) => title)).toContain('grace period')
    expect(search('no such thing anywhere', SCHEMA, [])).toEqual({ terms: [], kinds: [], fields: [] })
  })
})
