/** What a policy says of a request. Source: apiserver pkg/admission/plugin/policy/validating/validator.go. */
import { CelFailure, compileCel } from '../../api/cel/program.ts'
import {
  POLICY_VARIABLES,
  type PolicySpec,
  type PolicyValidation,
  type ValidatingAdmissionPolicy,
} from '../../kinds/admissionregistration/policies.ts'
import type { CelVariables } from './variables.ts'

/** A rule that does not hold, or that could not be looked at. */
export interface Decision {
  message: string
  /** Its place among the policy's validations; 0 for what is about all of them. */
  at?: number
  /** The Status' reason. */
  reason: string
}

/** How a policy's expressions are worked out over what is given. @throws CelFailure when one cannot be */
export function evaluation(
  { variables: named = [] }: PolicySpec,
  given: CelVariables,
): (expression: string) => unknown {
  const variables = { ...given, variables: lazily(named, given) }
  return (expression) => compileCel(expression, POLICY_VARIABLES).run(variables)
}

/** Whether the policy's conditions hold; what cannot be found out is a decision of its own. */
export function meets({ matchConditions = [] }: PolicySpec, run: (expression: string) => unknown): boolean | Decision {
  for (const { name, expression } of matchConditions) {
    try {
      if (run(expression) !== true) return false
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error
      return broken(`matchCondition ${name}`, expression, error)
    }
  }
  return true
}

export function decide({ spec }: ValidatingAdmissionPolicy, given: CelVariables): Decision[] {
  const failing = spec.failurePolicy !== 'Ignore'
  const run = evaluation(spec, given)
  const met = meets(spec, run)
  if (met !== true) return met !== false && failing ? [met] : []
  return (spec.validations ?? []).flatMap((validation, at) => {
    try {
      return run(validation.expression) === true ? [] : [{ ...failed(validation, run), at }]
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error
      return failing ? [{ ...broken('expression', validation.expression, error), at }] : []
    }
  })
}

/** What a policy notes of a request, by its keys; an expression that gives null notes nothing. @throws CelFailure */
export function annotationsOf({ spec }: ValidatingAdmissionPolicy, given: CelVariables): (readonly [string, string])[] {
  const run = evaluation(spec, given)
  if (!spec.auditAnnotations?.length || meets(spec, run) !== true) return []
  return spec.auditAnnotations.flatMap(({ key, valueExpression }) => {
    const value = run(valueExpression)
    return value === null || value === undefined ? [] : [[key, String(value).trim()] as const]
  })
}

export const broken = (what: string, expression: string, error: CelFailure): Decision => ({
  message: `${what} '${expression.trim()}' resulted in error: ${error.message}`,
  reason: 'Invalid',
})

function failed(
  { expression, message, messageExpression, reason }: PolicyValidation,
  run: (expression: string) => unknown,
): Decision {
  const fallback = message?.trim() || `failed expression: ${expression.trim()}`
  return { message: (messageExpression && textOf(messageExpression, run)) || fallback, reason: reason ?? 'Invalid' }
}

function textOf(expression: string, run: (expression: string) => unknown): string {
  try {
    const text = run(expression)
    return typeof text === 'string' && !text.includes('\n') ? text.trim() : ''
  } catch (error) {
    if (error instanceof CelFailure) return ''
    throw error
  }
}

/** Variables are worked out when they are asked for, each once; one may use those before it. */
function lazily(named: readonly { name: string; expression: string }[], given: CelVariables): object {
  const variables = {}
  for (const { name, expression } of named) {
    let known: { value: unknown } | undefined
    Object.defineProperty(variables, name, {
      // Not seen by what measures the values: looking would work them out.
      enumerable: false,
      get() {
        known ??= { value: compileCel(expression, POLICY_VARIABLES).run({ ...given, variables }) }
        return known.value
      },
    })
  }
  return variables
}
