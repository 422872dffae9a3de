/** Everything I may do in a namespace. Source: pkg/registry/authorization/selfsubjectrulesreview. */
import type { AccessRule } from '../../authorization.ts'
import { badRequest } from '../../errors.ts'
import type { KObject } from '../../object.ts'
import type { ApiResponse } from '../../request.ts'
import { answered, readQuestion, type VirtualCall } from '../virtualcall.ts'

interface Review extends KObject {
  spec?: { namespace?: string }
}

export function selfRulesReview(call: VirtualCall): ApiResponse {
  const review = readQuestion<Review>(call)
  const namespace = review.spec?.namespace ?? ''
  if (namespace === '') throw badRequest('no namespace on request')
  const { rules, errors } = call.context.authorizer.rulesFor(call.user, namespace)
  const status = {
    resourceRules: rules.filter(({ resources = [] }) => resources.length > 0).map(resourceRule),
    nonResourceRules: rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0).map(pathRule),
    incomplete: errors.length > 0,
    ...(errors.length > 0 ? { evaluationError: errors.join(', ') } : {}),
  }
  return answered(call, { ...review, spec: {}, status })
}

const resourceRule = ({ verbs, apiGroups, resources, resourceNames }: AccessRule) => ({
  verbs,
  apiGroups,
  resources,
  ...(resourceNames?.length ? { resourceNames } : {}),
})

const pathRule = ({ verbs, nonResourceURLs }: AccessRule) => ({ verbs, nonResourceURLs })
