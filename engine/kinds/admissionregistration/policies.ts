/** Policies in CEL and their bindings. Source: pkg/apis/admissionregistration/validation. */
import { CelFailure, compileCel } from '../../api/cel/program.ts'
import { type FieldError, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goStrings } from '../../api/gosyntax.ts'
import type { KObject } from '../../api/object.ts'
import type { LabelSelector } from '../types.ts'
import { dnsSubdomain } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'
import { type MatchCondition, type MatchResources, validateConditions, validateMatch } from './matching.ts'

export interface PolicyValidation {
  expression: string
  message?: string
  messageExpression?: string
  reason?: string
}

export interface ValidatingAdmissionPolicy extends KObject {
  spec: {
    paramKind?: { apiVersion?: string; kind?: string }
    matchConstraints?: MatchResources
    validations?: PolicyValidation[]
    failurePolicy?: 'Fail' | 'Ignore'
    auditAnnotations?: { key: string; valueExpression: string }[]
    matchConditions?: MatchCondition[]
    variables?: { name: string; expression: string }[]
  }
  status?: { observedGeneration?: number }
}

export interface ParamRef {
  name?: string
  namespace?: string
  selector?: LabelSelector
  parameterNotFoundAction?: 'Allow' | 'Deny'
}

export interface ValidatingAdmissionPolicyBinding extends KObject {
  spec: {
    policyName?: string
    paramRef?: ParamRef
    matchResources?: MatchResources
    validationActions?: string[]
  }
}

/** What the expressions of a policy may name. */
export const POLICY_VARIABLES = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables']

const ACTIONS = ['Audit', 'Deny', 'Warn']
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']

export function validatePolicy({ spec }: ValidatingAdmissionPolicy): FieldError[] {
  const { paramKind, matchConstraints, validations = [], auditAnnotations = [], matchConditions = [] } = spec
  const errors: FieldError[] = []
  if (paramKind && !paramKind.kind) errors.push(required('spec.paramKind.kind', ''))
  if (paramKind && !paramKind.apiVersion) errors.push(required('spec.paramKind.apiVersion', ''))
  if (!matchConstraints) errors.push(required('spec.matchConstraints', ''))
  else errors.push(...validateMatch(matchConstraints, 'spec.matchConstraints'))
  if (matchConstraints && !matchConstraints.resourceRules?.length) {
    errors.push(required('spec.matchConstraints.resourceRules', ''))
  }
  errors.push(...validateConditions(matchConditions, 'spec.matchConditions'))
  errors.push(
    ...(spec.variables ?? []).flatMap(({ name, expression }, i) =>
      namedErrors(name, expression, index('spec.variables', i)),
    ),
  )
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item'
    errors.push(required('spec.validations', detail), required('spec.auditAnnotations', detail))
  }
  return [...errors, ...validations.flatMap((validation, i) => validateOne(validation, index('spec.validations', i)))]
}

function namedErrors(name: string, expression: string, path: string): FieldError[] {
  const errors = name ? [] : [required(child(path, 'name'), 'name is not specified')]
  return [...errors, ...expressionErrors(expression, child(path, 'expression'))]
}

function validateOne({ expression, messageExpression, reason }: PolicyValidation, path: string): FieldError[] {
  const errors = expressionErrors(expression, child(path, 'expression'))
  if (messageExpression) errors.push(...expressionErrors(messageExpression, child(path, 'messageExpression')))
  if (reason !== undefined && !REASONS.includes(reason))
    errors.push(notSupported(child(path, 'reason'), reason, REASONS))
  return errors
}

function expressionErrors(expression: string | undefined, path: string): FieldError[] {
  if (!expression?.trim()) return [required(path, 'expression is not specified')]
  try {
    compileCel(expression, POLICY_VARIABLES)
    return []
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error
    return [invalid(path, expression, `compilation failed: ${error.message}`)]
  }
}

export function validatePolicyBinding({ spec }: ValidatingAdmissionPolicyBinding): FieldError[] {
  const { policyName, paramRef, matchResources, validationActions: actions = [] } = spec
  const errors = policyName ? dnsSubdomain(policyName, 'spec.policyName') : [required('spec.policyName', '')]
  if (paramRef) errors.push(...paramErrors(paramRef))
  if (matchResources) errors.push(...validateMatch(matchResources, 'spec.matchResources'))
  const path = 'spec.validationActions'
  if (actions.length === 0) errors.push(required(path, ''))
  for (const [i, action] of actions.entries()) {
    if (!ACTIONS.includes(action)) errors.push(notSupported(index(path, i), action, ACTIONS))
  }
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const shown = verbatim(goStrings(actions).replace('[]string', '[]admissionregistration.ValidationAction'))
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'
    errors.push(invalid(path, shown, detail))
  }
  return errors
}

function paramErrors({ name, selector, parameterNotFoundAction: action }: ParamRef): FieldError[] {
  const path = 'spec.paramRef'
  const errors = action === undefined ? [required(child(path, 'parameterNotFoundAction'), '')] : []
  if (name && selector)
    return [...errors, invalid(child(path, 'name'), name, 'name and selector are mutually exclusive')]
  if (!name && !selector) return [...errors, required(path, 'one of name or selector must be specified')]
  return [...errors, ...validateLabelSelector(selector, child(path, 'selector'))]
}
