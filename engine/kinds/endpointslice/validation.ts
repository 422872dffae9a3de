/** EndpointSlices. Source: pkg/apis/discovery/validation. */
import { duplicate, type FieldError, invalid, required, tooMany } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { validateFullyQualifiedDomainName } from '../../api/domainnames.ts'
import { validateIpv4, validateIpv6 } from '../../api/ip.ts'
import { dnsLabelMessages, dnsSubdomainMessages } from '../../api/names.ts'
import { validateImmutable } from '../../api/objectmeta.ts'
import { PROTOCOLS } from '../podspec/ports.ts'
import type { EndpointSlice, EndpointSliceEndpoint } from '../types.ts'
import { each, oneOf, qualifiedName } from '../validation/checks.ts'
import { nonSpecialIp } from '../validation/specialips.ts'

const MAX_ENDPOINTS = 1000
const MAX_ADDRESSES = 100
const MAX_PORTS = 20_000

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  return [
    ...oneOf(slice.addressType, 'addressType', ['FQDN', 'IPv4', 'IPv6']),
    ...validateEndpoints(slice),
    ...validatePorts(slice),
  ]
}

export function validateEndpointSliceUpdate(next: EndpointSlice, old: EndpointSlice): FieldError[] {
  return [...validateEndpointSlice(next), ...validateImmutable(next.addressType, old.addressType, 'addressType')]
}

function validateEndpoints({ endpoints = [], addressType }: EndpointSlice): FieldError[] {
  if (endpoints.length > MAX_ENDPOINTS) return [tooMany('endpoints', endpoints.length, MAX_ENDPOINTS)]
  return endpoints.flatMap((endpoint, i) => validateEndpoint(endpoint, addressType, index('endpoints', i)))
}

function validateEndpoint(endpoint: EndpointSliceEndpoint, addressType: string, path: string): FieldError[] {
  const { addresses = [], hostname, nodeName } = endpoint
  const at = child(path, 'addresses')
  const errors: FieldError[] = []
  if (addresses.length === 0) errors.push(required(at, 'must contain at least 1 address'))
  else if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(at, addresses.length, MAX_ADDRESSES))
  for (const [i, address] of addresses.entries()) errors.push(...validateAddress(address, addressType, index(at, i)))
  if (nodeName !== undefined) errors.push(...each(child(path, 'nodeName'), nodeName, dnsSubdomainMessages(nodeName)))
  if (hostname !== undefined) errors.push(...each(child(path, 'hostname'), hostname, dnsLabelMessages(hostname)))
  return errors
}

function validateAddress(address: string, addressType: string, path: string): FieldError[] {
  if (addressType === 'FQDN') return validateFullyQualifiedDomainName(address, path)
  if (addressType !== 'IPv4' && addressType !== 'IPv6') return []
  const errors = addressType === 'IPv4' ? validateIpv4(address, path) : validateIpv6(address, path)
  return errors.length > 0 ? errors : nonSpecialIp(address, path)
}

function validatePorts({ ports = [] }: EndpointSlice): FieldError[] {
  if (ports.length > MAX_PORTS) return [tooMany('ports', ports.length, MAX_PORTS)]
  return ports.flatMap(({ name = '', protocol, appProtocol, port }, i) => {
    const at = index('ports', i)
    const errors = name ? each(child(at, 'name'), name, dnsLabelMessages(name)) : []
    if (ports.slice(0, i).some((other) => (other.name ?? '') === name)) errors.push(duplicate(child(at, 'name'), name))
    errors.push(...oneOf(protocol, child(at, 'protocol'), PROTOCOLS))
    if (appProtocol !== undefined) errors.push(...qualifiedName(appProtocol, child(at, 'appProtocol')))
    if (port !== undefined && (port < 1 || port > 65_535)) {
      errors.push(invalid(child(at, 'port'), port, 'must be between 1 and 65535, inclusive'))
    }
    return errors
  })
}
