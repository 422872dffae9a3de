import { describe, expect, it } from 'vitest'
import {
  type FieldError,
  formatFieldError,
  formatFieldErrors,
  forbidden,
  internalError,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from './fielderror.ts'
import { child, index, key } from './fieldpath.ts'
import { goIntOrString, goLabelSelector } from './gosyntax.ts'

const path = child(index(child('spec', 'containers'), 0), 'name')

describe('field errors', () => {
  it.each<[FieldError, string]>([
    [invalid(path, 'a"b', 'no quotes'), 'spec.containers[0].name: Invalid value: "a\\"b": no quotes'],
    [invalid('spec.replicas', -1, 'too few'), 'spec.replicas: Invalid value: -1: too few'],
    [invalid('x', undefined, 'must be'), 'x: Invalid value: null: must be'],
    [invalid(key('data', 'k'), ['a', 'b'], ''), 'data[k]: Invalid value: ["a","b"]'],
    [required('metadata.name', ''), 'metadata.name: Required value'],
    [forbidden('spec', 'never'), 'spec: Forbidden: never'],
    [notSupported('spec.type', 'A', ['B', 'C']), 'spec.type: Unsupported value: "A": supported values: "B", "C"'],
    [tooLong('x', 63), 'x: Too long: may not be more than 63 bytes'],
    [tooMany('x', 9, 8), 'x: Too many: 9: must have at most 8 items'],
    [internalError('x', 'broken'), 'x: Internal error: broken'],
    [typeInvalid('x', true, 'must be text'), 'x: Invalid value: true: must be text'],
    [invalid('', 'v', 'lost'), '<nil>: Invalid value: "v": lost'],
  ])('%o', (error, text) => {
    expect(formatFieldError(error)).toBe(text)
  })

  it('structures print in Go syntax where a server of our release does', () => {
    expect(formatFieldError(invalid('a', goIntOrString('25%'), 'no'))).toBe(
      'a: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"25%"}: no',
    )
    expect(goLabelSelector({ matchLabels: { a: 'b' } }).verbatim).toBe(
      'v1.LabelSelector{MatchLabels:map[string]string{"a":"b"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}',
    )
  })

  it('several are listed once each', () => {
    const errors = [required('a', ''), required('b', ''), required('a', '')]
    expect(formatFieldErrors(errors)).toBe('[a: Required value, b: Required value]')
    expect(formatFieldErrors([])).toBe('')
  })
})
