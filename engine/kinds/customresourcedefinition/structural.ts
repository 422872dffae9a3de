/** Which schemas are structural. Source: apiextensions-apiserver pkg/apiserver/schema/validation.go, apis/apiextensions/validation. */
import { CelFailure, compileCel } from '../../api/cel/program.ts'
import type { Structural, ValidationRule } from '../../api/custom/structural.ts'
import { validateValue } from '../../api/custom/validate.ts'
import { type FieldError, forbidden, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index, key } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const MAX_DEPTH = 100
const REASONS = ['FieldValueInvalid', 'FieldValueForbidden', 'FieldValueRequired', 'FieldValueDuplicate']
const NOT_SUPPORTED = ['$ref', '$schema', 'definitions', 'dependencies', 'patternProperties', 'additionalItems', 'id']

export function validateStructural(schema: Structural, path: string): FieldError[] {
  const errors = validateNode(schema, path, 'at the root', 0)
  if (schema.type && schema.type !== 'object') {
    errors.push(invalid(child(path, 'type'), schema.type, 'must be object at the root'))
  }
  return errors
}

/** @param where words for a type that is missing */
function validateNode(schema: Structural, path: string, where: string, depth: number): FieldError[] {
  if (depth > MAX_DEPTH) return [forbidden(path, 'nested too deeply')]
  const errors: FieldError[] = [...typeErrors(schema, path, where), ...forbiddenFields(schema, path)]
  const { properties, additionalProperties: others, items, default: value } = schema
  if (properties !== undefined && others !== undefined && others !== false) {
    const detail = 'additionalProperties and properties are mutual exclusive'
    errors.push(forbidden(child(path, 'additionalProperties'), detail))
  }
  if (schema.type === 'array' && items === undefined) errors.push(required(child(path, 'items'), 'must be specified'))
  if (value !== undefined && value !== null) errors.push(...validateValue(value, schema, child(path, 'default')))
  errors.push(...listErrors(schema, path), ...ruleErrors(schema['x-kubernetes-validations'] ?? [], path))
  for (const name of Object.keys(properties ?? {})) {
    const at = key(child(path, 'properties'), name)
    errors.push(...validateNode(properties?.[name] as Structural, at, 'for specified object fields', depth + 1))
  }
  if (typeof others === 'object') {
    const at = child(path, 'additionalProperties')
    errors.push(...validateNode(others, at, 'for specified object fields', depth + 1))
  }
  if (items !== undefined) {
    errors.push(...validateNode(items, child(path, 'items'), 'for specified array items', depth + 1))
  }
  return errors
}

function typeErrors(schema: Structural, path: string, where: string): FieldError[] {
  const free = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields']
  if (!schema.type) {
    return free && where !== 'at the root' ? [] : [required(child(path, 'type'), `must not be empty ${where}`)]
  }
  if (schema['x-kubernetes-int-or-string']) {
    const detail = 'must be empty if x-kubernetes-int-or-string is true'
    return [invalid(child(path, 'type'), schema.type, detail)]
  }
  return TYPES.includes(schema.type) ? [] : [notSupported(child(path, 'type'), schema.type, TYPES)]
}

function forbiddenFields(schema: Structural, path: string): FieldError[] {
  const errors = NOT_SUPPORTED.filter((field) => {
    const value = (schema as Record<string, unknown>)[field]
    return value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  }).map((field) =>
    forbidden(child(path, field), field === '$ref' ? '$ref is not supported' : `${field} is not supported`),
  )
  if (schema.uniqueItems) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    errors.push(forbidden(child(path, 'uniqueItems'), detail))
  }
  if (schema.additionalProperties === false) {
    errors.push(forbidden(child(path, 'additionalProperties'), 'additionalProperties cannot be set to false'))
  }
  return errors
}

function listErrors(schema: Structural, path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const at = child(path, 'x-kubernetes-list-type')
  const errors: FieldError[] = []
  if (type !== undefined && !['atomic', 'set', 'map'].includes(type)) {
    errors.push(notSupported(at, type, ['atomic', 'map', 'set']))
  }
  if (type !== undefined && schema.type !== 'array') {
    errors.push(invalid(child(path, 'type'), schema.type ?? '', 'must be array if x-kubernetes-list-type is specified'))
  }
  if (type === 'map' && keys.length === 0) {
    errors.push(
      required(child(path, 'x-kubernetes-list-map-keys'), 'must not be empty if x-kubernetes-list-type is map'),
    )
  }
  for (const [i, name] of keys.entries()) {
    if (type !== 'map' || schema.items?.properties?.[name] !== undefined) continue
    const detail = 'entries must all be names of item properties'
    errors.push(invalid(index(child(path, 'x-kubernetes-list-map-keys'), i), name, detail))
  }
  return errors
}

function ruleErrors(rules: readonly ValidationRule[], path: string): FieldError[] {
  return rules.flatMap((rule, i) => {
    const at = index(child(path, 'x-kubernetes-validations'), i)
    if (!rule.rule?.trim()) return [required(child(at, 'rule'), 'rule is not specified')]
    const errors = [
      ...compileErrors(rule, rule.rule, child(at, 'rule')),
      ...(rule.messageExpression ? compileErrors(rule, rule.messageExpression, child(at, 'messageExpression')) : []),
    ]
    if (rule.reason !== undefined && !REASONS.includes(rule.reason)) {
      errors.push(notSupported(child(at, 'reason'), rule.reason, REASONS))
    }
    return errors
  })
}

function compileErrors(rule: ValidationRule, expression: string, path: string): FieldError[] {
  try {
    compileCel(expression, ['self', 'oldSelf'])
    return []
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error
    const { rule: text, message = '', messageExpression = '', fieldPath = '' } = rule
    const parts = `Rule:${goQuote(text)}, Message:${goQuote(message)}, MessageExpression:${goQuote(messageExpression)}`
    const rest = `Reason:(*apiextensions.FieldValueErrorReason)(nil), FieldPath:${goQuote(fieldPath)}, OptionalOldSelf:(*bool)(nil)`
    const shown = verbatim(`apiextensions.ValidationRule{${parts}, ${rest}}`)
    return [invalid(path, shown, `compilation failed: ${error.message}`)]
  }
}
