import { expect, test } from 'vitest'
import type { AppliedDocument, ApplyError } from '../../../engine/protocol/apply.ts'
import { kubectlOutput, problemWords, resultWords } from './words.ts'

const at = { line: 30, column: 3, endLine: 30, endColumn: 9 }
const error: ApplyError = {
  code: 400,
  reason: 'BadRequest',
  message: 'Error from server (BadRequest): …',
  causes: [
    {
      field: 'spec.x',
      message: 'startupProbe has no field failureTreshold. Closest match is failureThreshold.',
      range: at,
    },
  ],
}
const document = (outcome: AppliedDocument['outcome']): AppliedDocument => ({
  index: 0,
  object: 'pod/a',
  outcome,
  warnings: [],
})

test('a problem has a head with its line, and the rest', () => {
  expect(problemWords(error)).toEqual({
    head: 'Line 30: startupProbe has no field failureTreshold',
    more: 'Closest match is failureThreshold.',
  })
  const value = {
    ...error,
    causes: [{ field: 'spec.replicas', message: 'Invalid value: -1: must be greater', range: at }, { message: 'x' }],
  }
  expect(problemWords(value)).toEqual({
    head: 'Line 30: spec.replicas: Invalid value: -1: must be greater',
    more: 'And 1 more problem.',
  })
})

test.each([
  [[document('created')], 4, false, 'Applied 4 lines'],
  [[document('unchanged')], 0, false, 'Apply: nothing to change'],
  [[document('created'), document('refused')], 4, false, 'Apply: 1 of 2 objects refused'],
  [[document('configured')], 2, true, 'Dry run: 1 object would be accepted'],
  [[], 0, false, 'Apply: there is nothing to apply'],
])('%j', (documents, lines, dry, said) => expect(resultWords(documents, lines, dry)).toBe(said))

test('kubectl prints a line an object', () => {
  expect(
    kubectlOutput(
      [
        { ...document('created'), warnings: ['old'] },
        { ...document('refused'), error },
      ],
      true,
    ),
  ).toBe('Warning: old\npod/a created (server dry run)\nError from server (BadRequest): …')
})

test.each([
  [
    '',
    'error converting YAML to JSON: yaml: line 4: Nested mappings are not allowed in compact mappings',
    'Line 30: error converting YAML to JSON: yaml: line 4: the next line is indented too far for a line that has a value',
    '',
  ],
  [
    'spec.replicas',
    'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    'Line 30: spec.replicas: needs int32, not a string',
    '',
  ],
  [
    'cpu',
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    'Line 30: cpu: is no quantity',
    'A quantity reads like 250m, 2 or 128Mi',
  ],
])('%s %s is said plainly', (field, message, head, more) => {
  expect(problemWords({ ...error, causes: [{ field, message, range: at }] })).toEqual({ head, more })
})
