/**
 * Tokens that stand in a Secret and never end by themselves: they are worth something as long as the Secret and the account
 * are there and the Secret still says them. Source: pkg/serviceaccount legacy.go.
 */
import { decodeBase64 } from '../door/base64.ts'
import type { KObject } from '../object.ts'
import type { Store } from '../store.ts'
import { AUTHENTICATED, serviceAccountGroups, serviceAccountUser, type User } from '../user.ts'

export const LEGACY_ISSUER = 'kubernetes/serviceaccount'

const PREFIX = 'kubernetes.io/serviceaccount'
const NAMESPACE = `${PREFIX}/namespace`
const SECRET = `${PREFIX}/secret.name`
const ACCOUNT = `${PREFIX}/service-account.name`
const UID = `${PREFIX}/service-account.uid`

export type LegacyClaims = Readonly<Record<string, string>>

export function legacyClaims({ metadata: account }: KObject, { metadata: secret }: KObject): LegacyClaims {
  const { namespace = '', name, uid } = account
  return {
    iss: LEGACY_ISSUER,
    [NAMESPACE]: namespace,
    [SECRET]: secret.name,
    [ACCOUNT]: name,
    [UID]: uid,
    sub: serviceAccountUser(namespace, name),
  }
}

/** Whose token it is; an error's text when it is nobody's (any more). */
export function legacyUser(store: Store, token: string, claims: LegacyClaims): User | { error: string } {
  const { [NAMESPACE]: namespace = '', [SECRET]: secretName = '', [ACCOUNT]: name = '', [UID]: uid = '' } = claims
  const secret = store.table('secrets').find(namespace, secretName) as (KObject & Stored) | undefined
  if (secret === undefined || secret.metadata.deletionTimestamp !== undefined)
    return { error: 'service account token has been invalidated' }
  if (decodeBase64(secret.data?.token ?? '') !== token)
    return { error: "service account token does not match server's copy" }
  const account = store.table('serviceaccounts').find(namespace, name)
  if (account === undefined) return { error: `serviceaccounts "${name}" not found` }
  if (account.metadata.deletionTimestamp !== undefined)
    return { error: `service account ${namespace}/${name} has been deleted` }
  if (account.metadata.uid !== uid)
    return { error: `service account UID (${account.metadata.uid}) does not match claim (${uid})` }
  return {
    name: serviceAccountUser(namespace, name),
    uid,
    groups: [...serviceAccountGroups(namespace), AUTHENTICATED],
    extra: {},
  }
}

interface Stored {
  data?: Record<string, string>
}
