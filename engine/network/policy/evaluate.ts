/**
 * Network policies: a Pod that a policy selects is isolated in the policy's directions, and gets only what some policy
 * allows. A connection passes when the way out and the way in both let it.
 */
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { selectorMatches } from '../../api/labels.ts'
import type { NetworkPolicy, Pod } from '../../kinds/types.ts'
import type { Decisions } from '../decisions.ts'
import { compiled, isPeer, isPort, type Party, type Port } from './peers.ts'

const POLICIES = 'networkpolicies.networking.k8s.io'

export class Policies {
  private readonly table: Table

  constructor(
    private readonly server: ApiServer,
    private readonly decisions: Decisions,
  ) {
    this.table = server.store.table(POLICIES)
  }

  /** Whether a connection may be made. Replies need no rule of their own. */
  allows(from: Party, to: Party, port: Port): boolean {
    return this.lets(from.pod, 'Egress', to, port) && this.lets(to.pod, 'Ingress', from, port)
  }

  /** The party of a Pod or of a bare address. */
  party(pod: Pod | undefined, address: string): Party {
    const namespace =
      pod === undefined ? undefined : this.server.store.table('namespaces').find('', pod.metadata.namespace as string)
    return { address, pod, namespaceLabels: namespace?.metadata.labels ?? {} }
  }

  private lets(pod: Pod | undefined, direction: 'Ingress' | 'Egress', other: Party, port: Port): boolean {
    if (pod === undefined || pod.spec.hostNetwork) return true
    const home = pod.metadata.namespace as string
    const { tell } = this.decisions
    if (this.table.count(home) === 0 && tell === undefined) return true
    const isolating: NetworkPolicy[] = []
    this.table.each(home, (object) => {
      const policy = object as NetworkPolicy
      const { podSelector, policyTypes } = policy.spec
      if (!policyTypes?.includes(direction)) return
      if (selectorMatches(compiled(podSelector), pod.metadata.labels ?? {})) isolating.push(policy)
    })
    const by = isolating.find((policy) => permits(policy, direction, home, other, port))
    const allowed = isolating.length === 0 || by !== undefined
    tell?.({
      at: 'policy',
      pod: `${home}/${pod.metadata.name}`,
      direction,
      isolating: isolating.map(({ metadata }) => metadata.name),
      ...(by && { by: by.metadata.name }),
      allowed,
    })
    return allowed
  }
}

function permits(
  { spec }: NetworkPolicy,
  direction: 'Ingress' | 'Egress',
  home: string,
  other: Party,
  port: Port,
): boolean {
  const rules =
    direction === 'Ingress'
      ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
      : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))
  return rules.some(({ peers, ports }) => isPeer(peers, home, other) && isPort(ports, port))
}
