/** Ingress: networking.k8s.io/v1. Source: pkg/registry/networking/ingress, pkg/printers/internalversion printIngress. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import {
  CLASS_ANNOTATION,
  validateIngress,
  validateIngressStatus,
  validateIngressUpdate,
} from './ingress/validation.ts'
import { ageOf } from './printing/age.ts'
import type { Ingress } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const HOSTS_SHOWN = 3

export const ingress = defineKind<Ingress>({
  info: resourceInfo('networking.k8s.io', 'Ingress', 'ingresses', { shortNames: ['ing'] }),
  schema: 'io.k8s.api.networking.v1.Ingress',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    object.status ??= { loadBalancer: {} }
  },
  prepareForCreate(object) {
    object.status = { loadBalancer: {} }
  },
  validate: (object) => statusCauses(validateIngress(object)),
  validateUpdate: (next) => statusCauses(validateIngressUpdate(next)),
  validateStatusUpdate: (next) => statusCauses(validateIngressStatus(next)),
  warnings({ metadata, spec }, old) {
    const isSet = metadata.annotations?.[CLASS_ANNOTATION] !== undefined
    if (old !== undefined || !isSet || spec.ingressClassName !== undefined) return []
    return [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`]
  },
  columns: [
    NAME,
    column('Class', 'string', 'The class of controller that is to serve it.'),
    column('Hosts', 'string', 'Hosts that its rules are about.'),
    column('Address', 'string', 'Where the controller can be reached.'),
    column('Ports', 'string', 'Ports that it serves.'),
    AGE,
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    spec.ingressClassName ?? '<none>',
    hostsCell(spec.rules ?? []),
    addressCell(status),
    spec.tls?.length ? '80, 443' : '80',
    ageOf(metadata.creationTimestamp, clock),
  ],
})

/** The first hosts; the rest is counted by rules. */
function hostsCell(rules: readonly { host?: string }[]): string {
  const hosts = rules.flatMap(({ host }) => (host ? [host] : []))
  const shown = hosts.slice(0, HOSTS_SHOWN)
  if (shown.length === 0) return '*'
  const last = rules.findIndex(({ host }) => host === shown.at(-1))
  const isCut = shown.length === HOSTS_SHOWN && rules.length > last + 1
  return isCut ? `${shown.join(',')} + ${rules.length - HOSTS_SHOWN} more...` : shown.join(',')
}

function addressCell(status: Ingress['status'] | undefined): string {
  const points = status?.loadBalancer?.ingress ?? []
  return [...new Set(points.map(({ ip, hostname }) => ip || hostname || '').filter(Boolean))].sort().join(',')
}
