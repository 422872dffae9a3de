/** Who is asked about access, one after the other: `--authorization-mode=Node,RBAC`. Source: apiserver pkg/authorization/union. */
import type { AccessRule, Attributes, Authorizer, Verdict } from '../api/authorization.ts'
import type { Store } from '../api/store.ts'
import type { User } from '../api/user.ts'
import { NodeAuthorizer } from './node/authorizer.ts'
import { RbacAuthorizer } from './rbac/authorizer.ts'

/** The API server's authorizer: allowed is what one of them allows. */
export class Authorizers implements Authorizer {
  private readonly members: readonly Authorizer[]

  constructor(store: Store) {
    this.members = [new NodeAuthorizer(store), new RbacAuthorizer(store)]
  }

  authorize(attributes: Attributes): Verdict {
    const reasons: string[] = []
    for (const member of this.members) {
      const verdict = member.authorize(attributes)
      if (verdict.allowed) return verdict
      if (verdict.reason !== '') reasons.push(verdict.reason)
    }
    return { allowed: false, reason: reasons.join('\n') }
  }

  rulesFor(user: User, namespace: string): { rules: AccessRule[]; errors: string[] } {
    const all = this.members.map((member) => member.rulesFor(user, namespace))
    return {
      rules: all.flatMap(({ rules }) => rules),
      errors: all.flatMap(({ errors }) => errors),
    }
  }
}
