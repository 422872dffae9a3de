/** Reviews of identity: who am I, whose is this token? Source: pkg/registry/authentication. */
import { invalid } from '../../errors.ts'
import type { KObject } from '../../object.ts'
import type { ApiResponse } from '../../request.ts'
import { API_AUDIENCE } from '../../tokens/authority.ts'
import type { User } from '../../user.ts'
import { answered, readQuestion, type VirtualCall } from '../virtualcall.ts'

/** A user as reviews tell of them. */
const userInfo = ({ name, uid, groups, extra }: User) => ({
  username: name,
  ...(uid ? { uid } : {}),
  groups: [...groups],
  ...(extra ? { extra } : {}),
})

export function selfReview(call: VirtualCall): ApiResponse {
  const { metadata } = readQuestion<KObject>(call)
  const { clock, calendar } = call.context.server
  const created = { ...metadata, creationTimestamp: calendar.seconds(clock.nowMs) }
  return answered(call, { metadata: created, status: { userInfo: userInfo(call.user) } })
}

interface TokenReview extends KObject {
  spec?: { token?: string; audiences?: string[] }
}

export function tokenReview(call: VirtualCall): ApiResponse {
  const review = readQuestion<TokenReview>(call)
  const { token = '', audiences = [] } = review.spec ?? {}
  if (token === '') {
    throw invalid(call.definition.info, '', [{ type: 'Required', field: 'spec.token', message: 'Required value' }])
  }
  const wanted = audiences.length > 0 ? audiences : [API_AUDIENCE]
  const found = call.context.server.tokens.authenticate(token, wanted)
  const status =
    'error' in found
      ? { user: {}, error: `[invalid bearer token, ${found.error}]` }
      : { authenticated: true, user: userInfo(found), audiences: wanted }
  return answered(call, { ...review, status })
}
