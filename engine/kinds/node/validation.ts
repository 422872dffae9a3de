/** Nodes. Source: ValidateNode, ValidateNodeUpdate. */
import { equal } from '../../api/equal.ts'
import { duplicate, type FieldError, forbidden, invalid, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { validateLegacyCidr } from '../../api/cidr.ts'
import { goStrings } from '../../api/gosyntax.ts'
import { validateTaints } from '../podspec/tolerations.ts'
import type { Node } from '../types.ts'
import { validateAmount } from '../validation/amounts.ts'

/** Upstream looks for taints below metadata. */
const TAINTS = 'metadata.taints'
const CIDRS = 'spec.podCIDRs'

export function validateNode(node: Node): FieldError[] {
  return [
    ...validateTaints(node.spec.taints ?? [], TAINTS),
    ...resourceErrors(node),
    ...cidrErrors(node.spec.podCIDRs ?? []),
  ]
}

function resourceErrors({ status }: Node): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((field) => {
    const list = (status?.[field] ?? {}) as Record<string, string>
    return Object.keys(list)
      .sort()
      .flatMap((name) => validateAmount(name, list[name] as string, child('status', field, name)))
  })
}

function cidrErrors(cidrs: readonly string[]): FieldError[] {
  const errors = cidrs.flatMap((cidr, i) => validateLegacyCidr(cidr, index(CIDRS, i), false))
  if (cidrs.length < 2) return errors
  const families = new Set(cidrs.map((cidr) => cidr.includes(':')))
  if (families.size < 2 || cidrs.length > 2) {
    errors.push(invalid(CIDRS, verbatim(goStrings(cidrs)), 'may specify no more than one CIDR for each IP family'))
  }
  for (const [i, cidr] of cidrs.entries()) {
    if (cidrs.indexOf(cidr) < i) errors.push(duplicate(index(CIDRS, i), cidr))
  }
  return errors
}

export function validateNodeUpdate(next: Node, old: Node): FieldError[] {
  return [
    ...resourceErrors(next),
    ...addressErrors(next),
    ...onceSet(next, old),
    ...validateTaints(next.spec.taints ?? [], TAINTS),
  ]
}

function addressErrors({ status }: Node): FieldError[] {
  const addresses = status?.addresses ?? []
  return addresses.flatMap((address, i) =>
    addresses.slice(0, i).some((other) => equal(other, address))
      ? [duplicate(index('status.addresses', i), address)]
      : [],
  )
}

/** What identifies the machine is given once. */
function onceSet({ spec }: Node, old: Node): FieldError[] {
  const errors: FieldError[] = []
  const rule = (field: string) => `node updates may not change ${field} except from "" to valid`
  if (old.spec.podCIDRs?.length && !equal(old.spec.podCIDRs, spec.podCIDRs))
    errors.push(forbidden(CIDRS, rule('podCIDR')))
  if (old.spec.providerID && old.spec.providerID !== spec.providerID) {
    errors.push(forbidden('spec.providerID', rule('providerID')))
  }
  return errors
}
