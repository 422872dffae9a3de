/**
 * Who a request is from. Without credentials it is the learner, who may do everything and act as anybody; a bearer token
 * is a service account's. Source: apiserver pkg/endpoints/filters authentication.go, impersonation.go.
 */
import type { Attributes } from '../authorization.ts'
import { failure, internalError, type StatusError } from '../errors.ts'
import type { ApiRequest } from '../request.ts'
import {
  ADMIN,
  ANONYMOUS,
  AUTHENTICATED,
  parseServiceAccountUser,
  serviceAccountGroups,
  UNAUTHENTICATED,
  type User,
} from '../user.ts'
import { authorizeOrRefuse } from './authorize.ts'
import type { DoorContext } from './context.ts'

const EXTRA = 'impersonate-extra-'
/** Between the values of a header that was sent several times. */
const SEPARATOR = '\n'

export function requester(context: DoorContext, request: ApiRequest): User {
  const headers = request.headers ?? {}
  const user = bearer(context, headers.authorization)
  return impersonates(headers) ? impersonated(context, user, headers) : user
}

/** Whose credentials a request carries, whomever they act as. */
export const credentialed = (context: DoorContext, { headers = {} }: ApiRequest): User =>
  bearer(context, headers.authorization)

function bearer({ server }: DoorContext, authorization: string | undefined): User {
  if (authorization === undefined) return ADMIN
  const [scheme = '', token = ''] = authorization.trim().split(/\s+/)
  const found = scheme.toLowerCase() === 'bearer' ? server.tokens.authenticate(token) : { error: '' }
  if ('error' in found) throw unauthorized()
  return found
}

const unauthorized = (): StatusError => failure(401, 'Unauthorized', 'Unauthorized')

type Headers = Readonly<Record<string, string>>

const impersonates = (headers: Headers) => Object.keys(headers).some((name) => name.startsWith('impersonate-'))
const values = (text: string | undefined) => (text === undefined ? [] : text.split(SEPARATOR))

/** Acting as somebody else takes the right to, one by one for user, groups, uid and extra. @throws StatusError 403, 500 */
function impersonated(context: DoorContext, user: User, headers: Headers): User {
  const name = headers['impersonate-user'] ?? ''
  if (name === '') throw internalError('requested headers without impersonating a user')
  const check = (part: Partial<Attributes>) => {
    authorizeOrRefuse(context, { ...IMPERSONATE, ...part, user } as Attributes)
  }
  const account = parseServiceAccountUser(name)
  check(account ? { resource: 'serviceaccounts', ...account } : { resource: 'users', name })
  const groups = values(headers['impersonate-group'])
  for (const group of groups) check({ resource: 'groups', name: group })
  const uid = headers['impersonate-uid']
  if (uid !== undefined) check({ group: 'authentication.k8s.io', version: 'v1', resource: 'uids', name: uid })
  const extra: Record<string, string[]> = {}
  for (const header of Object.keys(headers).sort()) {
    if (!header.startsWith(EXTRA)) continue
    const key = decoded(header.slice(EXTRA.length))
    extra[key] = values(headers[header])
    const part = { group: 'authentication.k8s.io', version: 'v1', resource: 'userextras', subresource: key }
    for (const value of extra[key]) check({ ...part, name: value })
  }
  return {
    name,
    groups: groupsOf(name, groups),
    ...(uid === undefined ? {} : { uid }),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  }
}

const IMPERSONATE: Omit<Attributes, 'user'> = {
  verb: 'impersonate',
  isResource: true,
  group: '',
  version: 'v1',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
  path: '',
}

function groupsOf(name: string, asked: readonly string[]): string[] {
  const account = parseServiceAccountUser(name)
  const groups = asked.length === 0 && account ? serviceAccountGroups(account.namespace) : [...asked]
  const marker = name === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED
  return groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED) ? groups : [...groups, marker]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
