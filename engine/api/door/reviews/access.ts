/** Reviews of one access: may I, may they? Source: pkg/registry/authorization, pkg/apis/authorization/validation. */
import type { Attributes } from '../../authorization.ts'
import { badRequest, invalid as invalidObject } from '../../errors.ts'
import { type FieldError, fieldErrorBody, invalid } from '../../fielderror.ts'
import type { KObject } from '../../object.ts'
import type { ApiResponse } from '../../request.ts'
import type { User } from '../../user.ts'
import { answered, readQuestion, type VirtualCall } from '../virtualcall.ts'
import { reviewedSelectors, type SelectorAttributes } from './selectors.ts'

interface ResourceAttributes {
  namespace?: string
  verb?: string
  group?: string
  version?: string
  resource?: string
  subresource?: string
  name?: string
  fieldSelector?: SelectorAttributes
  labelSelector?: SelectorAttributes
}

interface Spec {
  resourceAttributes?: ResourceAttributes
  nonResourceAttributes?: { path?: string; verb?: string }
  user?: string
  groups?: string[]
  extra?: Record<string, string[]>
  uid?: string
}

interface Review extends KObject {
  spec: Spec
}

export function selfAccessReview(call: VirtualCall): ApiResponse {
  const review = readQuestion<Review>(call)
  check(call, attributeErrors(review.spec ?? {}))
  return decide(call, review, call.user)
}

export function accessReview(call: VirtualCall): ApiResponse {
  const review = readQuestion<Review>(call)
  check(call, [...attributeErrors(review.spec ?? {}), ...userErrors(review.spec ?? {})])
  return decide(call, review, userOf(review.spec))
}

export function localAccessReview(call: VirtualCall): ApiResponse {
  const review = readQuestion<Review>(call)
  const { spec = {} } = review
  const errors = [...attributeErrors(spec), ...userErrors(spec)]
  const { namespace } = call.path
  if (spec.nonResourceAttributes) {
    errors.push(invalid('spec.nonResourceAttributes', '', 'disallowed on this kind of request'))
  } else if (spec.resourceAttributes && spec.resourceAttributes.namespace !== namespace) {
    errors.push(
      invalid(
        'spec.resourceAttributes.namespace',
        spec.resourceAttributes.namespace ?? '',
        'must match metadata.namespace',
      ),
    )
  }
  if (review.metadata?.namespace && review.metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  check(call, errors)
  return decide(call, { ...review, metadata: { ...review.metadata, namespace } }, userOf(spec))
}

const userOf = ({ user = '', groups = [], uid, extra }: Spec): User => ({
  name: user,
  groups,
  ...(uid === undefined ? {} : { uid }),
  ...(extra === undefined ? {} : { extra }),
})

function attributeErrors({ resourceAttributes, nonResourceAttributes }: Spec): FieldError[] {
  if (resourceAttributes && nonResourceAttributes) {
    const detail = 'cannot be specified in combination with resourceAttributes'
    return [invalid('spec.nonResourceAttributes', nonResourceAttributes, detail)]
  }
  if (resourceAttributes || nonResourceAttributes) return []
  const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [invalid('spec.resourceAttributes', null, detail)]
}

function userErrors({ user, groups = [] }: Spec): FieldError[] {
  return user || groups.length > 0 ? [] : [invalid('spec.user', '', 'at least one of user or group must be specified')]
}

function check({ definition }: VirtualCall, errors: readonly FieldError[]): void {
  if (errors.length === 0) return
  const causes = errors.map((error) => ({
    type: error.type.replace('FieldValue', ''),
    field: error.field,
    message: fieldErrorBody(error),
  }))
  throw invalidObject(definition.info, '', causes)
}

function decide(call: VirtualCall, review: Review, user: User): ApiResponse {
  const { allowed, reason } = call.context.authorizer.authorize(attributesOf(review.spec, user))
  const status = reason === '' ? { allowed } : { allowed, reason }
  return answered(call, { ...review, status })
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: Spec, user: User): Attributes {
  const { namespace, verb, group, version, resource, subresource, name } = resourceAttributes ?? {}
  return {
    user,
    isResource: resourceAttributes !== undefined,
    verb: verb ?? nonResourceAttributes?.verb ?? '',
    path: nonResourceAttributes?.path ?? '',
    group: group ?? '',
    version: version ?? '',
    resource: resource ?? '',
    subresource: subresource ?? '',
    namespace: namespace ?? '',
    name: name ?? '',
    ...reviewedSelectors(resourceAttributes),
  }
}
