/** Endpoints: core/v1. Source: pkg/registry/core/endpoint. */
import { type FieldError, required } from '../api/fielderror.ts'
import { child, index } from '../api/fieldpath.ts'
import { validateLegacyIp } from '../api/ip.ts'
import { dnsSubdomainMessages } from '../api/names.ts'
import { portNumberMessages } from '../api/valueformats.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { PROTOCOLS } from './podspec/ports.ts'
import { ageOf } from './printing/age.ts'
import { endpointsCell } from './printing/endpoints.ts'
import type { Endpoints } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { dnsLabel, each, oneOf, qualifiedName } from './validation/checks.ts'
import { nonSpecialIp } from './validation/specialips.ts'

type Subset = NonNullable<Endpoints['subsets']>[number]
type Address = NonNullable<Subset['addresses']>[number]
type Port = NonNullable<Subset['ports']>[number]

export const endpoints = defineKind<Endpoints>({
  info: resourceInfo('', 'Endpoints', 'endpoints', { shortNames: ['ep'] }),
  schema: 'io.k8s.api.core.v1.Endpoints',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    for (const { ports } of object.subsets ?? []) for (const port of ports ?? []) port.protocol ||= 'TCP'
  },
  validate: (object) => statusCauses(validateSubsets(object)),
  validateUpdate: (next) => statusCauses(validateSubsets(next)),
  columns: [NAME, column('Endpoints', 'string', 'Addresses and ports that requests are sent to.'), AGE],
  printRow: (object, clock) => [
    object.metadata.name,
    endpointsCell(object),
    ageOf(object.metadata.creationTimestamp, clock),
  ],
})

function validateSubsets({ subsets = [] }: Endpoints): FieldError[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const at = index('subsets', i)
    const none = addresses.length + notReadyAddresses.length === 0
    return [
      ...(none ? [required(at, 'must specify `addresses` or `notReadyAddresses`')] : []),
      ...addresses.flatMap((address, j) => validateAddress(address, index(child(at, 'addresses'), j))),
      ...notReadyAddresses.flatMap((address, j) => validateAddress(address, index(child(at, 'notReadyAddresses'), j))),
      ...ports.flatMap((port, j) => validatePort(port, ports.length > 1, index(child(at, 'ports'), j))),
    ]
  })
}

function validateAddress({ ip = '', hostname, nodeName }: Address, path: string): FieldError[] {
  return [
    ...validateLegacyIp(ip, child(path, 'ip'), false),
    ...(hostname ? dnsLabel(hostname, child(path, 'hostname')) : []),
    ...(nodeName === undefined ? [] : each(child(path, 'nodeName'), nodeName, dnsSubdomainMessages(nodeName))),
    ...nonSpecialIp(ip, child(path, 'ip')),
  ]
}

function validatePort({ name, port, protocol, appProtocol }: Port, named: boolean, path: string): FieldError[] {
  const at = child(path, 'name')
  return [
    ...(name ? dnsLabel(name, at) : named ? [required(at, '')] : []),
    ...each(child(path, 'port'), port ?? 0, portNumberMessages(port ?? 0)),
    ...oneOf(protocol, child(path, 'protocol'), PROTOCOLS),
    ...(appProtocol === undefined ? [] : qualifiedName(appProtocol, child(path, 'appProtocol'))),
  ]
}
