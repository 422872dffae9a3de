/** APIService: apiregistration.k8s.io/v1. Source: kube-aggregator pkg/registry/apiservice, pkg/apis/apiregistration/validation. */
import { type FieldError, invalid, required } from '../api/fielderror.ts'
import type { KObject } from '../api/object.ts'
import { portNumberMessages } from '../api/valueformats.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'
import { each } from './validation/checks.ts'

interface Condition {
  type: string
  status: string
  lastTransitionTime?: string
  reason?: string
  message?: string
}

export interface ApiService extends KObject {
  spec: {
    service?: { name?: string; namespace?: string; port?: number }
    group?: string
    version?: string
    groupPriorityMinimum: number
    versionPriority: number
    insecureSkipTLSVerify?: boolean
    caBundle?: string
  }
  status: { conditions?: Condition[] }
}

const MAX_GROUP = 20_000
const MAX_VERSION = 1000
const HTTPS = 443

export const apiService = defineKind<ApiService>({
  info: resourceInfo('apiregistration.k8s.io', 'APIService', 'apiservices', {
    namespaced: false,
    categories: ['api-extensions'],
  }),
  schema: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
  status: true,
  generation: false,
  nameRule: 'subdomain',
  defaults({ spec }) {
    if (spec.service) spec.service.port ??= HTTPS
  },
  prepareForCreate(object, { now }) {
    // What the server itself serves is there; another one has to be looked for.
    object.status = object.spec.service ? {} : { conditions: [localCondition(now)] }
  },
  validate: (object) => statusCauses(validateApiService(object)),
  validateUpdate: (next) => statusCauses(validateApiService(next)),
  columns: [
    NAME,
    column('Service', 'string', 'The Service that serves the group version; Local when the API server itself does.'),
    column('Available', 'string', 'Whether it can be reached.'),
    AGE,
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    spec.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local',
    availableCell(status),
    ageOf(metadata.creationTimestamp, clock),
  ],
})

/** What the API server serves itself is always there (kube-aggregator pkg/controllers/status/local). */
export const localCondition = (now: string): Condition => ({
  lastTransitionTime: now,
  message: 'Local APIServices are always available',
  reason: 'Local',
  status: 'True',
  type: 'Available',
})

function availableCell(status: ApiService['status'] | undefined): string {
  const found = status?.conditions?.find(({ type }) => type === 'Available')
  if (found === undefined) return 'Unknown'
  return found.status === 'True' ? 'True' : `${found.status} (${found.reason ?? ''})`
}

function validateApiService({ metadata, spec }: ApiService): FieldError[] {
  const { group = '', version = '', groupPriorityMinimum: priority, versionPriority, service } = spec
  const wanted = `${version}.${group}`
  const errors: FieldError[] = []
  if (metadata.name !== wanted && !(group === '' && metadata.name === `${version}.`)) {
    errors.push(invalid('metadata.name', metadata.name, '`spec.version+"."+spec.group`'))
  }
  if (!version) errors.push(required('spec.version', ''))
  if (!(priority > 0 && priority <= MAX_GROUP)) {
    errors.push(invalid('spec.groupPriorityMinimum', priority ?? 0, `must be positive and less than ${MAX_GROUP}`))
  }
  if (!(versionPriority > 0 && versionPriority <= MAX_VERSION)) {
    errors.push(invalid('spec.versionPriority', versionPriority ?? 0, `must be positive and less than ${MAX_VERSION}`))
  }
  if (!service) return errors
  if (!service.namespace) errors.push(required('spec.service.namespace', ''))
  if (!service.name) errors.push(required('spec.service.name', ''))
  return [...errors, ...each('spec.service.port', service.port, portNumberMessages(service.port ?? HTTPS))]
}
