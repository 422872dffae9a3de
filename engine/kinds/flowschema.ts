/** FlowSchema: flowcontrol.apiserver.k8s.io/v1. Source: pkg/registry/flowcontrol/flowschema, pkg/printers/internalversion. */
import { type FieldError, invalid, required } from '../api/fielderror.ts'
import type { KObject } from '../api/object.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'
import { dnsSubdomain, oneOf } from './validation/checks.ts'

type Names = readonly string[]

/** Whose requests, and which of them. */
interface FlowRule {
  subjects: readonly {
    kind: string
    user?: { name: string }
    group?: { name: string }
    serviceAccount?: { name: string; namespace: string }
  }[]
  resourceRules?: readonly {
    verbs: Names
    apiGroups: Names
    resources: Names
    namespaces?: Names
    clusterScope?: boolean
  }[]
  nonResourceRules?: readonly { verbs: Names; nonResourceURLs: Names }[]
}

export interface FlowSchema extends KObject {
  spec: {
    priorityLevelConfiguration?: { name?: string }
    matchingPrecedence?: number
    distinguisherMethod?: { type?: string }
    rules?: readonly FlowRule[]
  }
  status: { conditions?: { type: string; status: string }[] }
}

const DEFAULT_PRECEDENCE = 1000
const MAX_PRECEDENCE = 10_000

export const flowSchema = defineKind<FlowSchema>({
  info: resourceInfo('flowcontrol.apiserver.k8s.io', 'FlowSchema', 'flowschemas', { namespaced: false }),
  schema: 'io.k8s.api.flowcontrol.v1.FlowSchema',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    object.spec.matchingPrecedence ||= DEFAULT_PRECEDENCE
  },
  prepareForCreate(object) {
    object.status = {}
  },
  validate: (object) => statusCauses(validateFlowSchema(object)),
  validateUpdate: (next) => statusCauses(validateFlowSchema(next)),
  columns: [
    NAME,
    column('PriorityLevel', 'string', 'The level whose share of the server its requests have.'),
    column('MatchingPrecedence', 'integer', 'Of several that match, the lowest counts.'),
    column('DistinguisherMethod', 'string', 'By what its requests are told apart.'),
    AGE,
    column('MissingPL', 'string', 'Whether the level is missing.'),
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    spec.priorityLevelConfiguration?.name ?? '',
    spec.matchingPrecedence ?? 0,
    spec.distinguisherMethod?.type ?? '<none>',
    ageOf(metadata.creationTimestamp, clock),
    status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ],
})

function validateFlowSchema({ spec }: FlowSchema): FieldError[] {
  const { matchingPrecedence: precedence = 0, distinguisherMethod: method, priorityLevelConfiguration: level } = spec
  const errors: FieldError[] = []
  if (precedence < 0) errors.push(invalid('spec.matchingPrecedence', precedence, 'must be a positive value'))
  if (precedence > MAX_PRECEDENCE) {
    errors.push(invalid('spec.matchingPrecedence', precedence, `must not be greater than ${MAX_PRECEDENCE}`))
  }
  if (method) errors.push(...oneOf(method.type, 'spec.distinguisherMethod.type', ['ByNamespace', 'ByUser']))
  const path = 'spec.priorityLevelConfiguration.name'
  const named = level?.name ? dnsSubdomain(level.name, path) : [required(path, 'must reference a priority level')]
  return [...errors, ...named]
}
