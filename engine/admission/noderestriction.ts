/**
 * What acts as a kubelet (a user system:node:NAME of the group system:nodes) touches its own Node, Pods, Lease and CSINode and no others.
 * The kubelets of the cluster keep to that by themselves; clients that act as one are held to it. Source: plugin/pkg/admission/noderestriction.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { goQuote } from '../api/goquote.ts'
import type { ApiServer } from '../api/server.ts'
import type { Pod } from '../kinds/types.ts'
import { nodeProblem } from './noderestriction/nodes.ts'
import { evictionProblem, podProblem, podStatusProblem } from './noderestriction/pods.ts'
import { refuse } from './requests.ts'

const GROUP = 'system:nodes'
const PREFIX = 'system:node:'
const LEASES = 'kube-node-lease'

/** Why a node may not; undefined when it may. */
type Rule = (node: string, request: AdmissionRequest, server: ApiServer) => string | undefined

/** By resource, with the subresource where there is one. */
const RULES: Readonly<Record<string, Rule>> = {
  pods: (node, request) => podProblem(node, request),
  'pods/status': (node, request) => podStatusProblem(node, request),
  'pods/eviction': (node, { namespace, name }, { store }) =>
    evictionProblem(node, store.table('pods').find(namespace, name) as Pod | undefined),
  nodes: nodeProblem,
  'nodes/status': nodeProblem,
  'leases.coordination.k8s.io': (node, { namespace, name }) =>
    namespace === LEASES
      ? same(node, name, 'can only access node lease with the same name as the requesting node')
      : `can only access leases in the ${goQuote(LEASES)} system namespace`,
  'csinodes.storage.k8s.io': (node, { name }) =>
    same(node, name, 'can only access CSINode with the same name as the requesting node'),
}

const same = (node: string, name: string, otherwise: string) => (name === node ? undefined : otherwise)

export function nodeRestriction(server: ApiServer): AdmissionPlugin {
  return {
    name: 'NodeRestriction',
    mutate(request) {
      const { user, info, subresource, object } = request
      if (!user.groups.includes(GROUP)) return object
      const rule = RULES[subresource === '' ? info.resource : `${info.resource}/${subresource}`]
      if (rule === undefined) return object
      if (!user.name.startsWith(PREFIX)) {
        throw refuse(request, `could not determine node from user ${goQuote(user.name)}`)
      }
      const problem = rule(user.name.slice(PREFIX.length), request, server)
      if (problem !== undefined) throw refuse(request, problem)
      return object
    },
  }
}
