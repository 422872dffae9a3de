/** Roles and bindings as the API server's authorizer. Source: plugin/pkg/auth/authorizer/rbac/rbac.go. */
import type { AccessRule, Attributes, Authorizer, Verdict } from '../../api/authorization.ts'
import { goQuote } from '../../api/goquote.ts'
import type { Store } from '../../api/store.ts'
import { MASTERS, type User } from '../../api/user.ts'
import { ruleAllows } from './match.ts'
import { RuleResolver, type RuleSource } from './rules.ts'

export class RbacAuthorizer implements Authorizer {
  readonly resolver: RuleResolver

  constructor(store: Store) {
    this.resolver = new RuleResolver(store)
  }

  authorize(attributes: Attributes): Verdict {
    if (attributes.user.groups.includes(MASTERS)) return { allowed: true, reason: '' }
    const errors: string[] = []
    let reason: string | undefined
    this.resolver.visit(attributes.user, attributes.namespace, (rule, source, error) => {
      if (rule === undefined) errors.push(error)
      else if (ruleAllows(attributes, rule)) reason = allowedBy(source)
      return reason === undefined
    })
    if (reason !== undefined) return { allowed: true, reason }
    return { allowed: false, reason: errors.length === 0 ? '' : `RBAC: ${aggregate(errors)}` }
  }

  rulesFor(user: User, namespace: string): { rules: AccessRule[]; errors: string[] } {
    const rules: AccessRule[] = []
    const errors: string[] = []
    this.resolver.visit(user, namespace, (rule, _, error) => {
      if (rule === undefined) errors.push(error)
      else rules.push(rule)
      return true
    })
    return { rules, errors }
  }
}

const aggregate = (errors: readonly string[]) =>
  errors.length === 1 ? errors[0] : `[${[...new Set(errors)].join(', ')}]`

function allowedBy({ binding, subject }: RuleSource): string {
  const { name, namespace } = binding.metadata
  const bound = namespace === undefined ? goQuote(name) : goQuote(`${name}/${namespace}`)
  const { kind, name: role } = binding.roleRef
  const who = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? ''}` : subject.name
  return `RBAC: allowed by ${binding.kind} ${bound} of ${kind} ${goQuote(role)} to ${subject.kind} ${goQuote(who)}`
}
