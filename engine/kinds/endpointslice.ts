/** EndpointSlice: discovery.k8s.io/v1. Source: pkg/registry/discovery/endpointslice. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { validateEndpointSlice, validateEndpointSliceUpdate } from './endpointslice/validation.ts'
import { ageOf } from './printing/age.ts'
import { sliceEndpointsCell, slicePortsCell } from './printing/endpoints.ts'
import type { EndpointSlice } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const endpointSlice = defineKind<EndpointSlice>({
  info: resourceInfo('discovery.k8s.io', 'EndpointSlice', 'endpointslices'),
  schema: 'io.k8s.api.discovery.v1.EndpointSlice',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    for (const port of object.ports ?? []) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  validate: (object) => statusCauses(validateEndpointSlice(object)),
  validateUpdate: (next, old) => statusCauses(validateEndpointSliceUpdate(next, old)),
  columns: [
    NAME,
    column('AddressType', 'string', 'IPv4, IPv6 or FQDN.'),
    column('Ports', 'string', 'Ports of every endpoint.'),
    column('Endpoints', 'string', 'Addresses of the endpoints.'),
    AGE,
  ],
  printRow: (object, clock) => [
    object.metadata.name,
    object.addressType,
    slicePortsCell(object),
    sliceEndpointsCell(object),
    ageOf(object.metadata.creationTimestamp, clock),
  ],
})
