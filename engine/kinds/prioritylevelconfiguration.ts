/** PriorityLevelConfiguration: flowcontrol.apiserver.k8s.io/v1. Source: pkg/registry/flowcontrol, pkg/apis/flowcontrol/v1/defaults.go. */
import { type FieldError, forbidden, required } from '../api/fielderror.ts'
import type { KObject } from '../api/object.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'
import { oneOf } from './validation/checks.ts'

interface Queuing {
  queues?: number
  handSize?: number
  queueLengthLimit?: number
}

export interface PriorityLevelConfiguration extends KObject {
  spec: {
    type?: string
    limited?: {
      nominalConcurrencyShares?: number
      limitResponse?: { type?: string; queuing?: Queuing }
      lendablePercent?: number
    }
    exempt?: { nominalConcurrencyShares?: number; lendablePercent?: number }
  }
  status: object
}

const SHARES = 30
const QUEUING: Required<Queuing> = { queues: 64, handSize: 8, queueLengthLimit: 50 }
const NONE = '<none>'

export const priorityLevelConfiguration = defineKind<PriorityLevelConfiguration>({
  info: resourceInfo('flowcontrol.apiserver.k8s.io', 'PriorityLevelConfiguration', 'prioritylevelconfigurations', {
    namespaced: false,
  }),
  schema: 'io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    const { limited, exempt } = object.spec
    if (exempt) {
      exempt.nominalConcurrencyShares ??= 0
      exempt.lendablePercent ??= 0
    }
    if (!limited) return
    limited.nominalConcurrencyShares ??= SHARES
    limited.lendablePercent ??= 0
    const { queuing } = limited.limitResponse ?? {}
    if (queuing) for (const field of Object.keys(QUEUING) as (keyof Queuing)[]) queuing[field] ||= QUEUING[field]
  },
  prepareForCreate(object) {
    object.status = {}
  },
  validate: (object) => statusCauses(validateLevel(object)),
  validateUpdate: (next) => statusCauses(validateLevel(next)),
  columns: [
    NAME,
    column('Type', 'string', 'Whether its requests are limited.'),
    column('NominalConcurrencyShares', 'string', 'Its share of what the server does at a time.'),
    column('Queues', 'string', 'Queues that requests wait in.'),
    column('HandSize', 'string', 'Queues that one flow may use.'),
    column('QueueLengthLimit', 'string', 'Requests that one queue holds.'),
    AGE,
  ],
  printRow: ({ metadata, spec }, clock) => {
    const shares = spec.limited?.nominalConcurrencyShares ?? NONE
    const { queues = NONE, handSize = NONE, queueLengthLimit = NONE } = spec.limited?.limitResponse?.queuing ?? {}
    const age = ageOf(metadata.creationTimestamp, clock)
    return [metadata.name, spec.type ?? '', shares, queues, handSize, queueLengthLimit, age]
  },
})

function validateLevel({ spec }: PriorityLevelConfiguration): FieldError[] {
  const { type, limited, exempt } = spec
  const errors = oneOf(type, 'spec.type', ['Exempt', 'Limited'])
  if (type === 'Exempt' && limited) {
    errors.push(forbidden('spec.limited', 'must be nil if the type is not Limited'))
  }
  if (type !== 'Limited') return errors
  if (exempt) errors.push(forbidden('spec.exempt', 'must be nil if the type is Limited'))
  if (!limited) return [...errors, required('spec.limited', 'must not be empty when type is Limited')]
  const path = 'spec.limited.limitResponse.type'
  return [...errors, ...oneOf(limited.limitResponse?.type, path, ['Queue', 'Reject'])]
}
