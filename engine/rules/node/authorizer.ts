/** What kubelets may do: their own Node, Lease and Pods, and what those need. Source: plugin/pkg/auth/authorizer/node/node_authorizer.go. */
import type { AccessRule, Attributes, Authorizer, Verdict } from '../../api/authorization.ts'
import { goQuote } from '../../api/goquote.ts'
import type { Store } from '../../api/store.ts'
import type { User } from '../../api/user.ts'
import { parseRule } from '../rbac/bootstrap.ts'
import { SYSTEM_ROLES } from '../rbac/bootstraproles.ts'
import { ruleAllows } from '../rbac/match.ts'
import { isRelated } from './relations.ts'

const GROUP = 'system:nodes'
const PREFIX = 'system:node:'
const LEASES = 'kube-node-lease'

const ALLOWED: Verdict = { allowed: true, reason: '' }
const no = (reason: string): Verdict => ({ allowed: false, reason })

/** Which of a resource's objects; what has none falls to the rules of the role system:node. */
type Rule = (this: NodeAuthorizer, node: string, asked: Attributes) => Verdict

/** What all kubelets may do alike. */
const ROLE: readonly AccessRule[] = (SYSTEM_ROLES['system:node'] ?? []).map(parseRule)

export class NodeAuthorizer implements Authorizer {
  constructor(readonly store: Store) {}

  authorize(asked: Attributes): Verdict {
    const node = nodeOf(asked.user)
    if (node === undefined) return no('')
    if (node === '') return no(`unknown node for user ${goQuote(asked.user.name)}`)
    const rule = asked.isResource ? RULES[resourceOf(asked)] : undefined
    if (rule !== undefined) return rule.call(this, node, asked)
    return ROLE.some((each) => ruleAllows(asked, each)) ? ALLOWED : no('')
  }

  rulesFor(user: User): { rules: AccessRule[]; errors: string[] } {
    const errors = nodeOf(user) === undefined ? [] : ['node authorizer does not support user rule resolution']
    return { rules: [], errors }
  }

  /** An object that somebody on the machine needs. */
  related(node: string, asked: Attributes): Verdict {
    if (asked.name === '') return no('No Object name found')
    if (isRelated(this.store, node, resourceOf(asked), asked.namespace, asked.name)) return ALLOWED
    return no(`no relationship found between node '${node}' and this object`)
  }
}

/** The machine's name; empty when a member of the group does not say it, undefined for others. */
function nodeOf({ name, groups }: User): string | undefined {
  return name.startsWith(PREFIX) && groups.includes(GROUP) ? name.slice(PREFIX.length) : undefined
}

const resourceOf = ({ group, resource }: Attributes) => (group === '' ? resource : `${resource}.${group}`)

const isOneOf = (verb: string, verbs: string) => verbs.split(',').includes(verb)

function read(this: NodeAuthorizer, node: string, asked: Attributes): Verdict {
  if (!isOneOf(asked.verb, 'get,list,watch')) return no('can only read resources of this type')
  if (asked.subresource !== '') return no('cannot read subresource')
  if (asked.namespace === '') return no('can only read namespaced object of this type')
  return this.related(node, asked)
}

function get(this: NodeAuthorizer, node: string, asked: Attributes): Verdict {
  if (asked.verb !== 'get') return no('can only get individual resources of this type')
  if (asked.subresource !== '') return no('cannot get subresource')
  return this.related(node, asked)
}

function claim(this: NodeAuthorizer, node: string, asked: Attributes): Verdict {
  if (asked.subresource !== 'status') return get.call(this, node, asked)
  if (!isOneOf(asked.verb, 'update,patch')) return no('can only get/update/patch this type')
  return this.related(node, asked)
}

function token(this: NodeAuthorizer, node: string, asked: Attributes): Verdict {
  if (asked.verb !== 'create' || asked.name === '') {
    return no('can only create tokens for individual service accounts')
  }
  if (asked.subresource !== 'token') return no('can only create token subresource of serviceaccount')
  return isRelated(this.store, node, 'serviceaccounts', asked.namespace, asked.name)
    ? ALLOWED
    : no(`no relationship found between node '${node}' and this object`)
}

const OWN = 'get,create,update,patch,delete'

function lease(this: NodeAuthorizer, node: string, { verb, namespace, name }: Attributes): Verdict {
  if (!isOneOf(verb, OWN)) return no('can only get, create, update, patch, or delete a node lease')
  if (namespace !== LEASES) return no(`can only access leases in the ${goQuote(LEASES)} system namespace`)
  // The name is not known of what is created: admission looks at it.
  if (verb === 'create' || name === node) return ALLOWED
  return no('can only access node lease with the same name as the requesting node')
}

function csiNode(this: NodeAuthorizer, node: string, { verb, subresource, name }: Attributes): Verdict {
  if (!isOneOf(verb, OWN)) return no('can only get, create, update, patch, or delete a CSINode')
  if (subresource !== '') return no('cannot authorize CSINode subresources')
  if (verb === 'create' || name === node) return ALLOWED
  return no('can only access CSINode with the same name as the requesting node')
}

/** Writes are let through, and admission (NodeRestriction) holds them to the machine's own. */
function nodes(this: NodeAuthorizer, node: string, { verb, subresource, name }: Attributes): Verdict {
  if (subresource === 'status') return isOneOf(verb, 'update,patch') ? ALLOWED : no('')
  if (subresource !== '') return no('')
  if (isOneOf(verb, 'create,update,patch')) return ALLOWED
  if (!isOneOf(verb, 'get,list,watch')) return no('')
  if (name === node) return ALLOWED
  const what = name === '' ? 'all nodes' : `'${name}'`
  return no(`node '${node}' cannot read ${what}, only its own Node object`)
}

function pods(this: NodeAuthorizer, node: string, asked: Attributes): Verdict {
  const { verb, subresource, name } = asked
  if (subresource === 'status') return isOneOf(verb, 'update,patch') ? ALLOWED : no('')
  if (subresource === 'eviction') return verb === 'create' ? ALLOWED : no('')
  if (subresource !== '') return no('')
  if (verb === 'get') return get.call(this, node, asked)
  if (isOneOf(verb, 'create,delete')) return ALLOWED
  if (!isOneOf(verb, 'list,watch')) return no('')
  const own = asked.fieldSelector?.some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === node,
  )
  if (own) return ALLOWED
  if (name !== '') return this.related(node, asked)
  return no('can only list/watch pods with spec.nodeName field selector')
}

const RULES: Readonly<Record<string, Rule>> = {
  secrets: read,
  configmaps: read,
  persistentvolumeclaims: claim,
  persistentvolumes: get,
  'resourceclaims.resource.k8s.io': get,
  'volumeattachments.storage.k8s.io': get,
  serviceaccounts: token,
  'leases.coordination.k8s.io': lease,
  'csinodes.storage.k8s.io': csiNode,
  nodes,
  pods,
}
