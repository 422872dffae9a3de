/** NetworkPolicies. Source: pkg/apis/networking/validation ValidateNetworkPolicySpec and neighbours. */
import { cidrContains, parseCidr, validateLegacyCidr } from '../../api/cidr.ts'
import { type FieldError, forbidden, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goStrings } from '../../api/gosyntax.ts'
import { portNameMessages, portNumberMessages } from '../../api/valueformats.ts'
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../types.ts'
import { each } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'

const TYPES = ['Ingress', 'Egress']
const PROTOCOLS = ['TCP', 'UDP', 'SCTP']

export function validateNetworkPolicy({ spec }: NetworkPolicy): FieldError[] {
  const { ingress = [], egress = [] } = spec
  return [
    ...validateLabelSelector(spec.podSelector, 'spec.podSelector'),
    ...ingress.flatMap(({ ports, from }, i) => validateRule(ports, from, 'from', index('spec.ingress', i))),
    ...egress.flatMap(({ ports, to }, i) => validateRule(ports, to, 'to', index('spec.egress', i))),
    ...typeErrors(spec.policyTypes ?? []),
  ]
}

function typeErrors(types: readonly string[]): FieldError[] {
  const path = 'spec.policyTypes'
  if (types.length > TYPES.length) {
    const shown = verbatim(goStrings(types).replace('[]string', '[]networking.PolicyType'))
    return [invalid(path, shown, 'may not specify more than two policyTypes')]
  }
  return types.flatMap((type, i) => (TYPES.includes(type) ? [] : [notSupported(index(path, i), type, TYPES)]))
}

function validateRule(
  ports: readonly NetworkPolicyPort[] = [],
  peers: readonly NetworkPolicyPeer[] = [],
  direction: 'from' | 'to',
  path: string,
): FieldError[] {
  return [
    ...ports.flatMap((port, i) => validatePort(port, index(child(path, 'ports'), i))),
    ...peers.flatMap((peer, i) => validatePeer(peer, index(child(path, direction), i))),
  ]
}

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(child(path, 'protocol'), protocol, PROTOCOLS))
  }
  const [at, end] = [child(path, 'port'), child(path, 'endPort')]
  if (typeof port === 'number') {
    errors.push(...each(at, port, portNumberMessages(port)))
    if (endPort === undefined) return errors
    if (endPort < port) errors.push(invalid(end, port, 'must be greater than or equal to `port`'))
    return [...errors, ...each(end, endPort, portNumberMessages(endPort))]
  }
  if (endPort !== undefined) {
    const why = port === undefined ? 'is not specified' : 'is non-numeric'
    errors.push(invalid(end, endPort, `may not be specified when \`port\` ${why}`))
  }
  return port === undefined ? errors : [...errors, ...each(at, port, portNameMessages(port))]
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string): FieldError[] {
  const errors = [
    ...validateLabelSelector(podSelector, child(path, 'podSelector')),
    ...validateLabelSelector(namespaceSelector, child(path, 'namespaceSelector')),
    ...(ipBlock ? validateBlock(ipBlock, child(path, 'ipBlock')) : []),
  ]
  if (!podSelector && !namespaceSelector && !ipBlock) return [...errors, required(path, 'must specify a peer')]
  if (!ipBlock || (!podSelector && !namespaceSelector)) return errors
  return [...errors, forbidden(path, 'may not specify both ipBlock and another peer')]
}

type Block = NonNullable<NetworkPolicyPeer['ipBlock']>

function validateBlock({ cidr: text, except = [] }: Block, path: string): FieldError[] {
  if (!text) return [required(child(path, 'cidr'), '')]
  const errors = validateLegacyCidr(text, child(path, 'cidr'), false)
  const cidr = parseCidr(text)
  if (cidr === undefined) return errors
  for (const [i, inner] of except.entries()) {
    const at = index(child(path, 'except'), i)
    errors.push(...validateLegacyCidr(inner, at, false))
    const part = parseCidr(inner)
    if (part === undefined) return errors
    if (cidrContains(cidr, part.network) && cidr.prefixLength < part.prefixLength) continue
    errors.push(invalid(at, inner, 'must be a strict subset of `cidr`'))
  }
  return errors
}
