import { describe, expect, it } from 'vitest'
import { matches, matcherProblems } from './matcher.ts'
import { valuesAt } from './path.ts'
import { shapeProblems } from './shape.ts'

const POD = {
  metadata: { labels: { 'app.kubernetes.io/name': 'web' } },
  spec: { containers: [{ name: 'app', ports: [{ containerPort: 8080 }] }, { name: 'side' }] },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
}

describe('paths of fields', () => {
  it.each([
    ['spec.containers[app].name', ['app']],
    ['spec.containers[1].name', ['side']],
    ['spec.containers[*].name', ['app', 'side']],
    ['spec.containers[app].ports[8080].containerPort', [8080]],
    ['status.conditions[Ready].status', ['True']],
    ['metadata.labels[app.kubernetes.io/name]', ['web']],
    ['metadata.labels.constructor', []],
    ['spec.containers[nobody].name', []],
    ['status.phase.deeper', []],
  ])('%s', (path, values) => expect(valuesAt(POD, path)).toEqual(values))
})

describe('matchers', () => {
  it.each<[string, unknown[], unknown, boolean]>([
    ['the value itself', [8080], '8080', true],
    ['any of several', ['a', 'b'], 'b', true],
    ['nothing there', [], null, true],
    ['something there', ['x'], null, false],
    ['at least, as a quantity', ['1500m'], { atLeast: '1' }, true],
    ['at most, as a quantity', ['1Gi'], { atMost: '512Mi' }, false],
    ['words are no numbers', ['many'], { atLeast: 0 }, false],
    ['not', ['a', 'b'], { not: 'a' }, false],
    ['not, of nothing', [], { not: 'a' }, true],
    ['contains', ['web-7c9'], { contains: 'web' }, true],
    ['one of', ['Always'], { oneOf: ['Never', 'Always'] }, true],
    ['present', [], { present: false }, true],
    ['two at once', [5], { atLeast: 1, atMost: 4 }, false],
    ['a list by its content', [['ReadWriteOnce']], { is: ['ReadWriteOnce'] }, true],
  ])('%s', (_name, values, wanted, holds) => expect(matches(values, wanted)).toBe(holds))

  it('name what they do not know', () => {
    expect(matcherProblems({ atleast: 3 }, 'where[x]')).toHaveLength(1)
    expect(shapeProblems({ a: 1 }, { a: 'text', b: 'number' }, 'check')).toEqual([
      'check.a is no text',
      'check.b is missing',
    ])
  })
})
