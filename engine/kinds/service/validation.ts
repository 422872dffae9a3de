/** Services. Source: pkg/apis/core/validation ValidateService. */
import { duplicate, type FieldError, forbidden, invalid, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { validateLegacyCidr } from '../../api/cidr.ts'
import { validateLegacyIp } from '../../api/ip.ts'
import { validateLabels } from '../../api/objectmeta.ts'
import { portNumberMessages } from '../../api/valueformats.ts'
import { PROTOCOLS } from '../podspec/ports.ts'
import type { Service, ServicePort } from '../types.ts'
import { dnsLabel, dnsSubdomain, each, oneOf, portNumberOrName, qualifiedName } from '../validation/checks.ts'
import { nonSpecialIp } from '../validation/specialips.ts'
import { validateAddressFields } from './addresses.ts'
import { validateLoadBalancerClass, validateTrafficPolicies } from './traffic.ts'

type Spec = Service['spec']

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const MAX_STICKY_SECONDS = 86_400
const ONLY_BALANCERS = "may only be used when `type` is 'LoadBalancer'"

export function validateService(service: Service): FieldError[] {
  const { spec } = service
  return [
    ...typeErrors(spec),
    ...portErrors(spec),
    ...validateLabels(spec.selector, 'spec.selector'),
    ...affinityErrors(spec),
    ...validateAddressFields(service),
    ...externalIpErrors(spec),
    ...oneOf(spec.type, 'spec.type', TYPES),
    ...duplicatePorts(spec),
    ...balancerErrors(spec),
    ...validateLoadBalancerClass(undefined, spec),
    ...validateTrafficPolicies(spec),
  ]
}

export const isHeadless = ({ clusterIPs }: Spec): boolean => clusterIPs?.length === 1 && clusterIPs[0] === 'None'

function typeErrors(spec: Spec): FieldError[] {
  const { type, ports = [], clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = '' } = spec
  const errors: FieldError[] = []
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') errors.push(required('spec.ports', ''))
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`))
  }
  if (type !== 'ExternalName') return errors
  const NOT_HERE = 'may not be set for ExternalName services'
  if (clusterIPs.length > 0) errors.push(forbidden('spec.clusterIPs', NOT_HERE))
  if (ipFamilies.length > 0) errors.push(forbidden('spec.ipFamilies', NOT_HERE))
  if (ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', NOT_HERE))
  const name = externalName.replace(/\.$/, '')
  return [...errors, ...(name ? dnsSubdomain(name, 'spec.externalName') : [required('spec.externalName', '')])]
}

function portErrors({ ports = [] }: Spec): FieldError[] {
  return ports.flatMap((port, i) => {
    const at = index('spec.ports', i)
    const { name, protocol, targetPort, appProtocol } = port
    return [
      ...nameErrors(name, ports, i, child(at, 'name')),
      ...each(child(at, 'port'), port.port ?? 0, portNumberMessages(port.port ?? 0)),
      ...oneOf(protocol, child(at, 'protocol'), PROTOCOLS),
      ...portNumberOrName(targetPort, child(at, 'targetPort')),
      ...(appProtocol === undefined ? [] : qualifiedName(appProtocol, child(at, 'appProtocol'))),
    ]
  })
}

function nameErrors(name: string | undefined, ports: readonly ServicePort[], i: number, path: string): FieldError[] {
  if (!name) return ports.length > 1 ? [required(path, '')] : []
  const errors = dnsLabel(name, path)
  return ports.slice(0, i).some((other) => other.name === name) ? [...errors, duplicate(path, name)] : errors
}

function affinityErrors({ sessionAffinity, sessionAffinityConfig }: Spec): FieldError[] {
  const errors = oneOf(sessionAffinity, 'spec.sessionAffinity', ['ClientIP', 'None'])
  const path = 'spec.sessionAffinityConfig'
  if (sessionAffinity === 'None' && sessionAffinityConfig) {
    return [...errors, forbidden(path, 'must not be set when session affinity is None')]
  }
  if (sessionAffinity !== 'ClientIP') return errors
  const WHEN = 'when session affinity type is ClientIP'
  if (!sessionAffinityConfig) return [...errors, required(path, WHEN)]
  if (!sessionAffinityConfig.clientIP) return [...errors, required(child(path, 'clientIP'), WHEN)]
  const seconds = sessionAffinityConfig.clientIP.timeoutSeconds
  const at = child(path, 'clientIP', 'timeoutSeconds')
  if (seconds === undefined) return [...errors, required(at, WHEN)]
  if (seconds > 0 && seconds <= MAX_STICKY_SECONDS) return errors
  return [...errors, invalid(at, seconds, `must be greater than 0 and less than ${MAX_STICKY_SECONDS}`)]
}

function externalIpErrors({ externalIPs = [] }: Spec): FieldError[] {
  return externalIPs.flatMap((ip, i) => {
    const at = index('spec.externalIPs', i)
    const errors = validateLegacyIp(ip, at, false)
    return errors.length > 0 ? errors : nonSpecialIp(ip, at)
  })
}

/** Node ports where there are none; numbers that are there twice for one protocol. */
function duplicatePorts({ type, ports = [] }: Spec): FieldError[] {
  const errors: FieldError[] = []
  const at = (i: number) => index('spec.ports', i)
  for (const [i, { nodePort }] of ports.entries()) {
    if (type !== 'ClusterIP' || !nodePort) continue
    errors.push(forbidden(child(at(i), 'nodePort'), "may not be used when `type` is 'ClusterIP'"))
  }
  const twice = (i: number, same: (a: ServicePort, b: ServicePort) => boolean) =>
    ports.slice(0, i).some((other) => other.protocol === ports[i]?.protocol && same(other, ports[i] as ServicePort))
  for (const [i, { nodePort }] of ports.entries()) {
    if (nodePort && twice(i, (a, b) => a.nodePort === b.nodePort))
      errors.push(duplicate(child(at(i), 'nodePort'), nodePort))
  }
  for (const [i, port] of ports.entries()) {
    if (twice(i, (a, b) => a.port === b.port)) errors.push(duplicate(at(i), verbatim(goPort(port))))
  }
  return errors
}

/** The key of a port as Go prints it. */
function goPort({ protocol = '', port }: ServicePort): string {
  const target = 'intstr.IntOrString{Type:0, IntVal:0, StrVal:""}'
  return `core.ServicePort{Name:"", Protocol:${goQuote(protocol)}, AppProtocol:(*string)(nil), Port:${port}, TargetPort:${target}, NodePort:0}`
}

function balancerErrors(spec: Spec): FieldError[] {
  const { type, loadBalancerSourceRanges: ranges = [], allocateLoadBalancerNodePorts: allocate } = spec
  const errors: FieldError[] = []
  const path = 'spec.LoadBalancerSourceRanges'
  if (ranges.length > 0 && type !== 'LoadBalancer') errors.push(forbidden(path, ONLY_BALANCERS))
  for (const [i, range] of ranges.entries()) errors.push(...validateLegacyCidr(range.trim(), index(path, i), false))
  if (type === 'LoadBalancer' && allocate === undefined) errors.push(required('allocateLoadBalancerNodePorts', ''))
  if (type !== 'LoadBalancer' && allocate !== undefined) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', ONLY_BALANCERS))
  }
  return errors
}
