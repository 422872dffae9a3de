/** IngressClass: networking.k8s.io/v1. Source: pkg/registry/networking/ingressclass, pkg/apis/networking/validation. */
import { validateDomainPrefixedPath } from '../api/domainnames.ts'
import { type FieldError, forbidden, notSupported, required, tooLong } from '../api/fielderror.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { IngressClass } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { dnsLabel } from './validation/checks.ts'
import { validateLocalReference } from './validation/references.ts'

type Parameters = NonNullable<IngressClass['spec']['parameters']>

const MAX_CONTROLLER = 250
const SCOPES = ['Cluster', 'Namespace']

export const ingressClass = defineKind<IngressClass>({
  info: resourceInfo('networking.k8s.io', 'IngressClass', 'ingressclasses', { namespaced: false }),
  schema: 'io.k8s.api.networking.v1.IngressClass',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    const { parameters } = object.spec
    if (parameters) parameters.scope ??= 'Cluster'
  },
  validate: (object) => statusCauses(validateIngressClass(object)),
  validateUpdate: (next, old) =>
    statusCauses([
      ...validateIngressClass(next),
      ...validateImmutable(next.spec.controller ?? '', old.spec.controller ?? '', 'spec.controller'),
    ]),
  columns: [
    NAME,
    column('Controller', 'string', 'The controller that serves Ingresses of this class.'),
    column('Parameters', 'string', 'Where its further settings are.'),
    AGE,
  ],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    spec.controller ?? '',
    parametersCell(spec.parameters),
    ageOf(metadata.creationTimestamp, clock),
  ],
})

function parametersCell(parameters: Parameters | undefined): string {
  if (!parameters) return '<none>'
  const group = parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`
  return `${parameters.kind}${group}/${parameters.name}`
}

function validateIngressClass({ spec }: IngressClass): FieldError[] {
  const controller = spec.controller ?? ''
  const errors = controller.length > MAX_CONTROLLER ? [tooLong('spec.controller', MAX_CONTROLLER)] : []
  errors.push(...validateDomainPrefixedPath(controller, 'spec.controller'))
  if (!spec.parameters) return errors
  return [...errors, ...validateLocalReference(spec.parameters, 'spec.parameters'), ...scopeErrors(spec.parameters)]
}

function scopeErrors({ scope, namespace }: Parameters): FieldError[] {
  const at = 'spec.parameters.namespace'
  if (scope === undefined) return [required('spec.parameters.scope', '')]
  if (!SCOPES.includes(scope)) return [notSupported('spec.parameters.scope', scope, SCOPES)]
  if (scope === 'Cluster') {
    return namespace === undefined ? [] : [forbidden(at, "`parameters.scope` is set to 'Cluster'")]
  }
  return namespace ? dnsLabel(namespace, at) : [required(at, "`parameters.scope` is set to 'Namespace'")]
}
