/** Policies that change what is written, in CEL. Source: pkg/apis/admissionregistration/validation (MutatingAdmissionPolicy). */
import { withPlainLiterals } from '../../api/cel/literals.ts'
import { type FieldError, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { expressionErrors, type Policy, type PolicySpec, validateConcern } from './policies.ts'

export interface Mutation {
  patchType?: string
  applyConfiguration?: { expression?: string }
  jsonPatch?: { expression?: string }
}

export interface MutatingAdmissionPolicy extends Policy {
  spec: PolicySpec & { mutations?: Mutation[]; reinvocationPolicy?: string }
}

const REINVOCATION = ['IfNeeded', 'Never']
const TYPES = ['ApplyConfiguration', 'JSONPatch']

export function validateMutatingPolicy({ spec }: MutatingAdmissionPolicy): FieldError[] {
  const { mutations = [], reinvocationPolicy: again } = spec
  const at = 'spec.reinvocationPolicy'
  return [
    ...validateConcern(spec),
    ...(mutations.length === 0 ? [required('spec.mutations', 'mutations must contain at least one item')] : []),
    ...mutations.flatMap((mutation, i) => validateMutation(mutation, index('spec.mutations', i))),
    ...(again === undefined
      ? [required(at, '')]
      : REINVOCATION.includes(again)
        ? []
        : [notSupported(at, again, REINVOCATION)]),
  ]
}

function validateMutation({ patchType, applyConfiguration, jsonPatch }: Mutation, path: string): FieldError[] {
  const at = child(path, 'patchType')
  if (!patchType) return [required(at, '')]
  if (!TYPES.includes(patchType)) return [notSupported(at, patchType, TYPES)]
  const [own, name, other, otherName] =
    patchType === 'JSONPatch'
      ? [jsonPatch, 'jsonPatch', applyConfiguration, 'applyConfiguration']
      : [applyConfiguration, 'applyConfiguration', jsonPatch, 'jsonPatch']
  const where = child(path, name)
  if (other !== undefined) {
    const detail = `must not be specified when patchType is ${patchType}`
    return [invalid(child(path, otherName), '{}', detail)]
  }
  if (own === undefined) return [required(where, `must be specified when patchType is ${patchType}`)]
  return expressionErrors(own.expression && withPlainLiterals(own.expression), child(where, 'expression'))
}
