/** Endpoints: core/v1. Source: pkg/registry/core/endpoint. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { endpointsCell } from './printing/endpoints.ts'
import type { Endpoints } from './types.ts'

export const endpoints = defineKind<Endpoints>({
  info: resourceInfo('', 'Endpoints', 'endpoints', { shortNames: ['ep'] }),
  schema: 'io.k8s.api.core.v1.Endpoints',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    for (const { ports } of object.subsets ?? []) for (const port of ports ?? []) port.protocol ||= 'TCP'
  },
  columns: [NAME, column('Endpoints', 'string', 'Addresses and ports that requests are sent to.'), AGE],
  printRow: (object, clock) => [
    object.metadata.name,
    endpointsCell(object),
    ageOf(object.metadata.creationTimestamp, clock),
  ],
})
