/** Policies in CEL and their bindings. Source: pkg/apis/admissionregistration/validation. */
import { CelFailure, compileCel } from '../../api/cel/program.ts'
import { type FieldError, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goStrings } from '../../api/gosyntax.ts'
import type { KObject } from '../../api/object.ts'
import type { LabelSelector } from '../types.ts'
import { dnsSubdomain, qualifiedName } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'
import { type MatchCondition, type MatchResources, validateConditions, validateMatch } from './matching.ts'

export interface PolicyValidation {
  expression: string
  message?: string
  messageExpression?: string
  reason?: string
}

/** What both kinds of policies have. */
export interface PolicySpec {
  paramKind?: { apiVersion?: string; kind?: string }
  matchConstraints?: MatchResources
  failurePolicy?: 'Fail' | 'Ignore'
  matchConditions?: MatchCondition[]
  variables?: { name: string; expression: string }[]
}

export interface Policy extends KObject {
  spec: PolicySpec
}

export interface ValidatingAdmissionPolicy extends Policy {
  spec: PolicySpec & {
    validations?: PolicyValidation[]
    auditAnnotations?: { key: string; valueExpression: string }[]
  }
  status?: { observedGeneration?: number }
}

export interface ParamRef {
  name?: string
  namespace?: string
  selector?: LabelSelector
  parameterNotFoundAction?: 'Allow' | 'Deny'
}

export interface PolicyBinding extends KObject {
  spec: { policyName?: string; paramRef?: ParamRef; matchResources?: MatchResources }
}

export interface ValidatingAdmissionPolicyBinding extends PolicyBinding {
  spec: PolicyBinding['spec'] & { validationActions?: string[] }
}

/** What the expressions of a policy may name. */
export const POLICY_VARIABLES = [
  'object',
  'oldObject',
  'request',
  'params',
  'namespaceObject',
  'variables',
  'authorizer',
]
/** A message must not tell what somebody may do. */
const MESSAGE_VARIABLES = POLICY_VARIABLES.filter((name) => name !== 'authorizer')

const ACTIONS = ['Audit', 'Deny', 'Warn']
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']

export function validatePolicy({ spec }: ValidatingAdmissionPolicy): FieldError[] {
  const { validations = [], auditAnnotations = [] } = spec
  const errors = validateConcern(spec)
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item'
    errors.push(required('spec.validations', detail), required('spec.auditAnnotations', detail))
  }
  return [
    ...errors,
    ...validations.flatMap((validation, i) => validateOne(validation, index('spec.validations', i))),
    ...auditAnnotations.flatMap((annotation, i) => validateAnnotation(annotation, index('spec.auditAnnotations', i))),
  ]
}

/** What a policy of either kind is about: parameters, rules, conditions, variables. */
export function validateConcern(spec: PolicySpec): FieldError[] {
  const { paramKind, matchConstraints, matchConditions = [] } = spec
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
  return errors
}

function validateAnnotation({ key, valueExpression }: { key: string; valueExpression: string }, path: string) {
  const named = key ? qualifiedName(key, child(path, 'key')) : [required(child(path, 'key'), 'key is not specified')]
  if (valueExpression?.trim()) return [...named, ...expressionErrors(valueExpression, child(path, 'valueExpression'))]
  return [...named, required(child(path, 'valueExpression'), 'valueExpression is not specified')]
}

function namedErrors(name: string, expression: string, path: string): FieldError[] {
  const errors = name ? [] : [required(child(path, 'name'), 'name is not specified')]
  return [...errors, ...expressionErrors(expression, child(path, 'expression'))]
}

function validateOne({ expression, messageExpression, reason }: PolicyValidation, path: string): FieldError[] {
  const errors = expressionErrors(expression, child(path, 'expression'))
  if (messageExpression) {
    errors.push(...expressionErrors(messageExpression, child(path, 'messageExpression'), MESSAGE_VARIABLES))
  }
  if (reason !== undefined && !REASONS.includes(reason))
    errors.push(notSupported(child(path, 'reason'), reason, REASONS))
  return errors
}

export function expressionErrors(
  expression: string | undefined,
  path: string,
  variables: readonly string[] = POLICY_VARIABLES,
): FieldError[] {
  if (!expression?.trim()) return [required(path, 'expression is not specified')]
  try {
    compileCel(expression, variables)
    return []
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error
    return [invalid(path, expression, `compilation failed: ${error.message}`)]
  }
}

/** A binding of either kind: which policy, with which parameters, for what. */
export function validateBinding({ spec }: PolicyBinding): FieldError[] {
  const { policyName, paramRef, matchResources } = spec
  const errors = policyName ? dnsSubdomain(policyName, 'spec.policyName') : [required('spec.policyName', '')]
  if (paramRef) errors.push(...paramErrors(paramRef))
  if (matchResources) errors.push(...validateMatch(matchResources, 'spec.matchResources'))
  return errors
}

export function validatePolicyBinding(binding: ValidatingAdmissionPolicyBinding): FieldError[] {
  const { validationActions: actions = [] } = binding.spec
  const errors = validateBinding(binding)
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
