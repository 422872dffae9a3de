import { expect, it } from 'vitest'
import type { FormDocument, FormField } from '../../../../engine/protocol/edit.ts'
import { fieldErrors } from './field-errors.ts'
import { limitWords, readValue } from './values.ts'

const field = (part: Partial<FormField>): FormField => ({
  path: ['spec', 'x'],
  at: 'spec.x',
  name: 'x',
  shape: 'text',
  type: 'string',
  description: '',
  required: false,
  isSet: true,
  ...part,
})

it('reads what is typed as the field has it', () => {
  expect(readValue(field({ shape: 'integer', minimum: 1 }), '3')).toEqual({ value: 3 })
  expect(readValue(field({ shape: 'integer', minimum: 1 }), '0')).toEqual({ wrong: 'x is at least 1.' })
  expect(readValue(field({ shape: 'integer' }), '1.5')).toEqual({ wrong: 'x is a whole number.' })
  expect(readValue(field({ shape: 'intOrString' }), '80')).toEqual({ value: 80 })
  expect(readValue(field({ shape: 'intOrString' }), '25%')).toEqual({ value: '25%' })
  expect(readValue(field({ shape: 'quantity' }), '128Mi')).toEqual({ value: '128Mi' })
  expect(readValue(field({ shape: 'quantity' }), '2')).toEqual({ value: 2 })
  expect(readValue(field({ shape: 'quantity' }), '2 GB')).toHaveProperty('wrong')
  expect(readValue(field({ pattern: '^a+$' }), 'b')).toEqual({ wrong: 'It must match ^a+$.' })
  expect(limitWords(field({ minimum: 1, maximum: 65535 }))).toBe('1 to 65535')
  expect(limitWords(field({ minimum: 0, unit: 's' }))).toBe('at least 0, s')
})

it('puts each problem at its field, or at what holds it', () => {
  const form: FormDocument = {
    index: 0,
    apiVersion: 'v1',
    kind: 'Pod',
    name: 'a',
    fromLine: 1,
    toLine: 9,
    fields: [field({ at: 'spec', path: ['spec'], fields: [field({ at: 'spec.containers[0].image' })] })],
  }
  const problem = (causes: { field?: string; message: string }[], line = 2) => ({
    code: 422,
    reason: 'Invalid',
    message: 'invalid',
    causes,
    range: { line, column: 1, endLine: line, endColumn: 2 },
  })
  const found = fieldErrors(form, [
    problem([
      { field: 'spec.containers[0].image', message: 'Required value' },
      { field: 'spec.volumes[2].name', message: 'Not found' },
    ]),
    problem([{ field: '.spec', message: 'conflict' }], 3),
    problem([], 3),
    problem([{ field: 'spec', message: 'of another document' }], 20),
  ])
  expect([...found]).toEqual([
    ['spec.containers[0].image', ['Required value']],
    ['spec', ['Not found', 'conflict']],
    ['', ['invalid']],
  ])
})
