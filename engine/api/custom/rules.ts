/** x-kubernetes-validations: CEL rules of a schema over an object and what it was before. Source: apiextensions pkg/apiserver/schema/cel. */
import { CelFailure, compileCel } from '../cel/program.ts'
import { celValue } from '../cel/values.ts'
import { equal } from '../equal.ts'
import { type FieldError, forbidden, invalid, required, duplicate } from '../fielderror.ts'
import { isMap, memberSchema, type Structural, type ValidationRule } from './structural.ts'
import { jsonType } from './validate.ts'

const VARIABLES = ['self', 'oldSelf']
const TRANSITION = /\boldSelf\b/

/** Whether a schema has rules anywhere. */
export function hasRules(schema: Structural): boolean {
  if (schema['x-kubernetes-validations']?.length) return true
  const { properties = {}, items, additionalProperties: others } = schema
  const inner = [...Object.values(properties), items, others === true || others === false ? undefined : others]
  return inner.some((each) => each !== undefined && hasRules(each))
}

/** Errors of all rules that do not hold; `old` is undefined on create. */
export function ruleErrors(value: unknown, old: unknown, schema: Structural, path: string): FieldError[] {
  if (value === undefined || value === null) return []
  const errors = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) => checkRule(rule, value, old, schema, path))
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return errors
    const before = oldItems(old, schema)
    return [...errors, ...value.flatMap((item, i) => ruleErrors(item, before(item), items, `${path}[${i}]`))]
  }
  if (!isMap(value)) return errors
  for (const name of Object.keys(value)) {
    const member = memberSchema(schema, name)
    if (member === undefined || member === true) continue
    const at = schema.properties?.[name] === undefined ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    errors.push(...ruleErrors(value[name], isMap(old) ? old[name] : undefined, member, at))
  }
  return errors
}

/** Elements of keyed lists are the same element before and after; those of others are new each time. */
function oldItems(old: unknown, schema: Structural): (item: unknown) => unknown {
  const keys = schema['x-kubernetes-list-map-keys']
  if (schema['x-kubernetes-list-type'] !== 'map' || keys === undefined || !Array.isArray(old)) return () => undefined
  return (item) => old.find((each) => isMap(each) && isMap(item) && keys.every((key) => equal(each[key], item[key])))
}

function checkRule(rule: ValidationRule, value: unknown, old: unknown, schema: Structural, path: string): FieldError[] {
  const isTransition = TRANSITION.test(rule.rule)
  if (isTransition && old === undefined) return []
  // What has not changed stays valid, even under a new rule.
  if (!isTransition && old !== undefined && equal(old, value)) return []
  const variables = { self: celValue(value, schema), oldSelf: celValue(old, schema) }
  try {
    const holds = compileCel(rule.rule, VARIABLES).run(variables)
    return holds === true ? [] : [violation(rule, value, path, messageOf(rule, variables))]
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error
    return [invalid(path, shown(value), `rule evaluation error: ${error.message}: ${rule.rule}`)]
  }
}

const shown = (value: unknown) => (typeof value === 'object' ? jsonType(value) : value)

function messageOf(rule: ValidationRule, variables: Record<string, unknown>): string {
  const fallback = rule.message || `failed rule: ${rule.rule.trim()}`
  if (!rule.messageExpression) return fallback
  try {
    const text = compileCel(rule.messageExpression, VARIABLES).run(variables)
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text.trim() : fallback
  } catch (error) {
    if (error instanceof CelFailure) return fallback
    throw error
  }
}

function violation({ reason, fieldPath }: ValidationRule, value: unknown, path: string, message: string): FieldError {
  const at = fieldPath ? `${path}${path === '' ? fieldPath.replace(/^\./, '') : fieldPath}` : path
  if (reason === 'FieldValueForbidden') return forbidden(at, message)
  if (reason === 'FieldValueRequired') return required(at, message)
  if (reason === 'FieldValueDuplicate') return { ...duplicate(at, shown(value)), detail: message }
  return invalid(at, shown(value), message)
}
